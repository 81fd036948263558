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

Deno.test("messagesIn() keeps messages and nothing else", () => {
  const message = { id: 1, from: "a", text: "b", time: "c", room: "d" };
  assert.deepEqual(messagesIn([message, { ...message, id: "1" }, null, 4]), [message]);
  assert.deepEqual(messagesIn(undefined), []);
});
