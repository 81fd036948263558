/** An older copy of the database is put in its place: the server notices, or at least whoever comes back. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { databasePath } from "../../../server/journal/database/database.ts";
import { SERVED_FILE } from "../../../server/start/served_mark.ts";
import { ok } from "../../support/requests.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

async function sayMany(client: TestClient, text: string, count: number): Promise<number[]> {
  const ids: number[] = [];
  for (let index = 0; index < count; index++) {
    ids.push(Number((await ok(client, "say", { text: `${text} ${index}` }))["id"]));
  }
  return ids;
}

async function helloOf(server: { port: number }) {
  const client = await TestClient.connect({ port: server.port });
  const [hello] = client.lines;
  client.close();
  return hello ?? {};
}

/** A folder whose server has stopped with ten messages, which are copied, and then with forty. */
async function servedTwice(
  folder: TemporaryFolder,
  copy: () => void,
): Promise<{ database: unknown; last: number }> {
  {
    await using server = await startServer(folder);
    await sayMany(await server.register("alice"), "old", 10);
  }
  copy();
  await using server = await startServer(folder);
  const ids = await sayMany(await server.login("alice"), "lost", 30);
  return { database: (await helloOf(server))["database"], last: ids.at(-1) ?? 0 };
}

Deno.test("hello names the same database at each start, and ids go on", async () => {
  using folder = new TemporaryFolder();
  const { database, last } = await servedTwice(folder, () => {});
  assert.match(String(database), /^[\w-]{16}$/);
  await using server = await startServer(folder);
  assert.equal((await helloOf(server))["database"], database);
  const { answer } = await server.login("alice");
  assert.equal(answer["last_id"], last);
  const [id] = await sayMany(await server.login("alice"), "new", 1);
  assert.equal(id, last + 1);
  assert.deepEqual(server.log.lines.filter((line) => /backup|another name/.test(line)), []);
});

Deno.test("hello names another database when chat.db was restored, whose ids go on above", async () => {
  using folder = new TemporaryFolder();
  using backup = new TemporaryFolder();
  const copy = join(backup.path, "chat.db");
  const path = databasePath(folder.path);
  const { database, last } = await servedTwice(folder, () => Deno.copyFileSync(path, copy));
  Deno.copyFileSync(copy, path);
  let renamed: unknown;
  {
    await using server = await startServer(folder);
    await server.log.line(new RegExp(`ends with 10, but ${last} was given out`));
    renamed = (await helloOf(server))["database"];
    assert.notEqual(renamed, database);
    const alice = await server.login("alice");
    assert.equal(alice.answer["starts"][0]["last_id"], 10, "where the older copy ended");
    assert.deepEqual(await sayMany(alice, "new", 1), [last + 1]);
    // Whoever knows nothing of all that, an older client, misses nothing that is new.
    const page = await ok(alice, "poll", { last_id: last });
    assert.deepEqual(page["messages"].map(({ text }: { text: string }) => text), ["new 0"]);
  }
  await using server = await startServer(folder);
  assert.equal((await helloOf(server))["database"], renamed, "it is noticed once");
});

Deno.test("ids of a restored database go on above those of a server that was killed", async () => {
  using folder = new TemporaryFolder();
  using backup = new TemporaryFolder();
  const copy = join(backup.path, "chat.db");
  const path = databasePath(folder.path);
  const args = ["--host", "127.0.0.1", "--no-tls", "--limits", "off", "--bcrypt-cost", "4"];
  {
    await using server = await startServer(folder);
    await sayMany(await server.register("alice"), "old", 10);
  }
  Deno.copyFileSync(path, copy);
  let last = 0;
  {
    await using server = await ServerProcess.start({ args: [...args, "--data", folder.path] });
    const client = await TestClient.connect({ port: server.port });
    await ok(client, "login", { username: "alice", password: PASSWORD });
    last = (await sayMany(client, "lost", 30)).at(-1) ?? 0;
    server.kill("SIGKILL");
    await server.ended();
    await client.ended;
  }
  for (const name of ["chat.db-wal", "chat.db-shm"]) Deno.removeSync(join(folder.path, name));
  Deno.copyFileSync(copy, path);
  await using server = await startServer(folder);
  const [id = 0] = await sayMany(await server.login("alice"), "new", 1);
  assert.ok(id > last, `${id} comes after ${last}, whatever the mark had seen of it`);
});

Deno.test("hello names another database when chat.db came without the file beside it", async () => {
  using folder = new TemporaryFolder();
  const { database } = await servedTwice(folder, () => {});
  Deno.removeSync(join(folder.path, SERVED_FILE));
  await using server = await startServer(folder);
  await server.log.line(/^RESTORED .* not the one that was served in this folder last/);
  assert.notEqual((await helloOf(server))["database"], database);
});

Deno.test("poll brings everything since the start to whoever knows ids of a folder that was restored", async () => {
  using folder = new TemporaryFolder();
  using backup = new TemporaryFolder();
  const copyAll = (from: string, to: string) => {
    for (const { name } of Deno.readDirSync(from)) {
      Deno.copyFileSync(join(from, name), join(to, name));
    }
  };
  const { database, last } = await servedTwice(folder, () => copyAll(folder.path, backup.path));
  copyAll(backup.path, folder.path);
  await using server = await startServer(folder);
  assert.equal((await helloOf(server))["database"], database, "nothing tells it from a restart");
  const alice = await server.login("alice");
  assert.equal(alice.answer["last_id"], 10);
  await sayMany(alice, "new", 3);
  const page = await ok(alice, "poll", { last_id: last });
  assert.deepEqual(page["messages"].map(({ text }: { text: string }) => text), [
    "new 0",
    "new 1",
    "new 2",
  ]);
  assert.equal(page["last_id"], last, "the cursor is as good as it was");
  assert.deepEqual(
    await sayMany(alice, "new", 1),
    [last + 1],
    "so that no client takes it for old",
  );
  assert.equal((await server.login("alice")).answer["last_id"], last + 1);
  const tooFar = await ok(alice, "poll", { last_id: Number.MAX_SAFE_INTEGER });
  assert.deepEqual([tooFar["messages"].length, tooFar["last_id"]], [4, last + 1]);
  const [next] = await sayMany(alice, "new", 1);
  assert.equal(next, last + 2, "nobody makes ids as great as they like");
});
