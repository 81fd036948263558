/** What time destroys, and what a wrong clock does not. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../server/journal/database/database.ts";
import { ok, refused } from "../../support/requests.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServerOptions,
} from "../../support/test_server.ts";

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

/** A clock that can be set, and time that passes. */
class Time {
  elapsedMs = 0;
  offsetMs = Date.parse("2026-01-01T00:00:00Z");

  get options(): TestServerOptions {
    return { now: () => this.offsetMs + this.elapsedMs, elapsed: () => this.elapsedMs };
  }
}

function rowsOf(folder: TemporaryFolder, sql: string): Record<string, unknown>[] {
  using database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
  return database.prepare(sql).all();
}

Deno.test("Housekeeping.tidy() destroys no session because a start had its clock ahead", async () => {
  using folder = new TemporaryFolder();
  const time = new Time();
  let token: unknown;
  {
    await using server = await startServer(folder, time.options);
    token = (await server.register("alice")).answer["token"];
  }
  time.offsetMs += 100 * DAY_MS;
  {
    await using server = await startServer(folder, time.options);
    const client = await server.connect();
    assert.equal(await refused(client, "login", { token }), "bad_credentials");
  }
  time.offsetMs -= 100 * DAY_MS;
  await using server = await startServer(folder, time.options);
  await ok(await server.connect(), "login", { token });
});

Deno.test("Housekeeping.tidy() keeps sessions that were used while the clock showed 1972", async () => {
  using folder = new TemporaryFolder();
  const time = new Time();
  let token: unknown;
  {
    await using server = await startServer(folder, time.options);
    token = (await server.register("alice")).answer["token"];
  }
  const offsetMs = time.offsetMs;
  time.offsetMs = Date.parse("1972-01-01T00:00:00Z");
  {
    await using server = await startServer(folder, time.options);
    await ok(await server.connect(), "login", { token });
  }
  time.offsetMs = offsetMs;
  await using server = await startServer(folder, time.options);
  await ok(await server.connect(), "login", { token });
});

Deno.test("Housekeeping.tidy() forgets what is too old once that time has been seen to pass", async () => {
  using folder = new TemporaryFolder();
  const time = new Time();
  {
    await using server = await startServer(folder, time.options);
    const alice = await server.register("alice");
    await ok(alice, "say", { text: "hi", nonce: "n" });
    alice.close();
    await alice.ended;
    time.elapsedMs += 2 * DAY_MS;
  }
  const count =
    "SELECT (SELECT count(*) FROM nonces) AS nonces, count(*) AS sessions FROM sessions";
  {
    await using _server = await startServer(folder, time.options);
    assert.deepEqual({ ...rowsOf(folder, count)[0] }, { nonces: 0, sessions: 1 });
    time.elapsedMs += 91 * DAY_MS;
  }
  await using _server = await startServer(folder, time.options);
  assert.deepEqual({ ...rowsOf(folder, count)[0] }, { nonces: 0, sessions: 0 });
});

Deno.test("a mute of five seconds is over after six, however far the clock is set back", async () => {
  using folder = new TemporaryFolder();
  const time = new Time();
  await using server = await startServer(folder, time.options);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "claim", { code: server.running.claimCode });
  await ok(alice, "mute", { username: "bob", seconds: 5 });
  time.offsetMs -= 5 * HOUR_MS;
  assert.equal(await refused(bob, "say", { text: "still?" }), "muted");
  time.elapsedMs += 6_000;
  await ok(bob, "say", { text: "not any more" });
});

Deno.test("a closed registration and a banned address are free in time, however far the clock is set back", async () => {
  using folder = new TemporaryFolder();
  const time = new Time();
  await using server = await startServer(folder, time.options);
  const alice = await server.register("alice");
  await ok(alice, "claim", { code: server.running.claimCode });
  await ok(alice, "registration", { mode: "closed", seconds: 5 });
  await ok(alice, "ban", { network: "127.0.0.1", seconds: 5, force: true });
  time.offsetMs -= 5 * HOUR_MS;
  time.elapsedMs += 6_000;
  await server.register("bob");
});

Deno.test("waits of limits are as long as they were, however the clock is set", async () => {
  using folder = new TemporaryFolder();
  const time = new Time();
  const waits: number[] = [];
  await using server = await startServer(folder, {
    ...time.options,
    limits: true,
    delay: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  const alice = await server.register("alice");
  for (let count = 0; count < 30; count++) await ok(alice, "search", { query: "nothing" });
  for (const hours of [5, -10]) {
    time.offsetMs += hours * HOUR_MS;
    await ok(alice, "search", { query: "nothing" });
  }
  assert.deepEqual(waits, [500, 1_000]);
});

Deno.test("an hour more on the clock opens no account to who guesses at its password", async () => {
  using folder = new TemporaryFolder();
  const time = new Time();
  const waits: number[] = [];
  await using server = await startServer(folder, {
    ...time.options,
    limits: true,
    delay: (milliseconds) => {
      waits.push(milliseconds);
      return Promise.resolve();
    },
  });
  await server.register("alice");
  const robot = await server.connect();
  const guess = { username: "alice", password: "not this one" };
  for (let count = 0; count < 6; count++) {
    assert.equal(await refused(robot, "login", guess), "bad_credentials");
  }
  time.offsetMs += HOUR_MS;
  assert.equal(await refused(robot, "login", guess), "bad_credentials");
  assert.deepEqual(waits, [250, 750]);
});

Deno.test("Housekeeping.clearRooms() clears a deleted room away without another request", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const alice = await server.register("alice");
    await ok(alice, "create", { room: "den" });
    await ok(alice, "say", { room: "den", text: "a secret of the den" });
    await ok(alice, "delete_room", { room: "den" });
  }
  await using server = await startServer(folder);
  // What was begun is done before the server closes.
  await server.stop();
  assert.deepEqual(rowsOf(folder, "SELECT id FROM conversations WHERE deleted_ms IS NOT NULL"), []);
});

Deno.test("chat serve has nothing of an erased text in its files after a crash and a start", async () => {
  using folder = new TemporaryFolder();
  const data = `${folder.path}/data`;
  const args = ["--host", "127.0.0.1", "--no-tls", "--limits", "off", "--bcrypt-cost", "4"];
  {
    await using server = await ServerProcess.start({ args: [...args, "--data", data] });
    const client = await TestClient.connect({ port: server.port });
    await ok(client, "register", { username: "alice", password: PASSWORD });
    const { id } = await ok(client, "say", { text: "erase-this-secret" });
    await ok(client, "delete", { id });
    server.kill("SIGKILL");
    await server.ended();
    await client.ended;
  }
  await using server = await ServerProcess.start({ args: [...args, "--data", data] });
  for (const { name } of Deno.readDirSync(data)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${data}/${name}`));
    assert.ok(!text.includes("erase-this-secret"), name);
  }
  server.kill("SIGKILL");
  await server.ended();
});
