import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type InputPiece,
  MAX_PASTE_LENGTH,
  PasteSplitter,
} from "../../../client/terminal/paste_splitter.ts";

function split(...chunks: string[]): InputPiece[] {
  const splitter = new PasteSplitter();
  return chunks.flatMap((chunk) => splitter.push(chunk));
}

Deno.test("PasteSplitter.push() tells what was typed from what was pasted", () => {
  assert.deepEqual(split("ab\x1b[200~one\ntwo\x1b[201~\r"), [
    { kind: "typed", text: "ab" },
    { kind: "pasted", text: "one\ntwo" },
    { kind: "typed", text: "\r" },
  ]);
});

Deno.test("PasteSplitter.push() does not keep the Escape key or Alt+[ waiting", () => {
  assert.deepEqual(split("\x1b"), [{ kind: "typed", text: "\x1b" }]);
  assert.deepEqual(split("\x1b["), [{ kind: "typed", text: "\x1b[" }]);
});

Deno.test("PasteSplitter.push() finds what the terminal says about its background, however it is cut", () => {
  const expected = [{ kind: "background", text: "rgb:0000/1111/ffff" }];
  assert.deepEqual(split("\x1b]11;rgb:0000/1111/ffff\x07"), expected);
  assert.deepEqual(split("\x1b]1", "1;rgb:0000/", "1111/ffff\x1b", "\\"), expected);
  assert.deepEqual(split("\x1b]"), [{ kind: "typed", text: "\x1b]" }]);
});

Deno.test("PasteSplitter.push() does not let a report without an end swallow what is typed", () => {
  const pieces = split(`\x1b]11;${"x".repeat(100)}`, "typed");
  assert.deepEqual(pieces, [{ kind: "typed", text: "typed" }]);
});

Deno.test("PasteSplitter.push() drops what is too much of a paste", () => {
  const [piece] = split("\x1b[200~", "x".repeat(MAX_PASTE_LENGTH), "yyy", "\x1b[201~");
  assert.equal(piece?.text, "x".repeat(MAX_PASTE_LENGTH));
});

Deno.test("PasteSplitter.push() finds the same however the input was cut, beyond an escape", () => {
  const text = "x\x1b[Ay\x1b[200~line\none\x1b[2x\x1b[201~z\x1b[200~b\x1b[201~\r";
  const merge = (pieces: InputPiece[]) =>
    pieces.reduce<InputPiece[]>((merged, piece) => {
      const last = merged.at(-1);
      return last?.kind === "typed" && piece.kind === "typed"
        ? [...merged.slice(0, -1), { kind: "typed", text: last.text + piece.text }]
        : [...merged, piece];
    }, []);
  // A cut right behind ESC or ESC [ of a first mark cannot be told from those keys.
  const cut = fc.integer({ min: 1, max: text.length - 1 })
    .filter((at) => !["\x1b", "\x1b["].some((end) => text.slice(0, at).endsWith(end)));
  fc.assert(fc.property(fc.uniqueArray(cut), (cuts) => {
    const ends = [...cuts.sort((one, other) => one - other), text.length];
    const chunks = ends.map((end, index) => text.slice(index === 0 ? 0 : ends[index - 1], end));
    assert.deepEqual(merge(split(...chunks)), merge(split(text)));
  }));
});
