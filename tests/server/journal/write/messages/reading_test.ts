/** How far somebody has read. */
import assert from "node:assert/strict";
import { ALICE, BOB, JournalStage } from "../../../../support/journal_stage.ts";

Deno.test("mark_read counts what is left, and goes no further than the last id", () => {
  using stage = new JournalStage();
  const first = stage.says(BOB, "one");
  stage.says(BOB, "@alice two");
  const marking = { actor: ALICE, place: { room: "general" } };
  const after = stage.does("mark_read", { ...marking, id: first });
  assert.deepEqual([after.unread, after.mentions], [1, 1]);
  assert.equal(stage.does("mark_read", { ...marking, id: 9_999 }).id, stage.writer.lastId);
  const nowhere = { actor: ALICE, place: { room: "nowhere" }, id: 1 };
  assert.equal(stage.refuses("mark_read", nowhere), "no_such_room");
});
