/** Slow and locked rooms, and what is taken away piece by piece. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../../support/test_server.ts";

async function room(server: TestServer) {
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  return { alice, bob };
}

/** Has somebody say so many things; returns the ids. */
async function sayMany(client: TestClient, count: number, fields: Line): Promise<number[]> {
  const answers = await Promise.all(
    Array.from(
      { length: count },
      (_, index) => ok(client, "say", { text: `xyzzy${index} unforgettable`, ...fields }),
    ),
  );
  return answers.map(({ id }) => id);
}

Deno.test("slow() bounds the pace of members, not of moderators, over a restart and a return", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z") };
  const now = () => clock.ms;
  {
    await using server = await startServer(folder, { now });
    const { alice, bob } = await room(server);
    await ok(bob, "say", { room: "ops", text: "before" });
    await ok(alice, "slow", { room: "ops", seconds: 30 });
    const told = await bob.event("measure");
    assert.deepEqual([told["kind"], told["room"], told["seconds"], told["by"]], [
      "slow",
      "ops",
      30,
      "alice",
    ]);
    await ok(bob, "say", { room: "ops", text: "one" });
    clock.ms += 10_000;
    const answer = await bob.request("say", { room: "ops", text: "two" });
    assert.deepEqual([answer["error"], answer["retry_after"]], ["slow_down", 20]);
    await ok(bob, "say", { text: "elsewhere" });
    for (const text of ["a", "b"]) await ok(alice, "say", { room: "ops", text });
    await ok(bob, "part", { room: "ops" });
    const info = await ok(bob, "join", { room: "ops" });
    assert.equal(info["slow"], 30);
    assert.equal(await refused(bob, "say", { room: "ops", text: "two" }), "slow_down");
  }
  await using server = await startServer(folder, { now });
  const [alice, bob] = [await server.login("alice"), await server.login("bob")];
  clock.ms += 19_999;
  assert.equal(await refused(bob, "say", { room: "ops", text: "two" }), "slow_down");
  clock.ms += 1;
  await ok(bob, "say", { room: "ops", text: "two" });
  await ok(alice, "slow", { room: "ops", seconds: 0 });
  assert.equal((await alice.event("measure"))["lifted"], true);
  await ok(bob, "say", { room: "ops", text: "three" });
  assert.equal(await refused(alice, "slow", { room: "ops", seconds: 86_401 }), "bad_field");
  assert.equal(await refused(bob, "slow", { room: "ops", seconds: 1 }), "no_right");
});

Deno.test("slow() counts the same nonce once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await room(server);
  await ok(alice, "slow", { room: "ops", seconds: 60 });
  const first = await ok(bob, "say", { room: "ops", text: "x", nonce: "n" });
  const again = await ok(bob, "say", { room: "ops", text: "x", nonce: "n" });
  assert.equal(again["id"], first["id"]);
});

Deno.test("lock() makes a room read-only for members, over a restart", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const { alice, bob } = await room(server);
    await ok(alice, "lock", { room: "ops", locked: true });
    const told = await bob.event("measure");
    assert.deepEqual([told["kind"], told["lifted"]], ["lock", undefined]);
    await ok(alice, "lock", { room: "ops", locked: true });
  }
  await using server = await startServer(folder);
  const [alice, bob] = [await server.login("alice"), await server.login("bob")];
  assert.equal(await refused(bob, "say", { room: "ops", text: "x" }), "read_only");
  await ok(alice, "say", { room: "ops", text: "news" });
  const { rooms } = await ok(bob, "rooms");
  assert.equal(rooms.find((line: Line) => line["room"] === "ops")["locked"], true);
  assert.equal(await refused(bob, "lock", { room: "ops", locked: false }), "no_right");
  await ok(alice, "lock", { room: "ops", locked: false });
  const told = await bob.event("measure");
  assert.deepEqual([told["kind"], told["lifted"]], ["lock", true]);
  await ok(bob, "say", { room: "ops", text: "x" });
});

