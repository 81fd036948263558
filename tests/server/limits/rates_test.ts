/** What happens to those who ask for more than they may: delay, refusal, the end of the connection. */
import assert from "node:assert/strict";
import { within } from "../../support/deadline.ts";
import { JumpingClock } from "../../support/jumping_clock.ts";
import { ok, refused } from "../../support/requests.ts";
import { registerOwner } from "../../support/staff.ts";
import type { TestClient } from "../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("pace() refuses rooms over the rate with slow_down and lets other requests through", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const alice = await server.register("alice");
  for (let count = 0; count < 10; count++) await ok(alice, "create", { room: `room-${count}` });

  const { error, retry_after } = await alice.request("create", { room: "room-10" });

  assert.deepEqual([error, retry_after], ["slow_down", 10]);
  await ok(alice, "say", { text: "still here" });
  await ok(alice, "search", { query: "still" });
  await ok(alice, "join", { room: "general" });
});

Deno.test("a join that may make a room goes at the pace of making one; others go at that of joins", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const alice = await server.register("alice");
  const make = async (room: string) => await ok(alice, "join", { room, make: true });
  for (let count = 0; count < 10; count++) {
    await make(`room-${count}`);
    await ok(alice, "part", { room: `room-${count}` });
  }
  assert.equal(await refused(alice, "join", { room: "room-10", make: true }), "slow_down");
  await ok(alice, "part", { room: "general" });
  await ok(alice, "join", { room: "general" });
});

Deno.test("pace() closes a connection that does not mind being refused, and says why", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const alice = await server.register("alice");
  const second = await server.login("alice");
  for (let count = 0; count < 10; count++) await ok(alice, "create", { room: `room-${count}` });

  const request = `${JSON.stringify({ action: "create", room: "one-more" })}\n`;
  await alice.send(request.repeat(200));

  assert.equal((await alice.event("closing"))["reason"], "flooding");
  await alice.ended;
  const refusals = alice.lines.filter(({ error }) => error === "slow_down");
  assert.ok(refusals.length >= 50 && refusals.length <= 52, String(refusals.length));
  await ok(second, "say", { text: "the account is not banned" });
});

Deno.test("pace() delays what is a little over the rate, without refusing it", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const alice = await server.register("alice");
  const answers = await Promise.all(
    Array.from({ length: 31 }, () => alice.request("search", { query: "nothing" })),
  );
  assert.ok(answers.every((answer) => answer["ok"] === true));
  assert.deepEqual(clock.waitedMs, [500], "The last one waits for half a second");
});

Deno.test("pace() lets those who keep order go as fast as they like", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const owner = await registerOwner(server, "owner");
  for (let count = 0; count < 15; count++) await ok(owner, "create", { room: `room-${count}` });
  await Promise.all(Array.from({ length: 100 }, () => ok(owner, "search", { query: "nothing" })));
});

Deno.test("receive() refuses connections over the number for one address until one ends", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    limits: true,
    limitLoopback: true,
    connectionsPerAddress: 3,
  });
  const alice = await server.register("alice");
  await server.connect();
  await server.connect();
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const text = await new Response(connection.readable).text();
  const { reason, message } = JSON.parse(text);
  assert.equal(reason, "too_many_from_address");
  assert.match(message, /^Your address has as many connections as it may/);
  await server.log.line(/^REFUSED 127\.0\.0\.1:\d+ \(too many connections from its address\)$/);

  await ok(alice, "exit");
  await server.log.line(/^DISCONNECTED alice/);
  await ok(await server.connect(), "ping");
});

Deno.test("listenTls() closes handshakes that one address has too many of, until some end", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    limits: true,
    limitLoopback: true,
    connectionsPerAddress: 1,
    tls: { kind: "own" },
  });
  // A hundred more than it may have; none of them says anything.
  const silent = await Promise.all(
    Array.from({ length: 101 }, () => Deno.connect({ hostname: "127.0.0.1", port: server.port })),
  );
  try {
    using tooMany = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
    assert.equal(await tooMany.read(new Uint8Array(1)).catch(() => null), null);
  } finally {
    for (const connection of silent) connection.close();
  }
  /** How soon the server notices that they are gone is up to the system. */
  async function connected(): Promise<TestClient> {
    for (;;) {
      const client = await server.connect().catch(() => undefined);
      if (client !== undefined) return client;
    }
  }
  await ok(await within(connected(), "a connection"), "ping");
});

Deno.test("paceOfRubbish() counts lines that are no requests like requests", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const client = await server.connect();
  // Fewer in a row than close the connection, and in the end eight more than an address has at once;
  // as the clock stands still, each of them waits longer than the one before.
  for (let round = 0; round < 7; round++) {
    await client.send("rubbish\n".repeat(43));
    await ok(client, "ping");
  }
  // 308 of 300, of which there are 30 a second.
  assert.deepEqual(clock.waitedMs, [34, 67, 100, 134, 167, 200, 234, 267]);
});

Deno.test("pace() keeps anybody from filling the audit log by keeping order in rooms of one's own", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const alice = await server.register("alice");
  await server.register("bob");
  await ok(alice, "create", { room: "ops" });
  const about = { room: "ops", username: "bob" };
  for (let count = 0; count < 25; count++) {
    await ok(alice, "mute", about);
    await ok(alice, "lock", { room: "ops", locked: count % 2 === 0 });
  }
  const wanted = Array.from({ length: 3 }, () => alice.request("unmute", about));
  const answers = await Promise.all(wanted);
  assert.deepEqual(answers.map(({ error }) => error), [undefined, "no_such_measure", "slow_down"]);
});

Deno.test("pace() slows all accounts of one address down together", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  const limited = { limits: true, limitLoopback: true, ...clock.time };
  await using server = await startServer(folder, limited);
  const clients = await Promise.all(
    Array.from({ length: 21 }, (_, index) => server.register(`user-${index}`)),
  );
  const [last, ...others] = clients;
  assert.ok(last !== undefined);
  // As many as twenty accounts may make at once.
  const made = await Promise.all(others.flatMap((client, index) =>
    Array.from(
      { length: 10 },
      (_, count) => client.request("create", { room: `room-${index}-${count}` }),
    )
  ));
  assert.ok(made.every((answer) => answer["ok"] === true));
  await ok(last, "say", { text: "other things are counted apart" });
  assert.deepEqual(clock.waitedMs, []);
  await ok(last, "create", { room: "one-more" });
  assert.deepEqual(clock.waitedMs, [500], "It waits for half a second");
});

Deno.test("whoever goes on asking after refusals is read from once a second, on all connections together", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock({ stands: true });
  await using server = await startServer(folder, { limits: true, ...clock.time });
  const alice = await server.register("alice");
  const devices = [alice, await server.login("alice"), await server.login("alice")];
  for (let count = 0; count < 10; count++) await ok(alice, "create", { room: `room-${count}` });
  clock.waitedMs.length = 0;
  for (let count = 0; count < 102; count++) {
    const device = devices[count % 3] ?? alice;
    assert.equal(await refused(device, "create", { room: "one-more" }), "slow_down");
  }
  await ok(alice, "ping");
  assert.deepEqual(clock.waitedMs, [1_000, 1_000]);
});
