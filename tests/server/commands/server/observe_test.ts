/** Watching all connections, and making those of one account worse, over real sockets. */
import assert from "node:assert/strict";
import { JumpingClock } from "../../../support/jumping_clock.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import { granted } from "../../../support/stage.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** Answers every ping, as clients do. */
async function answerNextPing(client: TestClient): Promise<void> {
  await client.event("ping");
  await client.request("ping");
}

async function connectionOf(watcher: TestClient, username: string): Promise<Line> {
  const { connections } = await granted(watcher, "observe", {});
  return connections.find((one: Line) => one["username"] === username);
}

Deno.test("observe() lists every connection with what flows, and how far it is behind", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  const bob = await server.register("bob");
  await server.connect();

  const first = await granted(alice, "observe", {});
  assert.deepEqual(first["connections"].map((one: Line) => one["username"]), [
    "alice",
    "bob",
    undefined,
  ]);
  assert.deepEqual(first["connections"].map((one: Line) => one["connection"]), [1, 2, 3]);
  assert.equal(first["more"], false);
  assert.equal(first["totals"].connections, 3);
  assert.equal(first["connections"][1].lag_ms, undefined);

  await answerNextPing(bob);
  const later = await connectionOf(alice, "bob");
  assert.ok(later["lag_ms"] >= 0);
  assert.ok(later["sent_bytes"] > 0 && later["received_bytes"] > 0);
  assert.match(later["origin"], /^127\.0\.0\.1:\d+$/);

  const rest = await granted(alice, "observe", { after: 2 });
  assert.deepEqual(rest["connections"].map((one: Line) => one["connection"]), [3]);
});

Deno.test("observe() knows also how far its own connection is behind", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  await granted(alice, "simulate", { username: "alice", delay_ms: 200 });
  await connectionOf(alice, "alice");
  await answerNextPing(alice);
  const { lag_ms: lagMs } = await connectionOf(alice, "alice");
  assert.ok(lagMs >= 199, `${lagMs} ms`);
});

Deno.test("observe() comes in pages that fit into a line", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  await Promise.all(Array.from({ length: 220 }, () => server.connect()));
  const numbers: number[] = [];
  let pages = 0;
  for (let more = true; more; pages++) {
    const answer = await granted(alice, "observe", { after: numbers.at(-1) ?? 0 });
    numbers.push(...answer["connections"].map((one: Line) => one["connection"]));
    more = answer["more"];
  }
  assert.ok(pages >= 2);
  assert.deepEqual(numbers, Array.from({ length: 221 }, (_, index) => index + 1));
});

Deno.test("observe() and simulate() are for admins", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  const mona = await registerStaff(server, alice, { username: "mona", role: "moderator" });
  const adam = await registerStaff(server, alice, { username: "adam", role: "admin" });
  const bob = await server.register("bob");
  for (const client of [mona, bob]) {
    assert.equal((await client.request("observe"))["error"], "no_right");
    const refused = await client.request("simulate", { username: "bob", delay_ms: 10 });
    assert.equal(refused["error"], "no_right");
  }
  await granted(adam, "observe", {});
  const higher = await adam.request("simulate", { username: "alice", delay_ms: 10 });
  assert.equal(higher["error"], "no_right");
  await granted(adam, "simulate", { username: "adam", delay_ms: 10 });
});

Deno.test("simulate() delays the connections of one account and of nobody else, until it is lifted", async () => {
  using folder = new TemporaryFolder();
  const clock = new JumpingClock();
  await using server = await startServer(folder, clock.time);
  const alice = await registerOwner(server, "alice");
  const bob = await server.register("bob");

  /** For how long the answer to a ping is on its way. */
  async function delaysOf(client: TestClient): Promise<number[]> {
    clock.waitedMs.length = 0;
    await client.request("ping");
    return [...clock.waitedMs];
  }

  await granted(alice, "simulate", { username: "bob", delay_ms: 300 });
  const { text } = await bob.event("notice");
  assert.match(text, /^Your connections are simulated \(delay 300 ms\), by alice$/);
  assert.deepEqual(await delaysOf(bob), [300]);
  assert.deepEqual(await delaysOf(alice), []);

  // Later connections as well, from their login on.
  const again = await server.login("bob");
  assert.deepEqual(await delaysOf(again), [300]);

  await granted(alice, "simulate", { username: "bob" });
  await bob.event("notice", (line) => line["text"].includes("not simulated any more"));
  await again.event("notice", (line) => line["text"].includes("not simulated any more"));
  assert.deepEqual(await delaysOf(bob), []);
  assert.deepEqual(await delaysOf(again), []);
});

