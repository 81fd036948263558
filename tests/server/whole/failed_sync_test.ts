/** What a server answers when its disk cannot flush a commit, and what is there after a crash. */
import assert from "node:assert/strict";
import { DISK_FAULTS_MISSING, DiskFaults } from "../../support/disk_faults.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { type Line, TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

const WAL = { call: "sync", error: "EIO", file: "chat.db-wal" } as const;

function start(folder: TemporaryFolder, faults?: DiskFaults): Promise<ServerProcess> {
  const args = ["--host", "127.0.0.1", "--no-tls", "--limits", "off", "--bcrypt-cost", "4"];
  const env = faults === undefined
    ? {}
    : { env: { ...Deno.env.toObject(), ...faults.environment } };
  return ServerProcess.start({ args: [...args, "--data", `${folder.path}/data`], ...env });
}

async function enter(server: ServerProcess, action: "register" | "login"): Promise<TestClient> {
  const client = await TestClient.connect({ port: server.port });
  const answer = await client.request(action, { username: "alice", password: PASSWORD });
  assert.equal(answer["ok"], true, answer["message"]);
  return client;
}

async function textsOf(client: TestClient): Promise<string[]> {
  const { messages } = await client.request("poll", { last_id: 0, limit: 1_000 });
  return (messages as Line[]).map(({ text }) => String(text));
}

/** Resolves when nothing is written but what is asked for: the search index is brought up to date. */
async function rested(client: TestClient): Promise<void> {
  assert.equal((await client.request("search", { query: "before" }))["ok"], true);
}

async function kill(server: ServerProcess, client: TestClient): Promise<void> {
  server.kill("SIGKILL");
  await server.ended();
  await client.ended;
}

function named(name: string): [string, Deno.TestDefinition["ignore"]] {
  const isMissing = DISK_FAULTS_MISSING !== undefined;
  return [isMissing ? `${name} (skipped: ${DISK_FAULTS_MISSING})` : name, isMissing];
}

const [goneName, ignoreGone] = named(
  "chat serve has nothing of a message that it refused because the disk failed once",
);
Deno.test(goneName, { ignore: ignoreGone ?? false }, async () => {
  using folder = new TemporaryFolder();
  const faults = await DiskFaults.make(folder.path);
  {
    await using server = await start(folder, faults);
    const client = await enter(server, "register");
    await client.request("say", { text: "before" });
    await rested(client);
    faults.fail({ ...WAL, once: true });
    const refused = await client.request("say", { text: "refused", nonce: "n" });
    assert.equal(refused["error"], "internal");
    await kill(server, client);
  }
  await using server = await start(folder);
  const client = await enter(server, "login");
  assert.deepEqual(await textsOf(client), ["before"]);
  await kill(server, client);
});

const [unknownName, ignoreUnknown] = named(
  "chat serve says that it does not know of a message as long as the disk fails, and takes it once",
);
Deno.test(unknownName, { ignore: ignoreUnknown ?? false }, async () => {
  using folder = new TemporaryFolder();
  const faults = await DiskFaults.make(folder.path);
  {
    await using server = await start(folder, faults);
    const client = await enter(server, "register");
    await client.request("say", { text: "before" });
    await rested(client);
    faults.fail(WAL);
    const unknown = await client.request("say", { text: "unknown", nonce: "n" });
    assert.equal(unknown["error"], "outcome_unknown");
    const refused = await client.request("say", { text: "refused" });
    assert.equal(refused["error"], "internal", "nothing is begun before that is settled");
    faults.heal();
    assert.equal((await client.request("say", { text: "unknown", nonce: "n" }))["ok"], true);
    assert.equal((await client.request("say", { text: "after" }))["ok"], true);
    assert.deepEqual(await textsOf(client), ["before", "unknown", "after"]);
    await rested(client);
    faults.fail(WAL);
    assert.equal(
      (await client.request("say", { text: "lost?", nonce: "m" }))["error"],
      "outcome_unknown",
    );
    await kill(server, client);
  }
  await using server = await start(folder);
  const client = await enter(server, "login");
  const again = await client.request("say", { text: "lost?", nonce: "m" });
  assert.equal(again["ok"], true);
  assert.deepEqual(await textsOf(client), ["before", "unknown", "after", "lost?"]);
  await kill(server, client);
});
