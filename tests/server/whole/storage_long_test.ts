/** What a server does when its disk is full, fails, or is gone. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DISK_FAULTS_MISSING, DiskFaults } from "../../support/disk_faults.ts";
import { chatCommand, ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

const ARGS = ["--host", "127.0.0.1", "--no-tls", "--limits", "off", "--bcrypt-cost", "4"];
const skipped = DISK_FAULTS_MISSING === undefined ? "" : ` (skipped: ${DISK_FAULTS_MISSING})`;
const NEEDS_FAULTS = { ignore: DISK_FAULTS_MISSING !== undefined };

function environment(faults: DiskFaults): Record<string, string> {
  return { ...Deno.env.toObject(), NO_COLOR: "1", ...faults.environment };
}

/** Runs a server that cannot start to its end. */
async function failToStart(
  data: string,
  env: Record<string, string> = {},
): Promise<{ code: number; stderr: string }> {
  const [command, args] = chatCommand(["serve", "--port", "0", ...ARGS, "--data", data]);
  const { code, stderr } = await new Deno.Command(command, { args, env }).output();
  return { code, stderr: new TextDecoder().decode(stderr) };
}

async function connect(port: number, action: string, fields: object): Promise<TestClient> {
  const client = await TestClient.connect({ port });
  const answer = await client.request(action, { ...fields });
  assert.equal(answer["ok"], true, answer["message"]);
  return client;
}

for (const when of ["at its first start", "when nobody owns it yet"]) {
  Deno.test(
    `chat serve on a full disk ends with one sentence ${when}${skipped}`,
    NEEDS_FAULTS,
    async () => {
      using tools = new TemporaryFolder();
      using folder = new TemporaryFolder();
      const faults = await DiskFaults.make(tools.path);
      if (when !== "at its first start") {
        const server = await startServer(folder);
        await server.stop();
        Deno.removeSync(join(folder.path, "reserve"));
      }
      faults.fill();
      const { code, stderr } = await failToStart(folder.path, environment(faults));
      assert.equal(code, 1);
      assert.match(stderr.trimEnd().split("\n").at(-1) ?? "", /^chat: .*the disk is full\.$/);
      assert.ok(!/Uncaught| {4}at |SQL|I\/O/.test(stderr), stderr);
      // What could not be made is no obstacle when there is room.
      faults.heal();
      await using server = await ServerProcess.start({ args: [...ARGS, "--data", folder.path] });
      assert.ok(server.port > 0);
    },
  );
}

Deno.test(
  `chat serve on a failing disk ends with one sentence${skipped}`,
  NEEDS_FAULTS,
  async () => {
    using tools = new TemporaryFolder();
    using folder = new TemporaryFolder();
    const faults = await DiskFaults.make(tools.path);
    faults.fail({ call: "write", error: "EIO" });
    const { code, stderr } = await failToStart(folder.path, environment(faults));
    assert.equal(code, 1);
    assert.match(stderr.trimEnd().split("\n").at(-1) ?? "", /^chat: .*the disk fails\.$/);
    assert.ok(!/Uncaught| {4}at /.test(stderr), stderr);
  },
);

Deno.test(
  `chat serve on a full disk lets people in, read and delete, and says once why not more${skipped}`,
  NEEDS_FAULTS,
  async () => {
    using tools = new TemporaryFolder();
    using folder = new TemporaryFolder();
    const faults = await DiskFaults.make(tools.path);
    await using server = await ServerProcess.start({
      args: [...ARGS, "--data", folder.path],
      env: environment(faults),
    });
    const alice = await TestClient.connect({ port: server.port });
    const { token } = await alice.request("register", { username: "alice", password: PASSWORD });
    const { id } = await alice.request("say", { text: "before" });
    // Full for one moment; then there is what the server had kept.
    faults.fill("chat.db-wal");
    const refused = await alice.request("say", { text: "too much" });
    assert.equal(refused["error"], "storage_full", refused["message"]);
    assert.match(String(refused["message"]), /disk of the server is full/);
    faults.fill("reserve");
    for (let count = 0; count < 20; count++) {
      assert.equal((await alice.request("say", { text: `${count}` }))["error"], "storage_full");
    }
    const again = await connect(server.port, "login", { token });
    const page = await again.request("history", { room: "general" });
    assert.deepEqual((page["messages"] as { text: string }[]).map(({ text }) => text), ["before"]);
    assert.equal((await again.request("delete", { id }))["ok"], true);
    const said = server.stderr.split("\n").filter((line) => line.startsWith("ERROR"));
    assert.equal(said.length, 2, said.join("\n"));
    assert.match(
      server.stderr,
      /^ERROR THE DISK IS FULL: only logins, reading and deleting go on/m,
    );

    faults.heal();
    await server.until(() => server.stderr.includes("There is room on the disk again"));
    assert.equal((await again.request("say", { text: "after" }))["ok"], true);
    for (const client of [alice, again]) {
      client.close();
      await client.ended;
    }
  },
);

