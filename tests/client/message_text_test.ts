import assert from "node:assert/strict";
import { messageLines, noticeText, whoText } from "../../client/message_text.ts";
import type { Message } from "../../protocol/events.ts";

const reader = { username: "alice", room: "general" };
const time = "2026-11-20T17:00:00.000Z";

function lines(from: string, place: { room: string } | { to: string }, text = "hi"): string[] {
  const message: Message = { id: 1, from, text, time, ...place };
  return messageLines(message, reader);
}

Deno.test("messageLines() says who wrote, where, and to whom", () => {
  assert.deepEqual(lines("bob", { room: "general" }), ["bob: hi"]);
  assert.deepEqual(lines("bob", { room: "ops" }), ["#ops bob: hi"]);
  assert.deepEqual(lines("bob", { to: "alice" }), ["bob -> you: hi"]);
  assert.deepEqual(lines("Alice", { to: "bob" }), ["you -> bob: hi"]);
  assert.deepEqual(lines("alice", { to: "Alice" }), ["you -> you: hi"]);
});

Deno.test("messageLines() indents further lines, so that nobody can fake a message", () => {
  assert.deepEqual(lines("bob", { room: "general" }, "a\r\nroot: b\n"), [
    "bob: a",
    "    root: b",
    "    ",
  ]);
});

Deno.test("messageLines() makes names and texts harmless", () => {
  assert.deepEqual(lines("b\u001bob\n", { room: "g\u0007" }, "\u009b31m\u202e"), [
    "#g\ufffd b\ufffdob\ufffd: \ufffd31m\ufffd",
  ]);
});

Deno.test("noticeText() says who came and went, but not the reader", () => {
  const joined = { event: "joined", room: "general", time } as const;
  assert.equal(noticeText({ ...joined, username: "bob" }, reader), "bob joined");
  assert.equal(noticeText({ ...joined, room: "ops", username: "bob" }, reader), "bob joined #ops");
  assert.equal(noticeText({ ...joined, username: "ALICE" }, reader), undefined);
  assert.equal(
    noticeText({ event: "left", room: "general", time, username: "bob" }, reader),
    "bob left",
  );
});

Deno.test("whoText() lists people and skips what is none", () => {
  const users = [{ username: "alice", connections: 1 }, { username: "bob", connections: 2 }, 7];
  assert.equal(whoText(users), "here: alice, bob (2 connections)");
  assert.equal(whoText("rubbish"), "here: nobody");
});
