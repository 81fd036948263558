/** What a server says when the write-ahead log cannot be brought into the database. */
import assert from "node:assert/strict";
import { DISK_FAULTS_MISSING, type DiskFault, DiskFaults } from "../../support/disk_faults.ts";
import { ok } from "../../support/requests.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

const ARGS = ["--host", "127.0.0.1", "--no-tls", "--limits", "off", "--bcrypt-cost", "4"];
const skipped = DISK_FAULTS_MISSING === undefined ? "" : ` (skipped: ${DISK_FAULTS_MISSING})`;

/** Only of the database itself: its log, to which commits are written, is well. */
const FAULTS: readonly DiskFault[] = [
  { call: "write", error: "EIO", file: "/chat.db" },
  { call: "sync", error: "EIO", file: "/chat.db" },
];

const SENTENCE = "ERROR Cannot bring the write-ahead log into the database: the disk fails";

function errorsOf({ stderr }: ServerProcess): string[] {
  return stderr.split("\n").filter((line) => line.startsWith("ERROR"));
}

for (const fault of FAULTS) {
  Deno.test(
    `chat serve says once that checkpoints fail (${fault.call}), and commits all the same${skipped}`,
    { ignore: DISK_FAULTS_MISSING !== undefined },
    async () => {
      using tools = new TemporaryFolder();
      using folder = new TemporaryFolder();
      const faults = await DiskFaults.make(tools.path);
      await using server = await ServerProcess.start({
        args: [...ARGS, "--data", folder.path],
        env: { ...Deno.env.toObject(), NO_COLOR: "1", ...faults.environment },
      });
      const alice = await TestClient.connect({ port: server.port });
      await ok(alice, "register", { username: "alice", password: PASSWORD });
      faults.fail(fault);
      // What was erased must not stay in the log, so a checkpoint is tried after each of these.
      for (let round = 0; round < 5; round++) {
        const { id } = await ok(alice, "say", { text: `secret ${round}` });
        await ok(alice, "delete", { id });
        const { behind } = await ok(alice, "search", { query: "secret" });
        assert.equal(behind, undefined, "the index itself is well");
        await server.until(() => errorsOf(server).length > 0);
      }
      assert.deepEqual(errorsOf(server), [SENTENCE]);
      server.kill("SIGTERM");
      assert.equal(await server.ended(), 0, "it stops as ever");
      await alice.ended;
      faults.heal();
      await using again = await ServerProcess.start({ args: [...ARGS, "--data", folder.path] });
      const bob = await TestClient.connect({ port: again.port });
      await ok(bob, "login", { username: "alice", password: PASSWORD });
      const page = await ok(bob, "poll", { last_id: 0 });
      assert.equal(page["messages"].length, 5);
      bob.close();
      await bob.ended;
    },
  );
}

Deno.test(
  `chat serve says so when SQLite cannot bring a long log into the database by itself${skipped}`,
  { ignore: DISK_FAULTS_MISSING !== undefined },
  async () => {
    using tools = new TemporaryFolder();
    using folder = new TemporaryFolder();
    const faults = await DiskFaults.make(tools.path);
    await using server = await ServerProcess.start({
      args: [...ARGS, "--data", folder.path],
      env: { ...Deno.env.toObject(), NO_COLOR: "1", ...faults.environment },
    });
    const alice = await TestClient.connect({ port: server.port });
    await ok(alice, "register", { username: "alice", password: PASSWORD });
    const text = "x".repeat(8_000);
    const say = (count: number) =>
      Promise.all(Array.from({ length: count }, () => ok(alice, "say", { text })));
    await say(200);
    assert.deepEqual(errorsOf(server), []);
    faults.fail(...FAULTS);
    while (errorsOf(server).length === 0) await say(200);
    assert.deepEqual(errorsOf(server), [SENTENCE]);
    alice.close();
    await alice.ended;
  },
);
