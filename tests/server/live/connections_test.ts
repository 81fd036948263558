/** Silent, half-open, stalled and too many connections, and how a server stops. */
import assert from "node:assert/strict";
import { makeCertificate } from "../../../server/net/certificate/make_certificate.ts";
import { Connections } from "../../../server/live/connections.ts";
import { looseConnection } from "../../support/callers.ts";
import { within } from "../../support/deadline.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { TestClient } from "../../support/test_client.ts";

const PATIENT = { loginMs: 60_000, pingMs: 60_000, stallMs: 60_000 };

Deno.test("serve() closes a connection that says nothing before a login", async () => {
  using folder = new TemporaryFolder();
  let elapsedMs = 0;
  await using server = await startServer(folder, {
    timeouts: { ...PATIENT, loginMs: 200 },
    elapsed: () => elapsedMs,
  });
  const silent = await server.connect();
  const alice = await server.register("alice");

  elapsedMs = 200;
  const closing = await silent.event("closing");

  assert.equal(closing["reason"], "login_timeout");
  await within(silent.ended, "the connection to end");
  assert.equal((await alice.request("ping"))["ok"], true);
});

Deno.test("serve() pings a silent client and closes it when no answer comes", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { timeouts: { ...PATIENT, pingMs: 300 } });
  const lively = await server.register("lively");
  const silent = await server.register("silent");
  const answering = (async () => {
    for (;;) {
      await lively.event("ping");
      await lively.request("ping");
      if (silent.lines.some((line) => line["event"] === "closing")) return;
    }
  })();

  await silent.event("ping");
  assert.equal((await silent.event("closing"))["reason"], "ping_timeout");

  await server.log.line(/^DISCONNECTED silent from \S+ \(ping_timeout\)$/);
  await lively.event("left", (line) => line["username"] === "silent");
  await answering;
  assert.equal((await lively.request("say", { text: "I am" }))["ok"], true);
});

Deno.test("serve() refuses more connections than it may have and says so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { maxConnections: 2 });
  const alice = await server.register("alice");
  const bob = await server.register("bob");

  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const text = await new Response(connection.readable).text();
  assert.equal(JSON.parse(text)["reason"], "too_many_connections");

  bob.close();
  await alice.event("left");
  const carol = await server.register("carol");
  assert.equal((await carol.request("ping"))["ok"], true);
});

Deno.test("serve() tells everyone when it stops, and refuses what still waits", async () => {
  using folder = new TemporaryFolder();
  const server = await startServer(folder, { bcryptCost: 12 });
  const anonymous = await server.connect();
  const waiting = await server.connect();
  await waiting.send('{"action":"login","username":"alice","password":"wrong password"}\n');

  const stopping = server.running.stop("test");

  assert.equal((await anonymous.event("closing"))["reason"], "shutdown");
  assert.equal((await waiting.event("closing"))["reason"], "shutdown");
  await within(stopping, "the server to stop", 5_000);
  await Promise.all([anonymous.ended, waiting.ended]);
  await server.log.line(/^STOPPED$/);
});

Deno.test("serve() commits and answers what was sent before it stops", async () => {
  using folder = new TemporaryFolder();
  const acknowledged: number[] = [];
  {
    const server = await startServer(folder);
    const alice = await server.register("alice");
    const answers = Array.from(
      { length: 100 },
      (_, index) => alice.request("say", { text: `${index}` }),
    );
    acknowledged.push(...(await Promise.all(answers)).map((answer) => Number(answer["id"])));
    await server.stop();
  }
  await using server = await startServer(folder);
  const alice = await server.login("alice");
  const { messages } = await alice.request("poll", { last_id: 0, limit: 1_000 });
  assert.deepEqual(messages.map((message: { id: number }) => message.id), acknowledged);
});

Deno.test("serve() refuses a data folder that another server uses", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await assert.rejects(startServer(folder), {
    name: "StartError",
    message: /^Another server uses the data folder .*choose another folder with --data\.$/,
  });
  await server.stop();
  await using _second = await startServer(folder);
});

Deno.test("serve() refuses a port that is in use, and lets the data folder go", async () => {
  using folder = new TemporaryFolder();
  using other = new TemporaryFolder();
  await using server = await startServer(folder);
  const taken = { port: server.port };
  const message = /^Port \d+ is in use .*choose another port with --port\.$/;
  await assert.rejects(startServer(other, taken), { name: "StartError", message });
  await assert.rejects(startServer(other, { ...taken, tls: { kind: "own" } }), {
    name: "StartError",
    message,
  });
  await using _second = await startServer(other);
});

Deno.test("serve() refuses a data folder that is a file or not ours", async () => {
  using folder = new TemporaryFolder();
  const file = `${folder.path}/file`;
  Deno.writeTextFileSync(file, "x");
  await assert.rejects(startServer(folder, { data: `${file}/deeper` }), {
    name: "StartError",
    message: /^Cannot write to the data folder/,
  });
  Deno.writeTextFileSync(`${folder.path}/chat.db`, "this is no database ".repeat(100));
  await assert.rejects(startServer(folder), {
    name: "StartError",
    message: /^Cannot open the database/,
  });
});

