import assert from "node:assert/strict";
import { eventText } from "../../../client/wording/event_text.ts";
import { excerpt, messageLines } from "../../../client/wording/message_text.ts";
import { whoText } from "../../../client/wording/people_text.ts";
import type { Message } from "../../../protocol/records.ts";

const reader = { username: "alice", place: { room: "general" } };
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

Deno.test("messageLines() puts above a reply what it replies to", () => {
  const quoted: Message = { id: 1, from: "bob", text: "one\ntwo", time, room: "general" };
  const reply: Message = { id: 2, from: "carol", text: "yes", time, room: "general", reply_to: 1 };
  assert.deepEqual(messageLines(reply, reader, quoted), ["  ↳ bob: one…", "carol: yes"]);
  assert.deepEqual(messageLines(reply, reader), ["  ↳ an earlier message", "carol: yes"]);
});

Deno.test("messageLines() marks what /me says and what was deleted", () => {
  const common = { id: 1, from: "bob", time, room: "general" };
  assert.deepEqual(messageLines({ ...common, text: "waves", me: true }, reader), ["* bob waves"]);
  assert.deepEqual(messageLines({ ...common, text: "", deleted: true }, reader), [
    "bob: (deleted)",
  ]);
});

Deno.test("excerpt() is one short harmless line", () => {
  assert.equal(excerpt("short"), "short");
  assert.equal(excerpt("\n  first\tline \nsecond"), "first line…");
  assert.equal(excerpt("x".repeat(10_000)).length, 51);
  assert.equal(excerpt("a\u001b[2J"), "a\ufffd[2J");
});

Deno.test("eventText() says who came and went and why, but not the reader", () => {
  const joined = { event: "joined", room: "general", time } as const;
  assert.equal(eventText({ ...joined, username: "bob" }, reader), "bob joined");
  assert.equal(eventText({ ...joined, room: "ops", username: "bob" }, reader), "bob joined #ops");
  assert.equal(eventText({ ...joined, username: "ALICE" }, reader), undefined);
  const left = { event: "left", room: "general", time, username: "bob" } as const;
  assert.equal(eventText({ ...left, reason: "offline" }, reader), "bob left");
  assert.equal(eventText({ ...left, reason: "parted" }, reader), "bob left for good");
  assert.equal(
    eventText({ ...left, room: "ops", reason: "banned", by: "carol" }, reader),
    "bob was banned #ops by carol",
  );
  assert.equal(
    eventText({ ...left, reason: "removed", by: "carol", message: "be\u001b[2J nice" }, reader),
    "bob was removed by carol: be\ufffd[2J nice",
  );
  assert.equal(
    eventText({ ...left, reason: "parted", message: "off to lunch" }, reader),
    "bob left for good: off to lunch",
  );
  assert.equal(
    eventText({ ...left, username: "alice", reason: "removed", by: "carol" }, reader),
    "you were removed from #general by carol",
  );
  assert.equal(eventText({ ...left, username: "alice", reason: "offline" }, reader), undefined);
});

Deno.test("eventText() says what became of rooms and roles, harmlessly", () => {
  const common = { room: "general", by: "bob", time };
  assert.equal(
    eventText({ event: "role", ...common, username: "alice", role: "read_only" }, reader),
    "you are now read-only (by bob)",
  );
  assert.equal(
    eventText({ event: "topic", ...common, topic: "a\u001b]0;b" }, reader),
    "bob set the topic: a\ufffd]0;b",
  );
  assert.equal(
    eventText({ event: "renamed", ...common, name: "all" }, reader),
    "bob renamed #general to #all",
  );
  assert.equal(
    eventText({ event: "invited", ...common, room: "ops" }, reader),
    "bob invites you to #ops; come with /join #ops",
  );
  assert.equal(
    eventText({ event: "presence", username: "bob", away: "lunch", time }, reader),
    "bob is away: lunch",
  );
});

Deno.test("whoText() lists people and skips what is none", () => {
  const users = [{ username: "alice", connections: 1 }, { username: "bob", connections: 2 }, 7];
  assert.equal(whoText(users), "here: alice, bob (2 connections)");
  assert.equal(
    whoText([{ username: "bob", connections: 2, away: "lunch" }, { username: "eve", away: "" }]),
    "here: bob (2 connections, away: lunch), eve (away)",
  );
  assert.equal(whoText("rubbish"), "here: nobody");
});
