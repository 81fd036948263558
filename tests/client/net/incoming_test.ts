import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeIncoming, messagesIn } from "../../../client/net/incoming.ts";

Deno.test("decodeIncoming() tells events, answers and what it does not know", () => {
  assert.equal(decodeIncoming('{"event":"ping"}')?.kind, "event");
  assert.equal(decodeIncoming('{"ref":1,"ok":true}')?.kind, "answer");
  assert.equal(decodeIncoming('{"event":"fireworks"}')?.kind, "other");
  assert.equal(decodeIncoming('{"event":"toString"}')?.kind, "other");
  assert.equal(decodeIncoming("{}")?.kind, "other");
  assert.equal(decodeIncoming("[1]"), undefined);
  assert.equal(decodeIncoming("HTTP/1.1 400 Bad Request"), undefined);
});

Deno.test("decodeIncoming() does not take an event for one whose fields are missing", () => {
  assert.equal(decodeIncoming('{"event":"message","id":1}')?.kind, "other");
  assert.equal(decodeIncoming('{"event":"joined","room":"general"}')?.kind, "other");
  assert.equal(decodeIncoming('{"event":"hello","name":7}')?.kind, "other");
});

Deno.test("decodeIncoming() throws for no line", () => {
  fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (line) => {
    decodeIncoming(line);
  }));
});

Deno.test("messagesIn() keeps what those have written, and were written, whose accounts are deleted", () => {
  const time = "2026-11-20T17:00:00.000Z";
  const messages = [
    { id: 1, from: "deleted user", room: "general", text: "I was here", time },
    { id: 2, from: "alice", to: "deleted user", text: "Were you?", time },
  ];
  assert.deepEqual(messagesIn(messages), messages);
});

Deno.test("messagesIn() keeps messages and nothing else", () => {
  const message = { id: 1, from: "a", text: "b", time: "c", room: "d" };
  assert.deepEqual(messagesIn([message, { ...message, id: "1" }, null, 4]), [message]);
  assert.deepEqual(messagesIn(undefined), []);
});

Deno.test("decodeIncoming() takes messages of kinds that it does not know, with words and without", () => {
  const fields = { id: 1, from: "alice", room: "general", time: "2026-11-20T17:00:00.000Z" };
  for (const more of [{ kind: "poll" }, { kind: "poll", text: "asks" }]) {
    const incoming = decodeIncoming(JSON.stringify({ event: "message", ...fields, ...more }));
    assert.ok(incoming?.kind === "event" && incoming.event.event === "message");
    assert.deepEqual([incoming.event.kind, incoming.event.text], ["poll", more.text ?? ""]);
    assert.equal(messagesIn([{ ...fields, ...more }])[0]?.text, more.text ?? "");
  }
  // Of a text there is nothing to show without one.
  assert.equal(decodeIncoming(JSON.stringify({ event: "message", ...fields }))?.kind, "other");
});