Deno.test("purge() takes what somebody wrote since a time, in a room or everywhere, in pieces", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z") };
  {
    await using server = await startServer(folder, { now: () => clock.ms });
    const owner = await registerOwner(server, "owner");
    const mod = await registerStaff(server, owner, { username: "mod", role: "moderator" });
    const { alice, bob } = await room(server);
    await ok(bob, "say", { room: "ops", text: "good old" });
    clock.ms += 1_000;
    await sayMany(bob, 600, { room: "ops" });
    await sayMany(bob, 5, {});
    await sayMany(bob, 5, { to: "alice" });
    await ok(alice, "say", { room: "ops", text: "mine stays" });
    assert.equal(
      (await ok(alice, "search", { query: "unforgettable", limit: 1_000 }))["more"],
      true,
    );

    const since = "2026-11-20T17:00:01.000Z";
    const { removed } = await ok(alice, "purge", { room: "ops", username: "bob", since });
    assert.equal(removed, 600);
    const last = await bob.event("deleted");
    assert.deepEqual([last["by"], last["from"], last["room"]], ["alice", "bob", "ops"]);
    await ok(alice, "ping");
    assert.equal(alice.lines.filter(({ event }) => event === "deleted").length, 600);
    const { messages } = await ok(alice, "history", { room: "ops", limit: 1_000 });
    const texts = messages.filter((line: Line) => line["deleted"] !== true);
    assert.deepEqual(texts.map((line: Line) => line["text"]), ["good old", "mine stays"]);

    assert.equal((await ok(mod, "purge", { username: "bob" }))["removed"], 11);
    await mod.event("message", ({ text }) => text === "mod purged 11 messages of bob everywhere");
    assert.equal((await ok(mod, "purge", { username: "bob" }))["removed"], 0);
    assert.deepEqual((await ok(alice, "search", { query: "unforgettable" }))["results"], []);
    assert.equal(await refused(mod, "purge", { username: "bob", since: "lately" }), "bad_field");
  }
  for (const { name } of Deno.readDirSync(folder.path)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${folder.path}/${name}`));
    assert.ok(!/unforgettable|xyzzy/.test(text), name);
  }
});

Deno.test("delete_account() removes messages in pieces, so that others are answered meanwhile", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await room(server);
  const ids = await sayMany(bob, 700, { room: "ops" });
  const own = await ok(alice, "say", { room: "ops", text: "mine" });
  await ok(bob, "react", { id: own["id"], emoji: "👍" });
  const ended = ok(bob, "delete_account", { password: PASSWORD, messages: "remove" });
  const deleted = await alice.event("deleted");
  const said = await ok(alice, "say", { room: "ops", text: "meanwhile" });
  assert.ok(said["id"] < deleted["id"] + 700, "something was committed between the pieces");
  await ended;
  await alice.event("left", ({ username }) => username === "bob");
  const gone = alice.lines.filter(({ event }) => event === "deleted");
  assert.deepEqual(gone.map(({ message }) => message), ids);
  assert.equal(
    (await alice.event("reacted", (line) => line["removed"] === true))["message"],
    own["id"],
  );
});

Deno.test("delete_account() is refused before anything is removed", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice } = await room(server);
  await ok(alice, "say", { room: "ops", text: "stays" });
  const fields = { password: PASSWORD, messages: "remove" };
  assert.equal(await refused(alice, "delete_account", fields), "last_owner");
  const { messages } = await ok(alice, "history", { room: "ops" });
  assert.equal(messages[0]["text"], "stays");
});

Deno.test("delete_room() is over at once, and what was said goes behind it, also after a restart", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const { alice, bob } = await room(server);
    await sayMany(bob, 1_200, { room: "ops" });
    await ok(alice, "delete_room", { room: "ops" });
    assert.equal(await refused(bob, "history", { room: "ops" }), "no_such_room");
    assert.deepEqual((await ok(bob, "rooms"))["rooms"].map((line: Line) => line["room"]), [
      "general",
    ]);
    await ok(bob, "create", { room: "ops" });
    assert.deepEqual((await ok(bob, "history", { room: "ops" }))["messages"], []);
  }
  {
    await using server = await startServer(folder);
    const bob = await server.login("bob");
    assert.deepEqual((await ok(bob, "search", { query: "unforgettable" }))["results"], []);
  }
  for (const { name } of Deno.readDirSync(folder.path)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${folder.path}/${name}`));
    assert.ok(!/unforgettable|xyzzy/.test(text), name);
  }
});

Deno.test("connections() lists who is connected and from where, for those who keep order", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await registerOwner(server, "owner");
  const device = await server.connect();
  await ok(device, "register", { username: "bob", password: PASSWORD, device: "robot 7" });
  await server.connect();
  assert.equal(await refused(device, "connections"), "no_right");
  const { connections, more } = await ok(owner, "connections");
  assert.equal(more, false);
  assert.deepEqual(
    connections.map((line: Line) => [line["connection"], line["username"], line["device"]]),
    [[1, "owner", undefined], [2, "bob", "robot 7"], [3, undefined, undefined]],
  );
  for (const line of connections) {
    assert.equal(line["address"], "127.0.0.1");
    assert.ok(!Number.isNaN(Date.parse(line["since"])));
    assert.equal(typeof line["queued_bytes"], "number");
  }
  assert.equal(typeof connections[1]["session"], "number");
  const rest = await ok(owner, "connections", { after: 2 });
  assert.deepEqual(rest["connections"].map((line: Line) => line["connection"]), [3]);
});
