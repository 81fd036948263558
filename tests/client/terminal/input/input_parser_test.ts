import assert from "node:assert/strict";
import fc from "fast-check";
import {
  BROKEN_OFF_PAUSE_MS,
  ESCAPE_PAUSE_MS,
  InputParser,
} from "../../../../client/terminal/input/input_parser.ts";
import type { Key } from "../../../../client/terminal/input/key.ts";
import { MAX_PASTE_LENGTH } from "../../../../client/terminal/input/paste_reader.ts";
import { keyText } from "../support/key_text.ts";

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** Keys of a parser that gets these pieces one right after the other. */
function pushed(parser: InputParser, ...pieces: readonly (string | Uint8Array)[]): string[] {
  return pieces.flatMap((piece) =>
    parser.push(typeof piece === "string" ? bytesOf(piece) : piece).map(keyText)
  );
}

/** What was typed, without what only tells keys apart. */
function typedText(keys: readonly Key[]): string {
  return keys.map(({ text }) => text).join("");
}

Deno.test("InputParser.push() tells what was typed from what was pasted", () => {
  const parser = new InputParser();
  assert.deepEqual(pushed(parser, "a\x1b[200~one\n\ttwo\x1b[201~\r"), [
    'a "a"',
    'paste "one\n\ttwo"',
    "return",
  ]);
});

Deno.test("InputParser.push() lets nothing of a paste out as typed, wherever its marks are cut", () => {
  const sent = "\x1b[200~one\rtwo\r\x1b[201~";
  for (let cut = 1; cut < sent.length; cut++) {
    const parser = new InputParser();
    // A pause at the cut, longer than the one that makes an ESC the key.
    const keys = [
      ...parser.push(bytesOf(sent.slice(0, cut))),
      ...(parser.pauseMs === ESCAPE_PAUSE_MS ? parser.timeOut() : []),
      ...parser.push(bytesOf(sent.slice(cut))),
    ].map(keyText).filter((key) => key !== "escape" && key !== "alt+[");
    assert.deepEqual(keys, ['paste "one\rtwo\r"'], `cut at ${cut}`);
  }
});

Deno.test("InputParser.timeOut() ends a paste that has no end, and keys are keys again", () => {
  const parser = new InputParser();
  assert.deepEqual(pushed(parser, "\x1b[200~half"), []);
  assert.equal(parser.pauseMs, BROKEN_OFF_PAUSE_MS);
  assert.deepEqual(parser.timeOut().map(keyText), ['paste "half"']);
  assert.equal(parser.pauseMs, undefined);
  assert.deepEqual(pushed(parser, "a", "\r"), ['a "a"', "return"]);
});

Deno.test("InputParser.push() takes the rest of a paste that was given up for more of it", () => {
  for (const rest of [`${"line\r".repeat(20)}`, "end\r\x1b[201~"]) {
    const parser = new InputParser();
    pushed(parser, "\x1b[200~half\r");
    parser.timeOut();
    const keys = [...pushed(parser, rest), ...parser.timeOut().map(keyText)];
    assert.deepEqual(keys, [`paste "${rest.replace("\x1b[201~", "")}"`]);
  }
});

Deno.test("InputParser.push() has Ctrl+C come through whatever was begun", () => {
  for (const begun of ["\x1b", "\x1b[", "\x1b[1;", "\x1bO", "\x1b]11;rgb", "\x1bPx", "\x1b[M!"]) {
    const parser = new InputParser();
    pushed(parser, begun);
    const keys = pushed(parser, "\x03a");
    assert.match(keys.at(-2) ?? "", /ctrl\+(?:alt\+)?c$/, JSON.stringify(begun));
    assert.equal(keys.at(-1), 'a "a"');
  }
  const parser = new InputParser();
  assert.deepEqual(pushed(parser, "\x1b[200~not this", "\x03"), ["ctrl+c"]);
  assert.deepEqual(pushed(parser, "but this\x1b[201~"), ['paste "but this"']);
});

Deno.test("InputParser.timeOut() gives up a report that has no end, however long it is", () => {
  for (const begun of ["\x1b]11;", `\x1b]52;c;${"x".repeat(10_000)}`, "\x1bP>|", "\x1b[1;2"]) {
    const parser = new InputParser();
    assert.deepEqual(pushed(parser, begun), []);
    assert.deepEqual(parser.timeOut(), []);
    assert.deepEqual(pushed(parser, "typed").join(""), 't "t"y "y"p "p"e "e"d "d"');
  }
});

