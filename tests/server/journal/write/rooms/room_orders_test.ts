/** Kicks, slow rooms and locked rooms. */
import assert from "node:assert/strict";
import { ALICE, BOB, by, CAROL, JournalStage, saying } from "../../../../support/journal_stage.ts";

Deno.test("kick removes members from a room, and says who was none", () => {
  using stage = new JournalStage();
  const kick = { ...by(ALICE), username: "bob", room: "general", reason: "" };
  assert.equal(stage.does("kick", kick).target.id, BOB);
  assert.equal(stage.refuses("kick", kick), "not_a_member");
  assert.equal(stage.refuses("kick", { ...kick, ...by(CAROL), username: "alice" }), "no_right");
});

Deno.test("slow has members wait, and not those who moderate", () => {
  using stage = new JournalStage();
  stage.does("slow", { ...by(ALICE), room: "general", seconds: 10 });
  stage.says(BOB, "one");
  stage.timeMs += 9_999;
  assert.equal(stage.refuses("say_room", saying(BOB, "two")), "slow_down");
  stage.timeMs += 1;
  stage.says(BOB, "two");
  stage.says(ALICE, "three");
  stage.says(ALICE, "four");
});

Deno.test("lock is news once", () => {
  using stage = new JournalStage();
  const locking = { ...by(ALICE), room: "general", locked: true };
  assert.equal(stage.does("lock", locking).changed.locked, true);
  assert.deepEqual(stage.does("lock", locking).changed, {});
  assert.equal(stage.refuses("say_room", saying(BOB, "hi")), "read_only");
});
