import assert from "node:assert/strict";
import { decodeIncoming, type IncomingAnswer } from "../../../client/net/incoming.ts";
import { Outbound } from "../../../client/link/outbound.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { answer, connected, type FakeTransport, settle } from "./support/fake_transport.ts";

/** What goes out on connections that share a clock, with nonces that count. */
async function stage() {
  const { clock, connection, transport } = await connected();
  let nonces = 0;
  let changes = 0;
  const time = { ms: 0 };
  const outbound = new Outbound({
    clock,
    timeMs: () => time.ms,
    newNonce: () => `nonce-${++nonces}`,
    changed: () => changes++,
  });
  return { changes: () => changes, clock, connection, outbound, time, transport };
}

function hello(text: string) {
  return { room: "general", text };
}

/** The texts of the messages that were sent. */
function texts({ sent }: FakeTransport): unknown[] {
  return sent.filter(({ action }) => action === "say").map((request) => request["text"]);
}

function answerTo(line: string): IncomingAnswer {
  const incoming = decodeIncoming(line);
  assert.ok(incoming?.kind === "answer");
  return incoming;
}

Deno.test("Outbound sends nothing before start(), then lines and messages in their order", async () => {
  const { changes, connection, outbound, transport } = await stage();
  const said = outbound.say(hello("one"));
  assert.equal(outbound.addLine('{"action":"who","ref":1}'), "who");
  assert.equal(outbound.size, 2);
  assert.deepEqual(texts(transport), []);
  outbound.start(connection);
  await settle();
  assert.deepEqual(transport.sent.slice(1).map(({ action }) => action), ["who", "say"]);
  await answer(transport, "say", { id: 7, time: "" });
  assert.equal((await said).id, 7);
  assert.equal(outbound.lineAnswered(answerTo('{"ref":1,"ok":true}')), "who");
  assert.equal(outbound.size, 0);
  assert.ok(changes() >= 2);
});

Deno.test("Outbound knows the newest event that something from here has caused", async () => {
  const { connection, outbound, transport } = await stage();
  outbound.start(connection);
  const said = outbound.say(hello("one"));
  await settle();
  await answer(transport, "say", { id: 7, time: "" });
  await said;
  outbound.answered("edit", 9);
  outbound.answered("react", 8);
  outbound.answered("report", 100);
  outbound.answered("delete", "12");
  assert.equal(outbound.lastStoredId, 9);
});

Deno.test("Outbound sends a message again on the next connection, with the same nonce", async () => {
  const first = await stage();
  const { outbound } = first;
  outbound.start(first.connection);
  void outbound.say(hello("precious"));
  await settle();
  first.connection.close("broken");
  await settle();
  assert.deepEqual(outbound.connectionLost(), []);
  const next = await connected();
  outbound.start(next.connection);
  await settle();
  const nonceOf = ({ sent }: FakeTransport) =>
    sent.find(({ action }) => action === "say")?.["nonce"];
  assert.equal(nonceOf(next.transport), nonceOf(first.transport));
  assert.equal(outbound.size, 1);
});

Deno.test("Outbound.connectionLost() tells the lines that may not be sent again", async () => {
  const first = await stage();
  const { outbound } = first;
  outbound.addLine('{"action":"create","ref":1,"room":"ops"}');
  outbound.addLine('{"action":"who","ref":2}');
  outbound.start(first.connection);
  assert.deepEqual(outbound.connectionLost(), ['{"action":"create","ref":1,"room":"ops"}']);
  const next = await connected();
  outbound.start(next.connection);
  assert.deepEqual(next.transport.sent.slice(1).map(({ action }) => action), ["who"]);
  assert.equal(outbound.lineAnswered(answerTo('{"ref":"nobody asked","ok":true}')), undefined);
});

Deno.test("Outbound sends to no connection that has ended already", async () => {
  const { connection, outbound, transport } = await stage();
  void outbound.say(hello("one"));
  connection.close("broken");
  outbound.start(connection);
  await settle();
  assert.deepEqual(texts(transport), []);
});

Deno.test("Outbound lets a busy server have its pause, and gives up what it refuses", async () => {
  const { clock, connection, outbound, transport } = await stage();
  outbound.start(connection);
  const said = outbound.say(hello("one"));
  await settle();
  const busy = { ok: false, error: "slow_down", message: "Slower", retry_after: 3 };
  await answer(transport, "say", busy);
  const second = assert.rejects(outbound.say(hello("two")), ChatError);
  clock.advance(2_999);
  await settle();
  assert.deepEqual(texts(transport), ["one"]);
  clock.advance(1);
  await settle();
  assert.deepEqual(texts(transport), ["one", "one", "two"]);
  await answer(transport, "say", { ok: false, error: "muted", message: "Not now" });
  await second;
  assert.equal(outbound.size, 1);
  void said;
});

Deno.test("Outbound holds a message for sent once that may have arrived, whatever a server says later", async () => {
  const first = await stage();
  const { outbound, time } = first;
  outbound.start(first.connection);
  const said = outbound.say(hello("precious"));
  await settle();
  first.connection.close("broken");
  await settle();
  outbound.connectionLost();
  const busy = await connected();
  outbound.start(busy.connection);
  await settle();
  await answer(busy.transport, "say", { ok: false, error: "slow_down", message: "Slower" });
  busy.connection.close("broken");
  await settle();
  outbound.connectionLost();
  time.ms = 23.5 * 60 * 60 * 1_000;
  const next = await connected();
  outbound.start(next.connection);
  await assert.rejects(said, /nobody knows whether the server has this message/);
  assert.deepEqual(texts(next.transport), []);
});

Deno.test("Outbound.say() takes no more than a thousand messages that wait", async () => {
  const { outbound } = await stage();
  for (let number = 0; number < 1_000; number++) void outbound.say(hello("waits"));
  await assert.rejects(outbound.say(hello("too many")), RangeError);
  assert.equal(outbound.size, 1_000);
});

Deno.test("Outbound sends nothing again that the server may have forgotten", async () => {
  const HOUR_MS = 60 * 60 * 1_000;
  const first = await stage();
  const { outbound, time } = first;
  outbound.start(first.connection);
  const said = outbound.say(hello("precious"));
  await settle();
  first.connection.close("broken");
  await settle();
  outbound.connectionLost();
  const late = outbound.say(hello("never sent"));
  time.ms = 23.5 * HOUR_MS;
  const next = await connected();
  outbound.start(next.connection);
  await assert.rejects(said, /nobody knows whether the server has this message/);
  await settle();
  assert.deepEqual(texts(next.transport), ["never sent"]);
  await answer(next.transport, "say", { id: 7, time: "" });
  assert.equal((await late).id, 7);
});