Deno.test("InputParser.push() ends a report without an end where somebody presses Enter", () => {
  const parser = new InputParser();
  assert.deepEqual(pushed(parser, "\x1b]0;x\r", "a"), ["return", 'a "a"']);
});

Deno.test("InputParser.push() tells what the terminal says that it can", () => {
  const parser = new InputParser();
  const sent = new TextEncoder().encode("\x1b[?62;4;22c");
  assert.deepEqual(parser.push(sent).map(keyText), ['attributes "62;4;22"']);
});

Deno.test("InputParser.push() tells what the terminal says about its background", () => {
  const expected = ['background "rgb:0000/1111/ffff"'];
  assert.deepEqual(pushed(new InputParser(), "\x1b]11;rgb:0000/1111/ffff\x07"), expected);
  const pieces = ["\x1b", "]1", "1;rgb:0000/", "1111/ffff\x1b", "\\"];
  assert.deepEqual(pushed(new InputParser(), ...pieces), expected);
});

Deno.test("InputParser.push() drops what is too much of a paste", () => {
  const parser = new InputParser();
  const keys = parser.push(bytesOf(`\x1b[200~${"x".repeat(MAX_PASTE_LENGTH)}yyy\x1b[201~`));
  assert.equal(typedText(keys), "x".repeat(MAX_PASTE_LENGTH));
});

Deno.test("InputParser.push() understands a sequence whose ESC had come long before", () => {
  const parser = new InputParser();
  pushed(parser, "\x1b");
  assert.deepEqual(parser.timeOut().map(keyText), ["escape"]);
  assert.deepEqual(pushed(parser, "[1;5D"), ["ctrl+left"]);
  // What somebody types after Escape is not such a sequence.
  pushed(parser, "\x1b");
  parser.timeOut();
  assert.deepEqual(pushed(parser, "["), [' "["']);
  assert.deepEqual(pushed(parser, "A"), ['shift+a "A"']);
});

Deno.test("InputParser.push() shows what is no UTF-8 as such and goes on", () => {
  assert.deepEqual(pushed(new InputParser(), Uint8Array.of(0xe9, 0x61)), [' "\ufffd"', 'a "a"']);
  assert.deepEqual(pushed(new InputParser(), Uint8Array.of(0xc3), "\r"), [' "\ufffd"', "return"]);
});

/** Pieces of input that have a meaning, among any bytes. */
const INPUT = fc.array(
  fc.oneof(
    fc.constantFrom(
      "\x1b",
      "\x1b[",
      "\x1b[200~",
      "\x1b[201~",
      "\x1b]11;rgb:0/0/0\x07",
      "\x1bP1$r\x1b\\",
      "\x1b[<64;1;1M",
      "\x1b[M",
      "\x1b[1;5A",
      "\x1bOA",
      "\x1b[[A",
      "\x1b[27;2;13~",
      "\x1b[119;5u",
      "\x03",
      "👍",
      "é\r",
    ).map((text) => bytesOf(text)),
    fc.uint8Array({ maxLength: 6 }),
  ),
  { maxLength: 12 },
).map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])));

Deno.test("InputParser.push() finds the same keys however any input is cut", () => {
  fc.assert(
    fc.property(INPUT, fc.array(fc.nat(), { maxLength: 8 }), (input, places) => {
      const whole = new InputParser();
      const expected = [...whole.push(input), ...whole.timeOut()].map(keyText);
      const cuts = places.map((place) => place % (input.length + 1)).sort((a, b) => a - b);
      const parser = new InputParser();
      const pieces = [0, ...cuts].map((from, index) => input.subarray(from, cuts[index]));
      const keys = [...pushed(parser, ...pieces), ...parser.timeOut().map(keyText)];
      assert.deepEqual(keys, expected);
    }),
    { numRuns: 2_000 },
  );
});

Deno.test("InputParser.push() never lets a key write what a terminal might act on", () => {
  fc.assert(fc.property(INPUT, (input) => {
    const parser = new InputParser();
    for (const key of [...parser.push(input), ...parser.timeOut()]) {
      // A paste is as it came; whoever takes it makes it harmless.
      if (key.name !== "paste") assert.doesNotMatch(key.text, /\p{Cc}/u);
    }
  }));
});
