import assert from "node:assert/strict";
import { copySequence, MAX_COPIED_BYTES } from "../../../../client/full/sequences/clipboard.ts";

function copied(text: string, variables: Record<string, string> = {}): string | undefined {
  return copySequence(text, (name) => variables[name]);
}

Deno.test("copySequence() carries the text as base64 of its UTF-8", () => {
  assert.equal(copied("hé\x07"), "\x1b]52;c;aMOpBw==\x07");
});

Deno.test("copySequence() tries both ways of tmux", () => {
  assert.equal(
    copied("a", { TMUX: "/tmp/x" }),
    "\x1b]52;c;YQ==\x07\x1bPtmux;\x1b\x1b]52;c;YQ==\x07\x1b\\",
  );
});

Deno.test("copySequence() hands a long text to screen in pieces", () => {
  const sequence = copied("a".repeat(1_000), { STY: "1" }) ?? "";
  const pieces = sequence.split("\x1b\\").slice(0, -1);
  assert.ok(pieces.length === 3 && pieces.every((piece) => piece.startsWith("\x1bP")));
  assert.equal(pieces.map((piece) => piece.slice(2)).join(""), copied("a".repeat(1_000)));
});

Deno.test("copySequence() refuses what terminals would not take", () => {
  assert.notEqual(copied("a".repeat(MAX_COPIED_BYTES)), undefined);
  assert.equal(copied("é".repeat(MAX_COPIED_BYTES)), undefined);
});
