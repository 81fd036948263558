import assert from "node:assert/strict";
import { InputParser } from "../../../client/terminal/input/input_parser.ts";
import { keyText } from "./support/key_text.ts";

/** What a terminal sends, in Latin-1 or as text, and the keys that it is. */
function keysOf(sent: string): string[] {
  const parser = new InputParser();
  const keys = [...parser.push(new TextEncoder().encode(sent)), ...parser.timeOut()];
  return keys.map(keyText);
}

/** What xterm, tmux, kitty, rxvt, the Linux console and others send, and the key that it is. */
const SENT: readonly (readonly [string, string])[] = [
  ["a", 'a "a"'],
  ["A", 'shift+a "A"'],
  ["7", '7 "7"'],
  ["/", ' "/"'],
  [" ", 'space " "'],
  ["é", ' "é"'],
  ["👍", ' "👍"'],
  ["\x1b", "escape"],
  ["\x1b1", "alt+1"],
  ["\x1b9", "alt+9"],
  ["\x1bk", "alt+k"],
  ["\x1bK", "alt+shift+k"],
  ["\x1b/", "alt+/"],
  ["\x1b<", "alt+<"],
  ["\x1bé", "alt+é"],
  ["\x1b[", "alt+["],
  ["\x1b]", "alt+]"],
  ["\x1bO", "alt+shift+o"],
  ["\x1bP", "alt+shift+p"],
  ["\r", "return"],
  ["\n", "enter"],
  ["\t", "tab"],
  ["\x1b\r", "alt+return"],
  ["\x1f", "ctrl+_"],
  ["\0", "ctrl+space"],
  ["\x1d", "ctrl+]"],
  ["\x10", "ctrl+p"],
  ["\x03", "ctrl+c"],
  ["\x1b[A", "up"],
  ["\x1bOA", "up"],
  ["\x1b[1;2A", "shift+up"],
  ["\x1b[1;3A", "alt+up"],
  ["\x1b[1;9A", "alt+up"],
  ["\x1b\x1b[A", "alt+up"],
  ["\x1b\x1bOA", "alt+up"],
  ["\x1b[1;5B", "ctrl+down"],
  ["\x1b[5D", "ctrl+left"],
  ["\x1bO5C", "ctrl+right"],
  ["\x1b[a", "shift+up"],
  ["\x1bOa", "ctrl+up"],
  ["\x1b[5~", "pageup"],
  ["\x1b[6;3~", "alt+pagedown"],
  ["\x1b[3$", "shift+delete"],
  ["\x1b[3^", "ctrl+delete"],
  ["\x1b[3@", "ctrl+shift+delete"],
  ["\x1b[Z", "shift+tab"],
  ["\x1bOP", "f1"],
  ["\x1b[11~", "f1"],
  ["\x1b[24~", "f12"],
  ["\x1b[[A", "f1"],
  ["\x1b[1;2R", "shift+f3"],
  ["\x1bOM", "return"],
  ["\x1bOp", '0 "0"'],
  ["\x7f", "backspace"],
  ["\b", "backspace"],
  ["\x1b\x7f", "alt+backspace"],
  ["\x1b[I", "focus-in"],
  ["\x1b[O", "focus-out"],
  // kitty, and xterm with formatOtherKeys.
  ["\x1b[13;3u", "alt+return"],
  ["\x1b[13;2u", "shift+return"],
  ["\x1b[97;5u", "ctrl+a"],
  ["\x1b[119;5u", "ctrl+w"],
  ["\x1b[99;6u", "ctrl+shift+c"],
  ["\x1b[65;2u", 'shift+a "A"'],
  ["\x1b[97;2u", 'shift+a "A"'],
  ["\x1b[97:65;2u", 'shift+a "A"'],
  ["\x1b[49:33;2u", 'shift+ "!"'],
  ["\x1b[97;;97u", 'a "a"'],
  ["\x1b[229;;229u", ' "å"'],
  ["\x1b[27u", "escape"],
  ["\x1b[9;2u", "shift+tab"],
  ["\x1b[127;3u", "alt+backspace"],
  ["\x1b[109;5u", "return"],
  ["\x1b[105;5u", "tab"],
  ["\x1b[57417;5u", "ctrl+left"],
  ["\x1b[57414u", "return"],
  ["\x1b[57400u", '1 "1"'],
  ["\x1b[1;1:2A", "up"],
  // xterm with modifyOtherKeys.
  ["\x1b[27;2;13~", "shift+return"],
  ["\x1b[27;5;13~", "ctrl+return"],
  ["\x1b[27;6;87~", "ctrl+shift+w"],
  ["\x1b[27;5;119~", "ctrl+w"],
  ["\x1b[27;3;120~", "alt+x"],
  ["\x1b[<64;10;5M", "wheelup"],
  ["\x1b[<0;10;5M", "click"],
];

