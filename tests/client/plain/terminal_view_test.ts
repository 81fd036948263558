import assert from "node:assert/strict";
import { colours } from "../../../client/plain/colours.ts";
import { TerminalView } from "../../../client/plain/terminal_view.ts";
import { clockOf, dayOf } from "../../../client/text/times.ts";
import type { Found, Message } from "../../../protocol/records.ts";

const reader = { username: "alice", place: { room: "general" } };
const now = new Date(2026, 10, 20, 17, 4);

/** A view of which the terminal's part is looked at. */
function view(isPlain = true) {
  const rows = new TerminalView(() => reader, colours(isPlain), now);
  return {
    message: (message: Message, quoted?: Message) =>
      rows.message(message, quoted).map(({ output }) => output),
    found: (found: Found) => rows.found(found).output,
  };
}

function message(from: string, text = "hi", time = now) {
  return { id: 1, from, text, time: time.toISOString(), room: "general" };
}

Deno.test("TerminalView.message() shows time, name and text, further lines below the name", () => {
  assert.deepEqual(view().message(message("bob", "a\nb")), ["17:04 bob: a", "      b"]);
});

Deno.test("TerminalView.message() says when another day begins", () => {
  const before = new Date(2026, 10, 19, 9, 5);
  const shown = view();
  assert.deepEqual(shown.message(message("bob", "old", before)), [
    "-- 2026-11-19 --",
    "09:05 bob: old",
  ]);
  assert.deepEqual(shown.message(message("bob", "new")), ["-- 2026-11-20 --", "17:04 bob: new"]);
});

Deno.test("TerminalView.message() colours the own name, marks private messages", () => {
  assert.deepEqual(view(false).message(message("alice")), [
    "\x1b[2m17:04\x1b[0m \x1b[1;36malice\x1b[0m: hi",
  ]);
  const secret = { id: 1, from: "bob", to: "alice", text: "hi", time: now.toISOString() };
  assert.deepEqual(view().message(secret), ["17:04 (private) bob -> you: hi"]);
});

Deno.test("TerminalView.message() shows Markdown and mentions in colours, and as text without", () => {
  const text = "**now** `@alice` @alice";
  assert.deepEqual(view(false).message(message("bob", text)), [
    "\x1b[2m17:04\x1b[0m bob: \x1b[1mnow\x1b[0m \x1b[36m@alice\x1b[0m \x1b[1;33m@alice\x1b[0m",
  ]);
  assert.deepEqual(view().message(message("bob", text)), [`17:04 bob: ${text}`]);
});

Deno.test("TerminalView.message() shows a reply, an edit and reactions", () => {
  const quoted: Message = message("carol", "shall we?");
  const reply: Message = {
    ...message("bob", "yes"),
    reply_to: 1,
    edited: now.toISOString(),
    reactions: [{ emoji: "👍", count: 2, users: ["alice", "carol"] }],
  };
  assert.deepEqual(view().message(reply, quoted), [
    "      ↳ carol: shall we?",
    "17:04 bob: yes (edited)",
    "      👍 2",
  ]);
});

Deno.test("TerminalView.message() says in words what is not encrypted", () => {
  const plain = { ...message("bob", "hi"), encryption: "plain" };
  assert.deepEqual(view().message(plain), ["17:04 bob: hi (NOT encrypted)"]);
});

Deno.test("TerminalView.message() shows what /me says and what was deleted", () => {
  assert.deepEqual(view().message({ ...message("bob", "waves"), me: true }), ["17:04 * bob waves"]);
  assert.deepEqual(view().message({ ...message("bob", ""), deleted: true }), [
    "17:04 bob: (deleted)",
  ]);
});

Deno.test("TerminalView.found() marks what was found", () => {
  const found = { ...message("bob", "to be"), snippet: ["to ", "be", ""] };
  assert.equal(view().found(found), "2026-11-20 17:04 #general bob: to *be*");
  assert.equal(
    view(false).found(found),
    "\x1b[2m2026-11-20 17:04 #general bob:\x1b[0m to \x1b[1mbe\x1b[0m",
  );
});

Deno.test("clockOf() and dayOf() take the reader's time zone and survive no time at all", () => {
  assert.equal(clockOf(new Date(2026, 0, 2, 3, 4)), "03:04");
  assert.equal(dayOf(new Date(2026, 0, 2, 3, 4)), "2026-01-02");
  assert.equal(clockOf(new Date("rubbish")), "--:--");
});
