import assert from "node:assert/strict";
import { createServer } from "node:net";
import { join } from "node:path";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";
import { runClient } from "../../support/client_process.ts";
import { FakeServer, type Identity } from "../../support/fake_server.ts";

const PASSWORD = { CHAT_PASSWORD: "correct horse" };

async function makeIdentity(): Promise<Identity> {
  const pair = await makeCertificate({ names: ["localhost", "127.0.0.1"], now: new Date() });
  return { cert: pair.certificatePem, key: pair.privateKeyPem };
}

async function inFolder(run: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir();
  try {
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** What the client says when it cannot go on: one line, without a stack. */
function assertOneSentence(stderr: string): void {
  assert.match(stderr, /^chat: [^\n]+\n$/);
}

Deno.test("connect over TLS trusts a new server, says its fingerprint once and remembers it", () =>
  inFolder(async (folder) => {
    await using server = await FakeServer.start({ identity: await makeIdentity() });
    const args = [`alice@127.0.0.1:${server.port}`];
    const env = { ...PASSWORD, CHAT_CONFIG_DIR: join(folder, "chat") };
    const first = await runClient({ args, env, input: "hi\n" });
    assert.match(
      first.stderr,
      /^chat: First time at 127\.0\.0\.1:\d+; its key is SHA256:\S{43}\n$/,
    );
    assert.equal(first.stdout, "alice: hi\n");
    assert.equal(first.code, 0);
    const second = await runClient({ args, env, input: "again\n" });
    assert.equal(second.stderr, "");
    assert.equal(second.stdout, "alice: again\n");
    const known = await Deno.readTextFile(join(folder, "chat", "known_servers"));
    assert.match(known, /^127\.0\.0\.1:\d+ SHA256:\S{43}\n$/);
  }));

Deno.test("connect exits 5 when the key has changed, sends nothing, and takes --fingerprint", () =>
  inFolder(async (folder) => {
    const env = { ...PASSWORD, CHAT_CONFIG_DIR: folder };
    const first = await FakeServer.start({ identity: await makeIdentity() });
    const { port } = first;
    const args = [`alice@127.0.0.1:${port}`];
    assert.equal((await runClient({ args, env })).code, 0);
    await first[Symbol.asyncDispose]();
    await using second = await FakeServer.start({ identity: await makeIdentity(), port });
    const refused = await runClient({ args, env });
    assert.equal(refused.code, 5);
    assert.match(refused.stderr, /HAS CHANGED/);
    assert.equal(second.requests.length, 0);
    const [found] = /(?<=found now: +)SHA256:\S+/.exec(refused.stderr) ?? [];
    assert.ok(found !== undefined, refused.stderr);
    const accepted = await runClient({ args: [...args, "--fingerprint", found], env });
    assert.equal(accepted.code, 0);
    assert.equal((await runClient({ args, env })).code, 0);
  }));

Deno.test("connect exits 1 and sends nothing when its entry in known_servers is damaged", () =>
  inFolder(async (folder) => {
    await using server = await FakeServer.start({ identity: await makeIdentity() });
    const file = join(folder, "known_servers");
    await Deno.writeTextFile(file, `127.0.0.1:${server.port} SHA256:half\n`);
    const args = [`alice@127.0.0.1:${server.port}`];
    const env = { ...PASSWORD, CHAT_CONFIG_DIR: folder };
    const refused = await runClient({ args, env });
    assertOneSentence(refused.stderr);
    assert.ok(refused.stderr.includes(`${file} is damaged in line 1`), refused.stderr);
    assert.equal(refused.code, 1);
    assert.equal(server.requests.length, 0);
    await Deno.writeTextFile(file, "");
    const first = await runClient({ args, env });
    const [fingerprint = ""] = /SHA256:\S+/.exec(first.stderr) ?? [];
    await Deno.writeTextFile(file, `127.0.0.1:${server.port}\n`);
    assert.equal((await runClient({ args: [...args, "--fingerprint", fingerprint], env })).code, 0);
    assert.equal((await runClient({ args, env })).code, 0);
  }));

Deno.test("connect exits 5 when the key is not the one that --fingerprint asks for", () =>
  inFolder(async (folder) => {
    await using server = await FakeServer.start({ identity: await makeIdentity() });
    const { code, stderr } = await runClient({
      args: [`alice@127.0.0.1:${server.port}`, "--fingerprint", `SHA256:${"A".repeat(43)}`],
      env: { ...PASSWORD, CHAT_CONFIG_DIR: folder },
    });
    assert.equal(code, 5);
    assert.match(stderr, /NOT THE ONE YOU ASKED FOR/);
    assert.equal(server.requests.length, 0);
  }));

Deno.test("connect works with no home, and says that nothing is remembered", async () => {
  await using server = await FakeServer.start({ identity: await makeIdentity() });
  const { code, stderr } = await runClient({
    args: [`alice@127.0.0.1:${server.port}`],
    env: { ...PASSWORD, HOME: "", XDG_CONFIG_HOME: "" },
  });
  assert.match(stderr, /neither HOME nor CHAT_CONFIG_DIR is set/);
  assert.equal(code, 0);
});

Deno.test("connect --no-tls to a server with TLS exits 3 and says what to leave out", async () => {
  await using server = await FakeServer.start({ identity: await makeIdentity() });
  const { code, stderr } = await runClient({
    args: [`alice@127.0.0.1:${server.port}`, "--no-tls"],
    env: PASSWORD,
  });
  assertOneSentence(stderr);
  assert.match(stderr, /wants encryption \(TLS\); leave out --no-tls/);
  assert.equal(code, 3);
});

Deno.test("connect to a server without TLS exits 3 and says what to add", async () => {
  await using server = await FakeServer.start();
  const { code, stderr } = await runClient({
    args: [`alice@127.0.0.1:${server.port}`],
    env: PASSWORD,
  });
  assertOneSentence(stderr);
  assert.match(stderr, /answers without encryption.*--no-tls/);
  assert.equal(code, 3);
  assert.equal(server.requests.filter(({ action }) => action === "login").length, 0);
});

Deno.test("connect to a port where nobody listens exits 3 at once", async () => {
  const gone = await FakeServer.start();
  await gone[Symbol.asyncDispose]();
  for (const tls of [[], ["--no-tls"]]) {
    const { code, stderr } = await runClient({
      args: [`alice@127.0.0.1:${gone.port}`, ...tls],
      env: PASSWORD,
    });
    assertOneSentence(stderr);
    assert.match(stderr, /Nobody answers at 127\.0\.0\.1:\d+; check the port/);
    assert.equal(code, 3);
  }
});

Deno.test("connect to a host that does not exist exits 3", async () => {
  const { code, stderr } = await runClient({ args: ["alice@no-such-host.invalid"], env: PASSWORD });
  assertOneSentence(stderr);
  assert.match(stderr, /There is no host called no-such-host\.invalid/);
  assert.equal(code, 3);
});

Deno.test("connect --no-tls to something else exits 3 and shows how it began, harmlessly", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.resume();
    socket.end("HTTP/1.1 400 Bad\x1b[31m\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", () => resolve()));
  try {
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { code, stderr } = await runClient({
      args: [`alice@127.0.0.1:${port}`, "--no-tls"],
      env: PASSWORD,
    });
    assertOneSentence(stderr);
    assert.match(stderr, /no chat server .*began with "HTTP\/1\.1 400 Bad\ufffd\[31m"/);
    assert.equal(code, 3);
  } finally {
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});

Deno.test("connect exits 4 when the password is wrong or the name is taken", async () => {
  await using server = await FakeServer.start();
  const address = `alice@127.0.0.1:${server.port}`;
  const wrong = await runClient({
    args: [address, "--no-tls"],
    env: { CHAT_PASSWORD: "wrong one" },
  });
  assertOneSentence(wrong.stderr);
  assert.match(wrong.stderr, /Wrong username or password \(bad_credentials\)/);
  assert.equal(wrong.code, 4);
  server.intercept = ({ action }) =>
    action === "register"
      ? { ok: false, error: "name_taken", message: "This name is taken; choose another one" }
      : undefined;
  const taken = await runClient({ args: [address, "--no-tls", "--register"], env: PASSWORD });
  assert.match(taken.stderr, /This name is taken/);
  assert.equal(taken.code, 4);
});

Deno.test("connect --register makes the account and goes on", async () => {
  await using server = await FakeServer.start();
  const { code, stdout } = await runClient({
    args: [`alice@127.0.0.1:${server.port}`, "--no-tls", "--register"],
    env: PASSWORD,
    input: "first\n",
  });
  assert.equal(stdout, "alice: first\n");
  assert.equal(code, 0);
  assert.equal(server.requestsFor("register").length, 1);
});

Deno.test("connect tries again when the server is busy at the login", async () => {
  await using server = await FakeServer.start();
  let refusals = 1;
  server.intercept = ({ action }) =>
    action === "login" && refusals-- > 0
      ? { ok: false, error: "slow_down", message: "Too many attempts", retry_after: 0.1 }
      : undefined;
  const { code, stderr } = await runClient({
    args: [`alice@127.0.0.1:${server.port}`, "--no-tls"],
    env: PASSWORD,
  });
  assert.match(stderr, /Too many attempts; next attempt in 1 s/);
  assert.equal(code, 0);
});

Deno.test("connect takes the password from the first line of a file and warns when others can read it", () =>
  inFolder(async (folder) => {
    await using server = await FakeServer.start();
    const file = join(folder, "password");
    await Deno.writeTextFile(file, "from the file\nsecond line\n", { mode: 0o644 });
    const args = [`alice@127.0.0.1:${server.port}`, "--no-tls", "--password-file", file];
    const open = await runClient({ args });
    assert.match(open.stderr, /Others on this machine can read .*chmod 600/);
    assert.equal(server.requestsFor("login")[0]?.["password"], "from the file");
    await Deno.chmod(file, 0o600);
    assert.equal((await runClient({ args })).stderr, "");
  }));

for (
  const [what, args, env, reason] of [
    ["the password is missing", ["alice@host"], {}, /password of alice is missing.*CHAT_PASSWORD/],
    ["the name is missing", ["host"], PASSWORD, /Say as whom to log in.*alice@host:5000/],
    [
      "a password stands in the address",
      ["alice:secret@host"],
      {},
      /does not belong on the command/,
    ],
    ["a fingerprint is none", ["a-b@host", "--fingerprint", "abc"], PASSWORD, /not a fingerprint/],
    [
      "there is a fingerprint without TLS",
      ["a-b@host", "--no-tls", "--fingerprint", `SHA256:${"A".repeat(43)}`],
      PASSWORD,
      /leave out --fingerprint or --no-tls/,
    ],
    ["the room cannot be one", ["a-b@host", "--room", "A B"], PASSWORD, /Room names are/],
    [
      "the password file is missing",
      ["a-b@host", "--password-file", "/none"],
      {},
      /Cannot read the/,
    ],
    ["an option does not exist", ["a-b@host", "--regster"], PASSWORD, /Did you mean --register\?/],
    ["the history is no number", ["a-b@host", "--history", "x"], PASSWORD, /from 0 to 1000/],
    ["the address is missing", [], PASSWORD, /Say where the server is/],
  ] as const
) {
  Deno.test(`connect exits 2 and says why when ${what}`, async () => {
    const { code, stderr, stdout } = await runClient({ args: [...args], env });
    assert.match(stderr, reason);
    assert.doesNotMatch(stderr, /\n {4}at /);
    assert.equal(stdout, "");
    assert.equal(code, 2);
  });
}

Deno.test("connect --room joins the room where needed and talks there", async () => {
  await using server = await FakeServer.start();
  const args = [`alice@127.0.0.1:${server.port}`, "--no-tls", "--room", "#Ops"];
  const { code, stdout } = await runClient({ args, env: PASSWORD, input: "hi\n" });
  assert.equal(stdout, "alice: hi\n");
  assert.equal(code, 0);
  assert.equal(server.requestsFor("join")[0]?.["room"], "ops");
  assert.equal(server.requestsFor("say")[0]?.["room"], "ops");
});

for (
  const [error, exitCode] of [["no_such_room", 1], ["banned", 4], ["invite_only", 4]] as const
) {
  Deno.test(`connect exits ${exitCode} when the room is refused with ${error}`, async () => {
    await using server = await FakeServer.start();
    server.intercept = ({ action }) =>
      action === "join" ? { ok: false, error, message: "Not for you" } : undefined;
    const args = [`alice@127.0.0.1:${server.port}`, "--no-tls", "--room", "ops"];
    const { code, stderr } = await runClient({ args, env: PASSWORD });
    assertOneSentence(stderr);
    assert.match(stderr, /Cannot join #ops: Not for you \(.*\); you are in #general/);
    assert.equal(code, exitCode);
  });
}

Deno.test("connect tells the server on what it runs", async () => {
  await using server = await FakeServer.start();
  await runClient({ args: [`alice@127.0.0.1:${server.port}`, "--no-tls"], env: PASSWORD });
  assert.match(String(server.requestsFor("login")[0]?.["device"]), /^chat\/\d+\.\d+\.\d+ on \w+$/);
});

Deno.test("connect exits 3 when the server speaks another version of the protocol", async () => {
  await using server = await FakeServer.start({ hello: { protocol: 2 } });
  const { code, stderr } = await runClient({
    args: [`alice@127.0.0.1:${server.port}`, "--no-tls"],
    env: PASSWORD,
  });
  assertOneSentence(stderr);
  assert.match(stderr, /speaks version 2 of the protocol/);
  assert.equal(code, 3);
});
