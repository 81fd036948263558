/** Filters act from their entry on, and nobody learns of those that are not theirs. */
import assert from "node:assert/strict";
import { ALICE, BOB, by, JournalStage, saying } from "../../../../support/journal_stage.ts";

const rule = { match: "word", pattern: "darn", does: "refuse", room: undefined } as const;

Deno.test("filter and unfilter act from that entry on, and not on the staff", () => {
  using stage = new JournalStage();
  const { filter } = stage.does("filter", { ...by(ALICE), ...rule });
  assert.equal(stage.refuses("say_room", saying(BOB, "Darn!")), "filtered");
  stage.says(ALICE, "darn");
  assert.equal(stage.refuses("unfilter", { ...by(BOB), filter }), "no_such_filter");
  stage.does("unfilter", { ...by(ALICE), filter });
  stage.says(BOB, "darn");
});

Deno.test("filter gives one that is there something else to do", () => {
  using stage = new JournalStage();
  const { filter } = stage.does("filter", { ...by(ALICE), ...rule });
  assert.equal(stage.does("filter", { ...by(ALICE), ...rule, does: "mask" }).filter, filter);
  const { masked } = stage.does("say_room", saying(BOB, "darn it"));
  assert.equal(masked?.text, "**** it");
});