/** Alone they are keys, and with something behind them the beginning of something else. */
const BEGINNINGS: readonly string[] = ["\x1b", "\x1b[", "\x1b]", "\x1bP", "\x1bO"];

for (const [sent, key] of SENT) {
  Deno.test(`InputParser.push() understands ${JSON.stringify(sent)}`, () => {
    assert.deepEqual(keysOf(sent), [key]);
    // What comes behind it is not touched by it.
    if (!BEGINNINGS.includes(sent)) assert.deepEqual(keysOf(`${sent}é`).at(-1), ' "é"');
  });
}

/** Reports, and keys of which nothing is known here: nothing of them may be seen. */
const SWALLOWED: readonly string[] = [
  "\x1b[<0;10;5m", // the mouse: SGR when a button is let go, urxvt, X10
  "\x1b[32;10;5M",
  "\x1b[M !!",
  "\x1b[24;80R", // where the cursor stands
  "\x1b[>1;10;0c", // who the terminal is
  "\x1b[>41;354;0c",
  "\x1b[0n",
  "\x1b[?2026;2$y",
  "\x1b[4;1$y",
  "\x1b[8;24;80t",
  "\x1b[?1u",
  "\x1b[97;5:3u", // a key that is let go
  "\x1b[1;1:3A",
  "\x1b[3;1:3~",
  "\x1b[57441;2u", // a Shift key alone
  "\x1b[97;9u", // Super
  "\x1b[99~",
  "\x1b[1;2y",
  "\x1b[[Z",
  "\x1bO~",
  "\x1b]4;1;rgb:ffff/0000/0000\x07", // colours, the clipboard
  "\x1b]10;rgb:ffff/0000/0000\x1b\\",
  `\x1b]52;c;${"aGk=".repeat(100)}\x1b\\`,
  "\x1bP1$r0m\x1b\\", // a setting
  "\x1b[?2;3;0S", // graphics that there are not
  "\x9b5~", // C1
];

for (const sent of SWALLOWED) {
  Deno.test(`InputParser.push() lets nothing through of ${JSON.stringify(sent)}`, () => {
    const seen = keysOf(`x${sent}y`).filter((key) => key !== "");
    const expected = sent.startsWith("\x9b")
      ? ['x "x"', '5 "5"', ' "~"', 'y "y"']
      : ['x "x"', 'y "y"'];
    assert.deepEqual(seen, expected);
  });
}

for (
  const [sent, key] of [
    ["\x1bP>|XTerm(354)\x1b\\", 'version "XTerm(354)"'],
    ["\x1b_Gi=1;OK\x1b\\", 'graphics "i=1;OK"'],
    ["\x1b[6;17;8t", 'cell-size "17;8"'],
    ["\x1b[?2;0;960;680S", 'window-size "960;680"'],
    ["\x1b[?63;4c", 'attributes "63;4"'],
  ] as const
) {
  Deno.test(`InputParser.push() knows the answer ${JSON.stringify(sent)}`, () => {
    assert.deepEqual(keysOf(`x${sent}y`), ['x "x"', key, 'y "y"']);
  });
}

Deno.test("InputParser.push() takes the report of a mouse far to the right for nothing else", () => {
  const parser = new InputParser();
  const sent = Uint8Array.of(0x1b, 0x5b, 0x4d, 0x20, 0xc3, 0xa9, 0x79);
  assert.deepEqual(parser.push(sent).map(keyText), ['y "y"']);
});
