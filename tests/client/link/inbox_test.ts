import assert from "node:assert/strict";
import { Inbox } from "../../../client/link/inbox.ts";
import { answer, connected, type FakeTransport, settle } from "./support/fake_transport.ts";

function message(id: number) {
  return { id, room: "general", from: "bob", text: `message ${id}`, time: "" };
}

/** An inbox with a connection to poll on, and what it has told. */
async function stage() {
  const { clock, connection, transport } = await connected();
  const told: number[] = [];
  const amended: number[] = [];
  const leaving = new AbortController();
  const inbox = new Inbox({
    tell: (event) => void told.push(event.id),
    amend: ({ id }) => void amended.push(id),
    settled: () => Promise.resolve(),
    clock,
    signal: leaving.signal,
  });
  return { amended, clock, connection, inbox, leaving, told, transport };
}

function live(inbox: Inbox, id: number): void {
  inbox.live({ event: "message", ...message(id) }, "");
}

/** The cursors from which there were polls. */
function polls(transport: FakeTransport): unknown[] {
  return transport.sent.filter(({ action }) => action === "poll")
    .map((request) => request["last_id"]);
}

Deno.test("Inbox lets live events wait from the start until release(), and tells each once", async () => {
  const { inbox, told } = await stage();
  inbox.startAfter(4);
  for (const id of [3, 5, 7]) live(inbox, id);
  assert.deepEqual(told, []);
  inbox.release();
  live(inbox, 7);
  live(inbox, 9);
  assert.deepEqual(told, [5, 7, 9]);
  assert.equal(inbox.lastId, 9);
});

Deno.test("Inbox.fillGap() fetches what was left out before what comes meanwhile", async () => {
  const { amended, connection, inbox, told, transport } = await stage();
  inbox.release();
  live(inbox, 1);
  inbox.gap();
  const filling = inbox.fillGap(connection);
  live(inbox, 5);
  assert.equal(await inbox.fillGap(connection), undefined, "one at a time is enough");
  await answer(transport, "poll", {
    messages: [message(2), message(3)],
    changed: [message(1)],
    last_id: 4,
  });
  assert.equal(await filling, 2);
  assert.deepEqual(told, [1, 2, 3, 5]);
  assert.deepEqual(amended, [1]);
  assert.deepEqual(polls(transport), [1]);
  assert.equal(inbox.needsPoll, false);
});

Deno.test("Inbox.fillGap() polls once more when something is left out in the meantime", async () => {
  const { connection, inbox, told, transport } = await stage();
  inbox.release();
  inbox.gap();
  const filling = inbox.fillGap(connection);
  inbox.gap();
  await answer(transport, "poll", { messages: [message(1)], last_id: 1 });
  await answer(transport, "poll", { messages: [message(2)], last_id: 2 });
  assert.equal(await filling, 2);
  assert.deepEqual(told, [1, 2]);
});

Deno.test("Inbox.fillGap() closes a connection on which it cannot poll, and goes on holding back", async () => {
  const { connection, inbox, told, transport } = await stage();
  inbox.release();
  inbox.gap();
  const filling = inbox.fillGap(connection);
  live(inbox, 5);
  await answer(transport, "poll", { ok: false, error: "internal", message: "Something broke" });
  assert.equal(await filling, undefined);
  assert.equal(connection.isOpen, false);
  assert.match(await connection.ended, /Something broke/);
  assert.deepEqual(told, []);
});

Deno.test("Inbox.catchUp() goes from page to page, and not on from one that leads no further", async () => {
  const { connection, inbox, told, transport } = await stage();
  const caughtUp = inbox.catchUp(connection);
  await answer(transport, "poll", { messages: [message(1)], last_id: 1, more: true });
  await answer(transport, "poll", { messages: [message(2)], last_id: 2, more: true });
  await answer(transport, "poll", { messages: [message(2)], last_id: 2, more: true });
  assert.equal(await caughtUp, 2);
  assert.deepEqual(told, [1, 2]);
  assert.deepEqual(polls(transport), [0, 1, 2]);
});

Deno.test("Inbox.catchUp() waits as long as a busy server asks, until somebody leaves", async () => {
  const { clock, connection, inbox, leaving, transport } = await stage();
  const givenUp = assert.rejects(inbox.catchUp(connection), /Later/);
  const busy = { ok: false, error: "busy", message: "Later", retry_after: 5 };
  await answer(transport, "poll", busy);
  clock.advance(4_999);
  await settle();
  assert.equal(polls(transport).length, 1);
  clock.advance(1);
  await settle();
  assert.equal(polls(transport).length, 2);
  leaving.abort();
  await answer(transport, "poll", busy);
  await givenUp;
});

Deno.test("Inbox.connectionLost() forgets what waits: the next poll brings it", async () => {
  const { connection, inbox, told, transport } = await stage();
  inbox.release();
  inbox.connectionLost();
  live(inbox, 8);
  inbox.connectionLost();
  const caughtUp = inbox.catchUp(connection);
  await answer(transport, "poll", { messages: [message(6)], last_id: 6 });
  await caughtUp;
  inbox.release();
  assert.deepEqual(told, [6]);
});

Deno.test("Inbox takes nothing from a server that is no message, and no cursor that is no number", async () => {
  const { connection, inbox, told, transport } = await stage();
  const caughtUp = inbox.catchUp(connection);
  await answer(transport, "poll", {
    messages: [message(3), { id: "4" }, null],
    changed: "none",
    last_id: 1e300,
    more: 1,
  });
  assert.equal(await caughtUp, 1);
  assert.deepEqual(told, [3]);
  assert.equal(inbox.lastId, 3);
});
