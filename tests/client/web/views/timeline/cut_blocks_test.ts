import assert from "node:assert/strict";
import { withMessages } from "../../../../../client/full/state/entries.ts";
import type { Entry, MessageEntry } from "../../../../../client/full/state/state.ts";
import { blocksOf } from "../../../../../client/web/views/timeline/blocks.ts";
import { cutBlocks, NO_BLOCKS } from "../../../../../client/web/views/timeline/cut_blocks.ts";

const message = (id: number): MessageEntry => ({
  kind: "message",
  id,
  sub: 0,
  timeMs: 0,
  message: { id, room: "general", from: "bob", text: `number ${id}`, time: "" },
  quoted: undefined,
  isOwn: false,
  isMention: false,
});

Deno.test("cutBlocks() makes the same of messages that come as of all of them together", () => {
  for (
    const { atOnce, count, first } of [
      { count: 1, first: 0, atOnce: 1 },
      { count: 24, first: 0, atOnce: 1 },
      { count: 25, first: 0, atOnce: 3 },
      { count: 60, first: 1, atOnce: 27 },
      { count: 80, first: 0, atOnce: 80 },
    ]
  ) {
    let entries: readonly Entry[] = Array.from({ length: count }, (_, index) => message(index + 1));
    let cut = cutBlocks(NO_BLOCKS, entries, first);
    for (let round = 0; round < 30; round++) {
      const before = cut;
      const blocks = [...cut.older, ...cut.last];
      for (let more = 0; more < atOnce; more++) {
        entries = withMessages(entries, [message(entries.length + 1)]);
      }
      cut = cutBlocks(cut, entries, first);
      assert.deepEqual([...cut.older, ...cut.last], blocksOf(blocks, entries, first));
      const same = before.older.every((block, index) => block === cut.older[index]);
      assert.ok(same, "what is further up stays the same");
    }
  }
});

Deno.test("cutBlocks() sees what changed further up while messages came", () => {
  const all = Array.from({ length: 60 }, (_, index) => message(index + 1));
  const before = cutBlocks(NO_BLOCKS, all, 0);
  const changed = all.with(3, { ...message(4), isMention: true });
  const after = cutBlocks(before, withMessages(changed, [message(61)]), 0);
  assert.notEqual(after.older[0], before.older[0]);
  assert.equal(after.older[2], before.last[0]);
  assert.equal(after.last[0]?.entries[0]?.id, 61);
});

Deno.test("cutBlocks() keeps both lists when nothing has changed", () => {
  const all = Array.from({ length: 60 }, (_, index) => message(index + 1));
  const before = cutBlocks(NO_BLOCKS, all, 0);
  const after = cutBlocks(before, [...all], 0);
  assert.equal(after.older, before.older);
  assert.equal(after.last, before.last);
});
