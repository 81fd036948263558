import assert from "node:assert/strict";
import { Conversation } from "../../../client/conversation/conversation.ts";
import { colours } from "../../../client/plain/colours.ts";
import { TerminalDisplay } from "../../../client/plain/terminal_display.ts";
import { TerminalView } from "../../../client/plain/terminal_view.ts";
import { Screen } from "../../../client/terminal/screen.ts";
import type { Message } from "../../../protocol/records.ts";

const BELL = "\x07";
const time = new Date(2026, 10, 20, 17, 4).toISOString();

/** What a terminal gets when `show` shows something to alice. */
function written(show: (conversation: Conversation) => void): string {
  let all = "";
  const screen = new Screen(
    { columns: 80, rows: 24, write: (text) => all += text },
    (text) => text.length,
  );
  const reader = (): Conversation => conversation;
  const display = new TerminalDisplay({
    screen,
    rows: new TerminalView(reader, colours(true), new Date(time)),
    reader,
    onMessage: () => {},
    onMove: () => {},
  });
  const conversation: Conversation = new Conversation(display, { room: "general" });
  conversation.welcome("alice", ["general"]);
  show(conversation);
  screen.flush();
  return all;
}

function message(from: string, text: string): Message {
  return { id: 1, from, text, time, room: "general" };
}

Deno.test("TerminalDisplay.message() rings for a mention by somebody else", () => {
  assert.ok(written((shown) => shown.message(message("bob", "hi @alice"))).includes(BELL));
  assert.ok(written((shown) => shown.message(message("bob", "@room look"))).includes(BELL));
});

Deno.test("TerminalDisplay.message() rings neither for others, nor for oneself, nor for the past", () => {
  assert.ok(!written((shown) => shown.message(message("bob", "hi alice"))).includes(BELL));
  assert.ok(!written((shown) => shown.message(message("alice", "I, @alice"))).includes(BELL));
  assert.ok(!written((shown) => shown.past([message("bob", "@alice")])).includes(BELL));
});

Deno.test("Conversation.past() shows where the unread messages begin, and where the past ends", () => {
  const messages = [1, 2, 3].map((id) => ({ ...message("bob", `text ${id}`), id }));
  const unread = { room: "general", read_id: 1, first_unread: 2, unread: 2, mentions: 0 };
  assert.match(
    written((shown) => shown.past(messages, unread)),
    /text 1\r\n── new ──\r\n17:04 bob: text 2\r\n17:04 bob: text 3\r\n-- earlier messages above --/,
  );
});
