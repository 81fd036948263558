/** What a server has acknowledged is there after the power was cut, on a real file system. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { LOOP_DISK_MISSING, LoopDisk } from "../../support/loop_disk.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD } from "../../support/test_server.ts";

const DISK_MIB = 48;

/** Messages that are acknowledged before each cut. */
const MESSAGES = 60;

const NAME = "chat serve has every acknowledged message after power cuts while it wrote" +
  (LOOP_DISK_MISSING === undefined ? "" : ` (skipped: ${LOOP_DISK_MISSING})`);

function start(data: string): Promise<ServerProcess> {
  const args = ["--host", "127.0.0.1", "--no-tls", "--limits", "off", "--bcrypt-cost", "4"];
  return ServerProcess.start({ args: [...args, "--data", data] });
}

/** The texts of everything that the account can read, by their ids. */
async function everything(client: TestClient): Promise<Map<number, string>> {
  const stored = new Map<number, string>();
  for (let more = true; more;) {
    const last_id = [...stored.keys()].at(-1) ?? 0;
    const page = await client.request("poll", { last_id, limit: 1_000 });
    for (const { id, text } of page["messages"] as Line[]) stored.set(Number(id), String(text));
    more = page["more"];
  }
  return stored;
}

Deno.test(NAME, {
  ignore: LOOP_DISK_MISSING !== undefined,
}, async () => {
  await using disk = await LoopDisk.make(DISK_MIB);
  const data = join(disk.folder, "data");
  const beforeCuts = new Map<number, string>();
  for (let round = 0; round < 3; round++) {
    await using server = await start(data);
    const clients = await Promise.all([0, 1, 2].map(async (number) => {
      const client = await TestClient.connect({ port: server.port });
      const action = round === 0 ? "register" : "login";
      const answer = await client.request(action, {
        username: `user${number}`,
        password: PASSWORD,
      });
      assert.equal(answer["ok"], true, answer["message"]);
      return client;
    }));
    const acknowledged = new Map<number, string>();
    const enough = Promise.withResolvers<void>();
    const talking = clients.map(async (client, number) => {
      try {
        for (let count = 0;; count++) {
          const text = `round ${round}, client ${number}, message ${count}`;
          const answer = await client.request("say", { text });
          if (answer["ok"] !== true) break;
          acknowledged.set(answer["id"], text);
          if (acknowledged.size === MESSAGES) enough.resolve();
        }
      } catch {
        // The server is gone.
      }
    });
    await enough.promise;
    // Once it is cut a machine acknowledges nothing; here it goes on, and ext4 confirms what it was just
    // writing when it is shut down, though that is lost.
    for (const [id, text] of acknowledged) {
      assert.ok(!beforeCuts.has(id), `"${text}" has the id of what was acknowledged before`);
      beforeCuts.set(id, text);
    }
    await disk.cut();
    server.kill("SIGKILL");
    await server.ended();
    await Promise.all(talking);
    await Promise.all(clients.map((client) => client.ended));
    await disk.restart();

    using database = new DatabaseSync(join(data, "chat.db"));
    assert.equal(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
  }
  await using server = await start(data);
  const client = await TestClient.connect({ port: server.port });
  await client.request("login", { username: "user0", password: PASSWORD });
  const stored = await everything(client);
  for (const [id, text] of beforeCuts) assert.equal(stored.get(id), text);
  client.close();
  await client.ended;
  server.kill("SIGKILL");
  await server.ended();
});
