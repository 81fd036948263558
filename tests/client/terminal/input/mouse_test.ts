import assert from "node:assert/strict";
import { InputParser } from "../../../../client/terminal/input/input_parser.ts";
import type { Key } from "../../../../client/terminal/input/key.ts";
import { KeyReader } from "../../../../client/terminal/input/key_reader.ts";

const encoder = new TextEncoder();

function keysOf(...pieces: readonly string[]): Key[] {
  const parser = new InputParser();
  return pieces.flatMap((piece) => parser.push(encoder.encode(piece)));
}

/** `click 4,9` for row 4 and column 9. */
function told({ at, name }: Key): string {
  return at === undefined ? name : `${name} ${at.row},${at.column}`;
}

Deno.test("InputParser.push() tells where the mouse was clicked and the wheel turned", () => {
  assert.deepEqual(keysOf("\x1b[<0;10;5M\x1b[<0;10;5ma").map(told), ["click 4,9", "a"]);
  assert.deepEqual(
    keysOf("\x1b[<64;1;1M\x1b[<65;400;100M\x1b[<80;2;1M").map(told),
    ["wheelup 0,0", "wheeldown 99,399", "wheelup 0,1"],
  );
});

Deno.test("InputParser.push() takes a report of the mouse wherever it is cut", () => {
  const report = "\x1b[<0;10;5M";
  for (let cut = 1; cut < report.length; cut++) {
    assert.deepEqual(keysOf(report.slice(0, cut), report.slice(cut)).map(told), ["click 4,9"]);
  }
});

Deno.test("InputParser.push() makes nothing of other buttons, motion, and what is no report", () => {
  const reports = [
    ...["1;1;1", "2;1;1", "32;1;1", "35;1;1", "4;1;1", "8;1;1", "16;1;1", "66;1;1", "96;1;1"],
    ...["128;1;1", "0;0;1", "0;1;0", "0;1", "0;1;1;1", "0;99999;1", "9999;1;1", "", "0;1:2;1"],
    ...[`0;1;${"1".repeat(5_000)}`, "-1;1;1"],
  ];
  for (const report of reports) {
    assert.deepEqual(keysOf(`\x1b[<${report}Mx`).map(told), ["x"], report.slice(0, 20));
  }
});

Deno.test("KeyReader.next() leaves the mouse out for those who know none", async () => {
  const read = (hasWheel: boolean) => {
    const input = [encoder.encode("\x1b[<0;10;5M\x1b[<64;1;1Mx")];
    return new KeyReader({
      read: (buffer) => {
        const bytes = input.shift();
        if (bytes === undefined) return Promise.resolve(null);
        buffer.set(bytes);
        return Promise.resolve(bytes.length);
      },
      keep: () => false,
      hasWheel,
    }).next();
  };
  assert.equal((await read(false))?.name, "x");
  assert.equal((await read(true))?.name, "click");
});