Deno.test("simulate() keeps the order of what is on the wire when it is lifted", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  const bob = await server.register("bob");
  await granted(alice, "simulate", { username: "bob", delay_ms: 400 });
  await granted(alice, "say", { text: "on the wire" });
  await granted(alice, "simulate", { username: "bob" });
  await granted(alice, "say", { text: "after it" });
  await bob.event("message", (line) => line["text"] === "after it");
  const texts = bob.lines.filter((line) => line["event"] === "message").map((line) => line["text"]);
  assert.deepEqual(texts, ["on the wire", "after it"]);
});

Deno.test("simulate() leaves deliveries out, which observe() shows and poll() brings", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  const bob = await server.register("bob");
  await granted(alice, "simulate", { username: "bob", drop: 1 });
  const { id } = await granted(alice, "say", { text: "did you hear that?" });
  const { after } = await bob.event("gap");
  const page = await granted(bob, "poll", { last_id: after });
  assert.ok(page["messages"].some((message: Line) => message["id"] === id));
  const watched = await connectionOf(alice, "bob");
  assert.ok(watched["dropped_messages"] >= 1 && watched["gaps"] >= 1);
  assert.equal((await connectionOf(alice, "alice"))["dropped_messages"], 0);
});

Deno.test("simulate() refuses numbers out of bounds, and is in the audit log", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  await server.register("bob");
  for (
    const wrong of [
      { delay_ms: 10_001 },
      { jitter_ms: 10_001 },
      { bandwidth_bits: 999 },
      { drop: 1.01 },
      { drop: "5%" },
    ]
  ) {
    const answer = await alice.request("simulate", { username: "bob", ...wrong });
    assert.equal(answer["error"], "bad_field", JSON.stringify(wrong));
  }
  assert.equal((await alice.request("simulate", { username: "zed" }))["error"], "no_such_user");
  await granted(alice, "simulate", { username: "bob", bandwidth_bits: 64_000, drop: 0.05 });
  const { entries } = await granted(alice, "audit", { of: "simulate" });
  assert.deepEqual(entries.map(({ by, target, detail }: Line) => [by, target, detail]), [
    ["alice", "bob", "bandwidth 64000 bit/s, 5 % left out"],
  ]);
});

Deno.test("a simulation is gone when the server is started again", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const alice = await registerOwner(server, "alice");
    const bob = await server.register("bob");
    bob.close();
    await bob.ended;
    await granted(alice, "simulate", { username: "bob", delay_ms: 5_000 });
  }
  const clock = new JumpingClock();
  await using server = await startServer(folder, clock.time);
  const bob = await server.login("bob");
  await granted(bob, "ping", {});
  assert.deepEqual(clock.waitedMs, []);
});

Deno.test("enter() lets twice as much wait for those who keep order", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { outboxMessages: 16 });
  const alice = await registerOwner(server, "alice");
  const bob = await server.register("bob");
  const mona = await registerStaff(server, alice, { username: "mona", role: "moderator" });
  // So thin a wire that nothing worth counting leaves.
  for (const username of ["bob", "mona"]) {
    await granted(alice, "simulate", { username, bandwidth_bits: 1_000 });
  }
  for (let count = 0; count < 60; count++) await granted(alice, "say", { text: `number ${count}` });
  const [slow, staff] = [await connectionOf(alice, "bob"), await connectionOf(alice, "mona")];
  assert.ok(slow["queued_messages"] <= 20, `bob: ${slow["queued_messages"]}`);
  assert.ok(staff["queued_messages"] > 24, `mona: ${staff["queued_messages"]}`);
  assert.ok(staff["queued_messages"] <= 40, `mona: ${staff["queued_messages"]}`);
  for (const client of [bob, mona]) client.close();
  await granted(alice, "simulate", { username: "bob" });
  await granted(alice, "simulate", { username: "mona" });
});
