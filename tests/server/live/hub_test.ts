/** Who sees what: accounts, rooms, logins on their way. */
import assert from "node:assert/strict";
import type { MessageEvent, ServerEvent } from "../../../protocol/events.ts";
import { CountingFormat, FakeListener, HubBench } from "../../support/fake_listener.ts";

const OPS = { id: 7, name: "ops" };
const GENERAL = { id: 1, name: "general" };

function message(id: number, text = "hi"): MessageEvent {
  return {
    event: "message",
    id,
    room: "ops",
    from: "alice",
    text,
    time: "2026-01-01T00:00:00.000Z",
  };
}

function kinds(events: readonly ServerEvent[]): string[] {
  return events.map(({ event }) => event);
}

Deno.test("Hub.publishToRoom() reaches every connection of every member, and nobody else", async () => {
  const bench = new HubBench();
  const [first, second] = [bench.enter(1, "alice", [OPS]), bench.enter(1, "alice", [OPS])];
  const bob = bench.enter(2, "bob", [GENERAL]);
  await bench.endTurn();
  for (const listener of [first, second, bob]) listener.lines();
  bench.hub.publishToRoom(OPS.id, message(1));
  await bench.endTurn();
  assert.deepEqual(first.events(), [message(1)]);
  assert.deepEqual(second.events(), [message(1)]);
  assert.deepEqual(bob.events(), []);
});

Deno.test("Hub.publishToRoom() encodes a run once for each format, whoever is there", async () => {
  const bench = new HubBench();
  const other = new CountingFormat();
  for (let id = 1; id <= 20; id++) {
    bench.enter(id, `user${id}`, [OPS], id % 2 === 0 ? other : bench.format);
  }
  await bench.endTurn();
  bench.format.encoded = 0;
  other.encoded = 0;
  for (let id = 1; id <= 5; id++) bench.hub.publishToRoom(OPS.id, message(id));
  await bench.endTurn();
  assert.deepEqual([bench.format.encoded, other.encoded], [1, 1]);
});

Deno.test("Hub.causedBy() lets a perspective leave out, or write otherwise, what is its own", async () => {
  const bench = new HubBench();
  const [silent, labelled, plain] = [
    bench.enter(1, "alice", [OPS]),
    bench.enter(2, "bob", [OPS]),
    bench.enter(3, "carol", [OPS]),
  ];
  await bench.endTurn();
  for (const listener of [silent, labelled, plain]) listener.lines();
  silent.perspective = (_event, { isOwn }) => isOwn ? "nothing" : "like_everybody";
  labelled.perspective = (event, { isOwn }) =>
    isOwn ? new TextEncoder().encode(`"own ${event.event}"\n`) : "like_everybody";
  bench.hub.causedBy(silent, () => bench.hub.publishToRoom(OPS.id, message(1)));
  bench.hub.causedBy(labelled, () => bench.hub.publishToRoom(OPS.id, message(2)));
  bench.hub.publishToRoom(OPS.id, message(3));
  await bench.endTurn();
  assert.deepEqual(silent.events(), [message(2), message(3)]);
  assert.deepEqual(labelled.lines().map((line) => JSON.parse(line)), [
    message(1),
    "own message",
    message(3),
  ]);
  assert.deepEqual(plain.events(), [message(1), message(2), message(3)]);
});

Deno.test("Hub.enter() gives nothing of what was published before, and all of what comes after", async () => {
  const bench = new HubBench({ lastId: 40 });
  bench.enter(1, "alice", [OPS]);
  bench.hub.publishToRoom(OPS.id, message(41));
  const record = bench.record(2, "bob", [OPS]);
  bench.hub.expect(record);
  const bob = new FakeListener(bench.turn, bench.format);
  const { lastId } = bench.hub.enter(bob, record);
  bench.hub.publishToRoom(OPS.id, message(42));
  bob.outbox.pushAnswer(new TextEncoder().encode('"answer"\n'));
  await bench.endTurn();
  assert.equal(lastId, 41);
  assert.deepEqual(bob.lines(), ['"answer"'], "Events wait for whoever writes the answer");
  bob.outbox.release();
  await bench.endTurn();
  assert.deepEqual(bob.events(), [message(42)]);
});

Deno.test("Hub.expect() keeps a login true that has not entered yet", () => {
  const bench = new HubBench();
  const record = bench.record(1, "alice", [OPS, GENERAL]);
  bench.hub.expect(record);
  bench.hub.setRole(1, "admin");
  bench.hub.leaveRoom(1, GENERAL.id);
  bench.hub.joinRoom(1, { id: 9, name: "new" });
  bench.hub.renameRoom({ id: OPS.id, name: "operations" });
  const { account } = bench.hub.enter(new FakeListener(bench.turn, bench.format), record);
  assert.equal(account.role, "admin");
  assert.deepEqual([...account.rooms.values()].map(({ name }) => name), ["operations", "new"]);
});

