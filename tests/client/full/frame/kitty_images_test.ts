// deno-lint-ignore-file no-control-regex -- sequences are what is tested
import assert from "node:assert/strict";
import type { Frame } from "../../../../client/full/frame/frame.ts";
import { frameChange } from "../../../../client/full/frame/frame_writer.ts";
import { kittyChange } from "../../../../client/full/frame/kitty_images.ts";
import type { Drawing } from "../../../../client/theme/drawing.ts";
import { blank, type Row } from "../../../../client/theme/styled.ts";

const KITTY: Drawing = {
  id: 1,
  graphics: "kitty",
  columns: 4,
  rows: 3,
  cell: { width: 10, height: 20 },
  parts: ["AAAA".repeat(2_000)],
};
const ID = 0x63_68_00_01;

/** A frame of five rows in which so many rows of a drawing are seen, the first of them at `top`. */
function frameWith(drawing: Drawing, { first = 0, rows = 3, top = 1 } = {}): Frame {
  const content = Array.from({ length: 5 }, (_, index): Row => {
    const row = first + index - top;
    const isThere = index >= top && index < top + rows;
    return isThere
      ? [blank(2), blank(4, { codes: "", strip: { drawing, row } }), blank(4)]
      : [blank(10)];
  });
  return { columns: 10, rows: 5, content };
}

/** The commands in an output, without their data. */
function commandsIn(output: string): string[] {
  return [...output.matchAll(/\x1b_G([^;\x1b]*)/g)].map(([, command = ""]) => command);
}

Deno.test("kittyChange() hands an image over once and places each of its rows", () => {
  const output = kittyChange(frameWith(KITTY), undefined);
  assert.deepEqual(commandsIn(output), [
    `a=t,f=100,i=${ID},q=2,m=1`,
    "m=0",
    `a=p,i=${ID},p=1,x=0,y=0,w=40,h=20,c=4,r=1,C=1,q=2`,
    `a=p,i=${ID},p=2,x=0,y=20,w=40,h=20,c=4,r=1,C=1,q=2`,
    `a=p,i=${ID},p=3,x=0,y=40,w=40,h=20,c=4,r=1,C=1,q=2`,
  ]);
  assert.match(output, /\x1b\[2;3H\x1b_Ga=p,.*\x1b\[3;3H\x1b_Ga=p,.*\x1b\[4;3H\x1b_Ga=p,/s);
});

Deno.test("kittyChange() moves what is scrolled, takes away what is cut off, and forgets what is gone", () => {
  const before = frameWith(KITTY);
  assert.equal(kittyChange(frameWith(KITTY), before), "");
  const scrolled = frameWith(KITTY, { first: 1, rows: 2, top: 0 });
  const output = kittyChange(scrolled, before);
  const [gone, ...moved] = commandsIn(output);
  assert.equal(gone, `a=d,d=i,i=${ID},p=1,q=2`);
  assert.deepEqual(moved.map((command) => command.slice(0, 20)), [
    `a=p,i=${ID},p=2`.slice(0, 20),
    `a=p,i=${ID},p=3`.slice(0, 20),
  ]);
  assert.doesNotMatch(output, /a=t/);
  const empty: Frame = {
    columns: 10,
    rows: 5,
    content: Array.from({ length: 5 }, () => [blank(10)]),
  };
  assert.deepEqual(commandsIn(kittyChange(empty, scrolled)), [`a=d,d=I,i=${ID},q=2`]);
});

Deno.test("frameChange() draws images of other terminals with the row that they are in", () => {
  const drawing: Drawing = { ...KITTY, graphics: "iterm", parts: ["ONE=", "TWO=", "THREE="] };
  const begin = "\x1b]1337;File=inline=1;width=4;height=1;preserveAspectRatio=0:";
  const cellsOf = () => [];
  const before = frameWith(drawing);
  const all = frameChange(before, undefined, { cellsOf });
  assert.ok(all.includes(`\x1b[3;3H${begin}TWO=\x07\x1b[3;7H`));
  const shorter = frameWith(drawing, { rows: 2 });
  const change = frameChange(shorter, before, { cellsOf });
  // The row that is not there any more becomes blank; the others stay as they are.
  assert.match(change, /\x1b\[4;1H/);
  assert.ok(!change.includes("1337"));
  const sixel: Drawing = {
    ...KITTY,
    graphics: "sixel",
    parts: ["\x1bPq1\x1b\\", "\x1bPq2\x1b\\", ""],
  };
  assert.ok(
    frameChange(frameWith(sixel), undefined, { cellsOf }).includes(
      "\x1b[2;3H\x1bPq1\x1b\\\x1b[2;7H",
    ),
  );
});

Deno.test("frameChange() takes images away where it draws everything", () => {
  const clearing = "\x1b_Ga=d,d=A,q=2\x1b\\";
  const output = frameChange(frameWith(KITTY), undefined, { cellsOf: () => [], clearing });
  assert.ok(output.indexOf(clearing) < output.indexOf("\x1b[2J"));
  assert.ok(output.indexOf("\x1b[2J") < output.indexOf("a=t"));
});
