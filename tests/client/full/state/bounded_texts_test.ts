import assert from "node:assert/strict";
import { withBoundedTexts } from "../../../../client/full/state/bounded_texts.ts";
import { bufferKey, bufferOf } from "../../../../client/full/state/buffers.ts";
import { Player } from "../support/player.ts";

const GENERAL = bufferKey("s1", { room: "general" });
const OPS = bufferKey("s1", { room: "ops" });

/** `#general` is looked at; both rooms have texts of ten characters. */
function started({ general, ops }: { general: number; ops: number }): Player {
  const player = new Player();
  let id = 0;
  for (const [room, count] of [["general", general], ["ops", ops]] as const) {
    for (let index = 0; index < count; index++) {
      id += 1;
      const message = {
        id,
        from: "bob",
        text: "0123456789",
        time: "2026-11-20T17:00:00.000Z",
        room,
      };
      player.news({ kind: "message", message, quoted: undefined, isReplayed: false });
    }
  }
  return player;
}

function counts({ state }: Player, most: number, key: string): number[] {
  const bounded = withBoundedTexts(state, key, most);
  return [GENERAL, OPS].map((each) => bufferOf(bounded, each)?.entries.length ?? 0);
}

Deno.test("withBoundedTexts() leaves everything as it is within the bound", () => {
  const player = started({ general: 3, ops: 3 });
  assert.equal(withBoundedTexts(player.state, GENERAL, 1_000), player.state);
});

Deno.test("withBoundedTexts() has those forget that nobody looks at, who fetch it again then", () => {
  const player = started({ general: 4, ops: 8 });
  assert.deepEqual(counts(player, 60, GENERAL), [4, 0]);
  const ops = bufferOf(withBoundedTexts(player.state, GENERAL, 60), OPS);
  assert.deepEqual([ops?.isLoaded, ops?.hasOlder], [false, true]);
});

Deno.test("withBoundedTexts() halves the buffer that has grown, and keeps its last message", () => {
  const player = started({ general: 8, ops: 0 });
  assert.deepEqual(counts(player, 60, GENERAL), [4, 0]);
  assert.deepEqual(counts(player, 1, GENERAL), [1, 0]);
  const general = bufferOf(withBoundedTexts(player.state, GENERAL, 1), GENERAL);
  assert.deepEqual([general?.entries[0]?.id, general?.hasOlder], [8, true]);
});

Deno.test("reduce() keeps the texts of a server within a bound that sends long ones", () => {
  const player = new Player();
  const text = "x".repeat(1_000_000);
  for (let id = 1; id <= 100; id++) {
    const message = { id, from: `n${id % 9}`, to: "alice", text, time: "2026-11-20T17:00:00.000Z" };
    player.news({ kind: "message", message, quoted: undefined, isReplayed: false });
  }
  const kept = player.state.buffers.flatMap(({ entries }) => entries)
    .reduce((sum, entry) => sum + (entry.kind === "message" ? entry.message.text.length : 0), 0);
  assert.ok(kept <= 32 * 1_024 * 1_024, `${kept}`);
  assert.ok(kept > 0);
});

Deno.test("hasGrown() measures a longer list as measuring all of it would", () => {
  const player = started({ general: 1, ops: 8 });
  // Each of them has grown by one message at a time, from a list that was measured.
  assert.deepEqual(counts(player, 89, GENERAL), [1, 0]);
  assert.deepEqual(counts(player, 90, GENERAL), [1, 8]);
});
