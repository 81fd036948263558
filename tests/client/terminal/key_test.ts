import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { emitKeypressEvents } from "node:readline";
import { Readable } from "node:stream";
import { type Key, keyFrom, type RawKey } from "../../../client/terminal/key.ts";

/** The keys that the parser makes of what a terminal sends. */
function keysOf(sent: string): Key[] {
  const typed = new Readable({ read() {} });
  emitKeypressEvents(typed);
  const keys: Key[] = [];
  typed.on("keypress", (text: string | undefined, raw: RawKey) => keys.push(keyFrom(text, raw)));
  typed.emit("data", Buffer.from(sent));
  return keys;
}

/** `ctrl+alt+shift+name`, with what it writes in quotes. */
function written({ alt, ctrl, name, shift, text }: Key): string {
  const modifiers = [ctrl && "ctrl", alt && "alt", shift && "shift"].filter(Boolean);
  return [...modifiers, name].join("+") + (text === "" ? "" : ` "${text}"`);
}

/** What xterm, tmux, the Linux console and others send, and the key that it is. */
const SENT: readonly (readonly [string, string])[] = [
  ["a", 'a "a"'],
  ["é", ' "é"'],
  ["👍", ' "👍"'],
  ["\x1b1", "alt+1"],
  ["\x1b9", "alt+9"],
  ["\x1bk", "alt+k"],
  ["\x1bK", "alt+shift+k"],
  ["\x1b/", "alt+/"],
  ["\x1b<", "alt+<"],
  ["\r", "return"],
  ["\x1b\r", "alt+return"],
  ["\x1f", "ctrl+_"],
  ["\0", "ctrl+space"],
  ["\x1d", "ctrl+]"],
  ["\x10", "ctrl+p"],
  ["\x1b[A", "up"],
  ["\x1bOA", "up"],
  ["\x1b[1;2A", "shift+up"],
  ["\x1b[1;3A", "alt+up"],
  ["\x1b\x1b[A", "alt+up"],
  ["\x1b[1;5B", "ctrl+down"],
  ["\x1b[5~", "pageup"],
  ["\x1b[6;3~", "alt+pagedown"],
  ["\x1b[Z", "shift+tab"],
  ["\x1bOP", "f1"],
  ["\x1b[11~", "f1"],
  ["\x1b[[A", "f1"],
  ["\x7f", "backspace"],
  ["\x1b\x7f", "alt+backspace"],
  ["\x1b[I", "focus-in"],
  ["\x1b[O", "focus-out"],
  ["\x1b[13;3u", "alt+return"],
  ["\x1b[13;2u", "shift+return"],
  ["\x1b[97;5u", "ctrl+a"],
  ["\x1b[65;2u", 'shift+a "A"'],
];

for (const [sent, key] of SENT) {
  Deno.test(`keyFrom() understands ${JSON.stringify(sent)}`, () => {
    assert.deepEqual(keysOf(sent).map(written), [key]);
  });
}

Deno.test("keyFrom() takes the Escape key for itself, without Alt", () => {
  const key = keyFrom(undefined, { name: "escape", meta: true, sequence: "\x1b" });
  assert.equal(written(key), "escape");
});