Deno.test("Hub.enter() refuses a login that was revoked on its way", () => {
  const bench = new HubBench();
  const record = bench.record(1, "alice");
  bench.hub.expect(record);
  bench.hub.closeSessions(1, [record.session], "revoked");
  const listener = new FakeListener(bench.turn, bench.format);
  assert.throws(() => bench.hub.enter(listener, record), { code: "bad_credentials" });
  assert.equal(bench.hub.accountCount, 0);
});

Deno.test("Hub.closeOtherSessions() ends every connection but those of one session", () => {
  const bench = new HubBench();
  const [kept, other] = [bench.enter(1, "alice"), bench.enter(1, "alice")];
  bench.hub.closeOtherSessions(1, kept.identity?.session ?? 0, "revoked");
  assert.deepEqual([kept.closedWith, other.closedWith], [undefined, "revoked"]);
});

Deno.test("Hub.leave() tells the rooms when it was the last connection, and forgets the account", async () => {
  const bench = new HubBench();
  const alice = bench.enter(1, "alice", [OPS]);
  const [first, second] = [bench.enter(2, "bob", [OPS]), bench.enter(2, "bob", [OPS])];
  await bench.endTurn();
  assert.deepEqual(kinds(alice.events()), ["joined"]);
  assert.equal(bench.hub.leave(first, 2), false);
  await bench.endTurn();
  assert.deepEqual(alice.events(), []);
  assert.equal(bench.hub.leave(second, 2), true);
  assert.equal(bench.hub.leave(second, 2), false, "It has left already");
  await bench.endTurn();
  assert.deepEqual(kinds(alice.events()), ["left"]);
  assert.equal(bench.hub.account(2), undefined);
  assert.equal(bench.hub.countOnlineIn(OPS.id), 1);
});

Deno.test("Hub.leaveRoom() lets what was said before through, and nothing after it", async () => {
  const bench = new HubBench();
  const alice = bench.enter(1, "alice", [OPS]);
  bench.enter(2, "bob", [OPS]);
  await bench.endTurn();
  alice.lines();
  bench.hub.publishToRoom(OPS.id, message(1));
  bench.hub.leaveRoom(1, OPS.id);
  bench.hub.publishToRoom(OPS.id, message(2));
  await bench.endTurn();
  assert.deepEqual(alice.events(), [message(1)]);
});

Deno.test("Hub.deleteRoom() takes everybody out", () => {
  const bench = new HubBench();
  bench.enter(1, "alice", [OPS]);
  bench.enter(2, "bob", [OPS, GENERAL]);
  bench.hub.deleteRoom(OPS.id);
  assert.equal(bench.hub.countOnlineIn(OPS.id), 0);
  assert.deepEqual([...bench.hub.account(2)?.rooms.keys() ?? []], [GENERAL.id]);
});

Deno.test("Hub.online() goes on after a name, however it is written, in the order of names", () => {
  const bench = new HubBench();
  for (const [index, name] of ["delta", "Alice", "charlie", "Bob"].entries()) {
    bench.enter(index + 1, name, index % 2 === 0 ? [OPS] : []);
  }
  const names = (accounts: Iterable<{ name: string }>) => [...accounts].map(({ name }) => name);
  assert.deepEqual(names(bench.hub.online()), ["Alice", "Bob", "charlie", "delta"]);
  assert.deepEqual(names(bench.hub.online("BOB")), ["charlie", "delta"]);
  assert.deepEqual(names(bench.hub.online("bobby")), ["charlie", "delta"]);
  assert.deepEqual(names(bench.hub.onlineIn(OPS.id, "c")), ["charlie", "delta"]);
  assert.deepEqual(names(bench.hub.onlineIn(99)), []);
});

Deno.test("Hub.alignment has what an answer covers come before it, and everything else after it", async () => {
  const bench = new HubBench();
  const alice = bench.enter(1, "alice", [OPS]);
  await bench.endTurn();
  alice.lines();
  const asked = Promise.withResolvers<{ last_id: number }>();
  const answering = bench.hub.alignment.answer(alice, { after: 0, ask: () => asked.promise });
  // Two group commits are published before the answer of a reader that has seen one.
  bench.hub.publishToRoom(OPS.id, message(1));
  bench.hub.alignment.committed();
  bench.hub.publishToRoom(OPS.id, message(2));
  bench.hub.alignment.committed();
  await bench.endTurn();
  assert.deepEqual(alice.events(), []);
  asked.resolve({ last_id: 1 });
  await answering;
  alice.outbox.pushAnswer(new TextEncoder().encode('"answer"\n'));
  alice.outbox.release();
  await bench.endTurn();
  assert.deepEqual(alice.lines().map((line) => JSON.parse(line)), [
    message(1),
    "answer",
    message(2),
  ]);
});