Deno.test("serve() over TLS does the same, with its own certificate", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  const alice = await server.register("alice");
  const bob = await server.register("bob");

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => alice.request("say", { text: `${index}` })),
  );

  for (const answer of answers) assert.equal((await bob.event("message"))["id"], answer["id"]);
  assert.equal((await bob.request("exit"))["ok"], true);
  await within(bob.ended, "the connection to end");
  assert.match(server.running.fingerprint ?? "", /^SHA256:[A-Za-z0-9+/]{43}$/);
});

Deno.test("serve() over TLS survives clients that speak no TLS", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });

  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  await connection.write(new TextEncoder().encode('{"action":"ping"}\n'));
  const answer = new Uint8Array(16);
  await connection.read(answer);
  connection.close();

  // A TLS alert (RFC 8446, section 6), by which a client can tell what is wrong.
  assert.equal(answer[0], 0x15);
  await server.log.line(/^HANDSHAKE_FAILED 127\.0\.0\.1 \(/);
  assert.equal((await (await server.connect()).request("ping"))["ok"], true);
});

Deno.test("reloadCertificate() serves the new one to new connections, or keeps the old one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  const before = await server.register("alice");
  const [certificate, key] = ["certificate.pem", "key.pem"].map((name) => `${folder.path}/${name}`);
  if (certificate === undefined || key === undefined) throw new Error("unreachable");

  const kept = Deno.readTextFileSync(certificate);
  Deno.removeSync(certificate);
  await server.running.reloadCertificate();
  await server.log.line(/^ERROR The certificate stays as it was: Cannot read/);
  Deno.writeTextFileSync(certificate, kept.replace("BEGIN", "END"));
  await server.running.reloadCertificate();
  await server.log.line(/^ERROR The certificate stays as it was: .* no certificate in PEM/);
  assert.equal((await (await server.connect()).request("ping"))["ok"], true);

  const renewed = await makeCertificate({ names: ["localhost"], now: new Date() });
  Deno.writeTextFileSync(certificate, renewed.certificatePem);
  Deno.writeTextFileSync(key, renewed.privateKeyPem);
  await server.running.reloadCertificate();
  const line = await server.log.line(/^CERTIFICATE SHA256:\S+ valid until \d{4}-/);
  assert.ok(!line.includes(server.running.fingerprint ?? "?"));
  assert.equal((await before.request("ping"))["ok"], true);
  const after = await TestClient.connect({ port: server.port, tls: true });
  assert.equal((await after.request("ping"))["ok"], true);
  after.close();
  await after.ended;
});

/** Connections that are looked after by hand, and one of them. */
function lookedAfter() {
  const connections = new Connections({
    maxConnections: 10,
    timeouts: { loginMs: 60_000, pingMs: 60_000, stallMs: 60_000 },
    startedMs: 0,
  });
  const loose = looseConnection({ write: () => new Promise(() => {}) });
  connections.add(loose.connection);
  return { connections, ...loose };
}

Deno.test("Connections.sweep() closes whoever takes nothing for too long", () => {
  const { connections, connection } = lookedAfter();
  connection.outbox.pushAnswer(new Uint8Array(10));
  connection.outbox.flush();
  for (let nowMs = 0; nowMs < 60_000; nowMs += 1_000) connections.sweep(nowMs);
  assert.equal(connection.isClosing, false);
  connections.sweep(60_000);
  assert.equal(connection.isClosing, true);
  connection.end();
});

Deno.test("Connections.sweep() blames nobody for the time in which the server itself stood still", () => {
  const { connections, connection } = lookedAfter();
  connection.outbox.pushAnswer(new Uint8Array(10));
  connection.outbox.flush();
  connections.sweep(1_000);
  // An hour asleep.
  const wokenMs = 3_600_000;
  for (let nowMs = wokenMs; nowMs < wokenMs + 60_000; nowMs += 1_000) {
    connections.sweep(nowMs);
    assert.equal(connection.isClosing, false, `${nowMs - wokenMs} ms after it woke`);
  }
  connections.sweep(wokenMs + 60_000);
  assert.equal(connection.isClosing, true);
  connection.end();
});

Deno.test("serve() measures how long a client is silent by a clock that nobody sets", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.now();
  await using server = await startServer(folder, {
    now: () => nowMs,
    elapsed: () => Math.floor(performance.now()),
    timeouts: { ...PATIENT, loginMs: 200 },
  });
  const silent = await server.connect();
  nowMs -= 60 * 60 * 1_000;
  assert.equal((await silent.event("closing"))["reason"], "login_timeout");
  await within(silent.ended, "the connection to end");
});

Deno.test("Connections.flowAt() adds up few connections each time, and many not more often than needed", () => {
  const connections = new Connections({
    maxConnections: 1_000,
    timeouts: PATIENT,
    startedMs: 0,
  });
  const [first, ...others] = Array.from({ length: 250 }, () => looseConnection().connection);
  assert.ok(first !== undefined);
  connections.add(first);
  first.heard(0, 10);
  assert.equal(connections.flowAt(0).received_bytes, 10);
  first.heard(0, 10);
  assert.equal(connections.flowAt(0).received_bytes, 20);
  for (const connection of others) connections.add(connection);
  first.heard(0, 10);
  assert.equal(connections.flowAt(100).received_bytes, 20);
  assert.equal(connections.flowAt(250).received_bytes, 30);
  connections.delete(first);
  assert.equal(connections.flowAt(500).received_bytes, 30, "What has gone counts");
});
