import assert from "node:assert/strict";
import { colours } from "../../client/colours.ts";
import { clockOf, dayOf, TerminalView } from "../../client/terminal_view.ts";

const reader = { username: "alice", room: "general" };
const now = new Date(2026, 10, 20, 17, 4);

function view(isPlain = true): TerminalView {
  return new TerminalView(reader, colours(isPlain), now);
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

Deno.test("clockOf() and dayOf() take the reader's time zone and survive no time at all", () => {
  assert.equal(clockOf(new Date(2026, 0, 2, 3, 4)), "03:04");
  assert.equal(dayOf(new Date(2026, 0, 2, 3, 4)), "2026-01-02");
  assert.equal(clockOf(new Date("rubbish")), "--:--");
});
