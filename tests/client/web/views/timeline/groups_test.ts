import assert from "node:assert/strict";
import fc from "fast-check";
import type { Block } from "../../../../../client/web/views/timeline/blocks.ts";
import {
  type Group,
  GROUP_BLOCKS,
  groupsOf,
} from "../../../../../client/web/views/timeline/groups.ts";

const block = (key: number): Block => ({ key: `${key}`, entries: [], previous: undefined });
const blocks = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => block(first + index));
const shape = (groups: readonly Group[]) => groups.map(({ blocks }) => blocks.length);

Deno.test("groupsOf() gathers blocks, and keeps all groups but the last when it grows", () => {
  const all = blocks(1, 20);
  const groups = groupsOf([], all);
  assert.deepEqual(shape(groups), [8, 8, 4]);
  assert.equal(groupsOf(groups, [...all]), groups);
  const grown = groupsOf(groups, [...all.slice(0, -1), block(20), block(21)]);
  assert.deepEqual(shape(grown), [8, 8, 5]);
  assert.equal(grown[0], groups[0]);
  assert.equal(grown[1], groups[1]);
  assert.equal(grown[2]?.key, groups[2]?.key);
});

Deno.test("groupsOf() begins another group behind one that is full", () => {
  const all = blocks(1, GROUP_BLOCKS);
  const groups = groupsOf([], all);
  const more = groupsOf(groups, [...all, block(GROUP_BLOCKS + 1)]);
  assert.equal(more[0], groups[0]);
  assert.deepEqual(shape(more), [GROUP_BLOCKS, 1]);
});

Deno.test("groupsOf() lets older blocks join the first group, and then makes new ones above", () => {
  const last = blocks(20, 22);
  const groups = groupsOf([], last);
  const joined = groupsOf(groups, [...blocks(16, 19), ...last]);
  assert.deepEqual(shape(joined), [7]);
  assert.equal(joined[0]?.key, groups[0]?.key);
  assert.deepEqual(shape(groupsOf(groups, [...blocks(10, 19), ...last])), [5, 8]);
});

Deno.test("groupsOf() never moves a block, loses none and has every key once, whatever comes and goes", () => {
  const step = fc.record({
    from: fc.integer({ min: 0, max: 60 }),
    count: fc.integer({ min: 0, max: 60 }),
    without: fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 5 }),
    changed: fc.array(fc.integer({ min: 0, max: 120 }), { maxLength: 3 }),
  });
  fc.assert(fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
    const known = new Map<number, Block>();
    let groups: readonly Group[] = [];
    for (const { changed, count, from, without } of steps) {
      for (const key of changed) known.delete(key);
      const now: Block[] = [];
      for (let key = from; key < from + count; key++) {
        if (without.includes(key)) continue;
        const one = known.get(key) ?? block(key);
        known.set(key, one);
        now.push(one);
      }
      const next = groupsOf(groups, now);
      assert.deepEqual(next.flatMap(({ blocks }) => blocks), now);
      assert.equal(new Set(next.map(({ key }) => key)).size, next.length);
      const before = placesIn(groups);
      for (const [key, group] of placesIn(next)) {
        if (before.has(key)) assert.equal(group, before.get(key));
      }
      assert.ok(next.every(({ blocks }) => blocks.length > 0));
      groups = next;
    }
  }));
});

/** In which group each block is. */
function placesIn(groups: readonly Group[]): Map<string, string> {
  return new Map(groups.flatMap(({ blocks, key }) => blocks.map((one) => [one.key, key])));
}
