/** How scripts log in, and what they leave behind, with real servers. */
import assert from "node:assert/strict";
import { runClient } from "../../support/client_process.ts";
import { shownCode } from "../../support/authenticator.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { ok } from "../../support/requests.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../support/test_server.ts";

/** A script that writes one line; `env` says with what it logs in. */
function writing(
  server: { port: number },
  { args = [], env }: { args?: string[]; env: Record<string, string> },
) {
  return runClient({
    args: ["--no-tls", ...args, `alice@127.0.0.1:${server.port}`],
    env,
    input: "hi\n",
  });
}

async function devicesOf(server: TestServer): Promise<string[]> {
  const looking = await server.login("alice");
  const { sessions } = await ok(looking, "sessions");
  const devices = (sessions as { device: string; current: boolean }[])
    .filter(({ current }) => !current).map(({ device }) => device);
  looking.close();
  return devices;
}

Deno.test("scripts end the sessions that they have made", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const before = await devicesOf(server);
  for (let run = 0; run < 4; run++) {
    const { code, stderr } = await writing(server, { env: { CHAT_PASSWORD: PASSWORD } });
    assert.equal(code, 0, stderr);
  }
  const { sessions } = await ok(alice, "sessions");
  assert.equal(
    (sessions as unknown[]).length,
    before.length + 1,
    "hers and the one that looked",
  );
});

Deno.test("a script comes in with the login that a person has on this machine, and leaves it", async () => {
  using folder = new TemporaryFolder();
  using config = new TemporaryFolder();
  await using server = await startServer(folder);
  const person = await server.connect();
  const { token } = await ok(person, "register", { username: "alice", password: PASSWORD });
  await Deno.writeTextFile(
    `${config.path}/tokens`,
    `plain 127.0.0.1:${server.port} alice ${token}\n`,
    { mode: 0o600 },
  );
  const env = { CHAT_CONFIG_DIR: config.path };
  for (let run = 0; run < 2; run++) {
    const { code, stderr } = await writing(server, { env });
    assert.equal(code, 0, stderr);
  }
  const { sessions } = await ok(person, "sessions");
  assert.equal((sessions as unknown[]).length, 1);
  await ok(person, "revoke", { others: true });
  await person.request("logout");
  const { code, stderr } = await writing(server, { env });
  assert.equal(code, 4);
  assert.match(stderr, /The login that was kept here has ended/);
  assert.doesNotMatch(await Deno.readTextFile(`${config.path}/tokens`), /alice/);
});

Deno.test("a script logs in with a token from the environment or a file, under the name it gives", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const { token } = await ok(alice, "token", { name: "ci", password: PASSWORD });
  const file = `${folder.path}/token`;
  await Deno.writeTextFile(file, `${token}\n`, { mode: 0o600 });
  const byFile = await writing(server, { args: ["--token-file", file], env: {} });
  assert.equal(byFile.code, 0, byFile.stderr);
  const byVariable = await writing(server, { env: { CHAT_TOKEN: String(token) } });
  assert.equal(byVariable.code, 0, byVariable.stderr);
  const wrong = await writing(server, { env: { CHAT_TOKEN: "nonsense" } });
  assert.equal(wrong.code, 4);
  assert.match(wrong.stderr, /does not take this token/);
  assert.doesNotMatch(wrong.stderr, /nonsense/);
  const other = await runClient({
    args: ["--no-tls", `bob@127.0.0.1:${server.port}`],
    env: { CHAT_TOKEN: String(token) },
    input: "hi\n",
  });
  assert.equal(other.code, 4);
  assert.match(other.stderr, /lets alice in, not bob/);
});

Deno.test("--device says what the server calls a script", async () => {
  await using server = await FakeServer.start();
  const env = { CHAT_PASSWORD: "correct horse" };
  const { code } = await writing(server, { args: ["--device", "nightly backup"], env });
  assert.equal(code, 0);
  assert.equal(server.requestsFor("login")[0]?.["device"], "nightly backup");
});

/** A server with alice, whose second factor has the secret that is returned. */
async function withSecondFactor(server: TestServer): Promise<string> {
  const alice = await server.register("alice");
  const { secret } = await ok(alice, "second_factor", { password: PASSWORD });
  await ok(alice, "enable_second_factor", { code: shownCode(String(secret), Date.now()) });
  alice.close();
  return String(secret);
}

Deno.test("a script brings the code of its second factor from CHAT_CODE", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const secret = await withSecondFactor(server);
  const env = { CHAT_PASSWORD: PASSWORD, CHAT_CODE: ` ${shownCode(secret, Date.now(), 1)}\n` };
  const { code, stderr } = await writing(server, { env });
  assert.equal(code, 0, stderr);
  const again = await writing(server, { env });
  assert.equal(again.code, 4);
  assert.match(again.stderr, /This code is not right, or it is not valid any more/);
});

Deno.test("--code-command is asked for the code of a second factor, when there is one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const secret = await withSecondFactor(server);
  const program = `${folder.path}/show code`;
  const write = async (...lines: string[]) => {
    await Deno.writeTextFile(program, `#!/bin/sh\n${lines.join("\n")}\n`);
    await Deno.chmod(program, 0o700);
  };
  const args = ["--code-command", `'${program}' "for alice"`];
  const env = { CHAT_PASSWORD: PASSWORD };
  // It is told no secret, and only its first line counts.
  const told = `${folder.path}/told`;
  await write(
    `echo "$1 $CHAT_PASSWORD" > ${told}`,
    `echo ' ${shownCode(secret, Date.now(), 1)} '`,
    "echo more",
  );
  const { code, stderr } = await writing(server, { args, env });
  assert.equal(code, 0, stderr);
  assert.equal(await Deno.readTextFile(told), "for alice \n");
  await write("exit 3");
  const failed = await writing(server, { args, env });
  assert.equal(failed.code, 4);
  assert.match(failed.stderr, /show code has shown no code: it ended with 3/);
  await write("echo");
  assert.match(
    (await writing(server, { args, env })).stderr,
    /shown no code: its first line is empty/,
  );
  const none = await writing(server, { args: ["--code-command", "/no/such/program"], env });
  assert.equal(none.code, 4);
  assert.match(none.stderr, /\/no\/such\/program has shown no code: /);
  await Deno.remove(told);
  await write(`touch ${told}`);
  const bob = await server.register("bob");
  bob.close();
  const unasked = await runClient({
    args: ["--no-tls", ...args, `bob@127.0.0.1:${server.port}`],
    env,
    input: "hi\n",
  });
  assert.equal(unasked.code, 0, unasked.stderr);
  await assert.rejects(Deno.stat(told), Deno.errors.NotFound);
});

Deno.test("a script whose account has a second factor hears what to log in with", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, ref }) =>
    action === "login"
      ? { ref, ok: false, error: "code_required", message: "This account has a second factor" }
      : undefined;
  const { code, stderr } = await writing(server, { env: { CHAT_PASSWORD: "correct horse" } });
  assert.equal(code, 4);
  assert.match(stderr, /\/token .* CHAT_TOKEN or --token-file/);
});
