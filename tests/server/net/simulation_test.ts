/** Connections that are made worse than they are, over real sockets. */
import assert from "node:assert/strict";
import { NO_SIMULATION } from "../../../server/net/simulation.ts";
import { ClientProcess } from "../../support/client_process.ts";
import { chatCommand } from "../../support/server_process.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("--simulate-drop leaves events out, tells by a gap, and loses nothing", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    simulation: { ...NO_SIMULATION, dropShare: 1 },
  });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const { id } = await alice.request("say", { text: "did you hear that?" });

  const gap = await bob.event("gap");
  assert.ok(gap["after"] < id);
  const page = await bob.request("poll", { last_id: gap["after"] });
  assert.deepEqual(page["messages"].map((message: { id: number }) => message.id), [id]);
  assert.equal(bob.unread().some((line) => line["event"] === "message"), false);
});

Deno.test("a client shows everything in order although half of the events are left out", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    simulation: { ...NO_SIMULATION, dropShare: 0.5 },
  });
  const alice = await server.register("alice");
  await server.register("bob");
  await using reader = new ClientProcess({
    args: [`bob@127.0.0.1:${server.port}`, "--no-tls", "--plain"],
    env: { CHAT_PASSWORD: PASSWORD },
  });
  await reader.type("ready\n");
  await reader.until("bob: ready");
  const expected: string[] = [];
  for (let number = 1; number <= 100; number++) {
    expected.push(`alice: message ${number}`);
    await alice.request("say", { text: `message ${number}` });
  }
  await reader.until("alice: message 100\n");
  await reader.type("exit\n");
  const { stdout } = await reader.result();
  assert.deepEqual(stdout.split("\n").filter((line) => line.startsWith("alice:")), expected);
});

Deno.test("--simulate-delay makes everything late, the goodbye included", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    simulation: { ...NO_SIMULATION, delayMs: 150, jitterMs: 50 },
  });
  const client = await server.connect();
  const startedMs = performance.now();
  await client.request("ping");
  assert.ok(performance.now() - startedMs >= 149);
  assert.equal((await client.request("exit"))["ok"], true);
  await client.ended;
});

Deno.test("--simulate-bandwidth lets no more through than it says", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    simulation: { ...NO_SIMULATION, bandwidth: 256_000 },
  });
  const alice = await server.register("alice");
  const startedMs = performance.now();
  for (let index = 0; index < 4; index++) {
    await alice.request("say", { text: "x".repeat(8_000) });
  }
  for (let index = 0; index < 4; index++) await alice.event("message");
  // 32,000 bytes at 32,000 bytes a second, less what timers may be early.
  assert.ok(performance.now() - startedMs >= 950);
});

Deno.test("stats() tells an account of its connections and of all together", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    simulation: { ...NO_SIMULATION, dropShare: 1 },
  });
  const alice = await server.register("alice");
  const elsewhere = await server.login("alice");
  const bob = await server.register("bob");
  await bob.request("say", { text: "hello" });
  await alice.event("gap");

  const { connections, totals } = await alice.request("stats");
  assert.equal(connections.length, 2);
  assert.deepEqual(connections.map(({ own }: { own: boolean }) => own), [true, false]);
  const [own] = connections;
  assert.ok(own.sent_bytes > 0 && own.received_bytes > 0 && own.sent_messages >= 2);
  assert.ok(own.dropped_messages >= 1 && own.gaps >= 1);
  assert.match(own.origin, /^127\.0\.0\.1:\d+$/);
  assert.equal(totals.connections, 3);
  assert.equal(totals.accounts, 2);
  assert.ok(totals.dropped_messages >= own.dropped_messages + 1);

  elsewhere.close();
  await elsewhere.ended;
  const later = await alice.request("stats");
  assert.ok(later["totals"].sent_bytes > totals.sent_bytes);
});

Deno.test("chat serve says what a simulated bandwidth looks like when it is none", async () => {
  const [command, args] = chatCommand(["serve", "--simulate-bandwidth", "fast"]);
  const { code, stderr } = await new Deno.Command(command, { args }).output();
  assert.equal(code, 2);
  assert.match(new TextDecoder().decode(stderr), /Give a bandwidth such as 64kbit or 1\.5mbit\./);
});
