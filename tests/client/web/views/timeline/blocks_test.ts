import assert from "node:assert/strict";
import type { Entry } from "../../../../../client/full/state/state.ts";
import { blocksOf } from "../../../../../client/web/views/timeline/blocks.ts";

const entries = (first: number, last: number): Entry[] =>
  Array.from({ length: last - first + 1 }, (_, index) => ({
    kind: "lines",
    id: first + index,
    sub: 0,
    timeMs: 0,
    lines: [],
    tone: "event",
  }));

Deno.test("blocksOf() cuts entries into blocks of 25, each with what is above it, the last whole", () => {
  const all = entries(1, 60);
  const blocks = blocksOf([], all);
  assert.deepEqual(blocks.map(({ entries }) => entries.length), [10, 25, 25]);
  assert.deepEqual(blocks.flatMap(({ entries }) => entries), all);
  assert.deepEqual(blocks.map(({ previous }) => previous?.id), [undefined, 10, 35]);
  assert.deepEqual(blocksOf([], []), []);
});

Deno.test("blocksOf() keeps all blocks but the last when a message comes", () => {
  const all = entries(1, 60);
  const before = blocksOf([], all);
  const more = blocksOf(before, [...all, ...entries(61, 61)]);
  assert.deepEqual(more.slice(0, 3), before);
  assert.equal(more[2], before[2]);
  assert.deepEqual(more[3]?.entries.map(({ id }) => id), [61]);
  const after = blocksOf(more, [...all, ...entries(61, 62)]);
  assert.equal(after[2], before[2]);
  assert.notEqual(after[3], more[3]);
  assert.equal(after[3]?.key, more[3]?.key);
});

Deno.test("blocksOf() keeps the blocks when older entries come, but for what is above the first", () => {
  const all = entries(51, 110);
  const before = blocksOf([], all);
  const after = blocksOf(before, [...entries(1, 50), ...all]);
  assert.deepEqual(after.map(({ entries }) => entries.length), [25, 25, 10, 25, 25]);
  assert.equal(after[3], before[1]);
  assert.equal(after[4], before[2]);
  assert.equal(after[2]?.key, before[0]?.key);
});

Deno.test("blocksOf() makes the block of a changed entry anew, and the one that it stands above", () => {
  const all = entries(1, 75);
  const before = blocksOf([], all);
  const after = blocksOf(before, all.with(24, { ...all[24] as Entry }));
  assert.notEqual(after[0], before[0]);
  assert.notEqual(after[1], before[1]);
  assert.equal(after[2], before[2]);
});

Deno.test("blocksOf() keeps what is left when the oldest or the newest are cut off", () => {
  const all = entries(1, 75);
  const before = blocksOf([], all);
  assert.equal(blocksOf(before, all.slice(0, 50))[1], before[1]);
  const cut = blocksOf(before, all.slice(20));
  assert.equal(cut.at(-1), before[2]);
  assert.deepEqual(cut.flatMap(({ entries }) => entries), all.slice(20));
});

Deno.test("blocksOf() leaves out what is above its first entry, but knows what it is", () => {
  const all = entries(1, 26);
  const [block] = blocksOf([], all, 1);
  assert.deepEqual(block?.entries, all.slice(1));
  assert.equal(block?.previous, all[0]);
});