Deno.test(
  `search says on a full disk that its index is behind${skipped}`,
  NEEDS_FAULTS,
  async () => {
    using tools = new TemporaryFolder();
    using folder = new TemporaryFolder();
    const faults = await DiskFaults.make(tools.path);
    await using server = await ServerProcess.start({
      args: [...ARGS, "--data", folder.path],
      env: environment(faults),
    });
    const alice = await connect(server.port, "register", { username: "alice", password: PASSWORD });
    // The index may be quicker than the disk is full; then there is nothing to be behind with.
    for (let count = 0;; count++) {
      assert.equal((await alice.request("say", { text: `needle ${count}` }))["ok"], true);
      faults.fill("chat.db-wal");
      const answer = await alice.request("search", { query: `"needle ${count}"` });
      assert.equal(answer["ok"], true, answer["message"]);
      if (answer["behind"] === true) {
        assert.deepEqual(answer["results"], []);
        break;
      }
      assert.equal((answer["results"] as unknown[]).length, 1);
      faults.heal();
    }
    alice.close();
    await alice.ended;
  },
);

for (const what of ["the data folder", "chat.db"]) {
  Deno.test(`chat serve refuses to store anything when ${what} was deleted`, {
    ignore: Deno.build.os === "windows",
  }, async () => {
    using folder = new TemporaryFolder();
    const data = join(folder.path, "data");
    Deno.mkdirSync(data);
    const server = await ServerProcess.start({ args: [...ARGS, "--data", data] });
    const alice = await connect(server.port, "register", { username: "alice", password: PASSWORD });
    if (what === "chat.db") Deno.removeSync(join(data, "chat.db"));
    else Deno.removeSync(data, { recursive: true });
    await server.until(() => /^ERROR THE DATABASE IS GONE: /m.test(server.stderr));
    const answer = await alice.request("say", { text: "hello" });
    assert.equal(answer["error"], "storage_lost");
    alice.close();
    await alice.ended;
    await server[Symbol.asyncDispose]();
  });
}

Deno.test("chat serve stores again when its folder is back in its place", {
  ignore: Deno.build.os === "windows",
}, async () => {
  using folder = new TemporaryFolder();
  const [data, elsewhere] = [join(folder.path, "data"), join(folder.path, "elsewhere")];
  Deno.mkdirSync(data);
  await using server = await ServerProcess.start({ args: [...ARGS, "--data", data] });
  const alice = await connect(server.port, "register", { username: "alice", password: PASSWORD });
  Deno.renameSync(data, elsewhere);
  await server.until(() => server.stderr.includes("THE DATABASE IS GONE"));
  Deno.renameSync(elsewhere, data);
  await server.until(() => server.stderr.includes("The database is in its place again"));
  assert.equal((await alice.request("say", { text: "hello" }))["ok"], true);
  alice.close();
  await alice.ended;
});

Deno.test("chat serve does not share its folder when the lock file was deleted", async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({ args: [...ARGS, "--data", folder.path] });
  Deno.removeSync(join(folder.path, "lock"));
  const { code, stderr } = await failToStart(folder.path);
  assert.equal(code, 1);
  assert.match(stderr, /^chat: Another server uses the data folder .*\n$/);
  const alice = await connect(server.port, "register", { username: "alice", password: PASSWORD });
  alice.close();
  await alice.ended;
});
