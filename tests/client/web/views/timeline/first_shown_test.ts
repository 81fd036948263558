import assert from "node:assert/strict";
import type { Entry } from "../../../../../client/full/state/state.ts";
import type { Block } from "../../../../../client/web/views/timeline/blocks.ts";
import { firstShown } from "../../../../../client/web/views/timeline/first_shown.ts";

/** Blocks that begin with these ids. */
const blocks = (...ids: number[]): Block[] =>
  ids.map((id) => ({ key: `${id}.0`, previous: undefined, entries: [{ id } as Entry] }));

Deno.test("firstShown() begins with as few as are needed, and goes on where it was", () => {
  const some = { least: 1, isAll: false };
  assert.equal(firstShown([], Infinity, some), 0);
  assert.equal(firstShown(blocks(1, 51, 101), Infinity, some), 2);
  assert.equal(firstShown(blocks(1, 51, 101), Infinity, { ...some, least: 0 }), 3);
  assert.equal(firstShown(blocks(1, 51, 101), 51, some), 1);
  assert.equal(firstShown(blocks(1, 51, 101), Infinity, { ...some, isAll: true }), 0);
});

Deno.test("firstShown() keeps what is shown when blocks come below or lose their oldest entries", () => {
  const some = { least: 0, isAll: false };
  assert.equal(firstShown(blocks(1, 51, 101, 151), 1, some), 0);
  assert.equal(firstShown(blocks(20, 51, 101), 1, some), 0);
  assert.equal(firstShown(blocks(1, 51, 101, 151), 101, some), 2);
});
