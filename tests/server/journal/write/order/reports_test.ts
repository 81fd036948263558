/** Reports are made once, and resolved by those who did not write what they are about. */
import assert from "node:assert/strict";
import { ALICE, BOB, by, CAROL, JournalStage } from "../../../../support/journal_stage.ts";

Deno.test("report is made once for each message, and never about oneself", () => {
  using stage = new JournalStage();
  const message = stage.says(BOB, "rude");
  const reporting = { message, reason: "" };
  assert.equal(stage.refuses("report", { ...by(BOB), ...reporting }), "no_right");
  const { report } = stage.does("report", { ...by(CAROL), ...reporting });
  assert.equal(stage.does("report", { ...by(CAROL), ...reporting }).report, report);
  const resolving = { report, note: "seen" };
  assert.equal(stage.refuses("resolve_report", { ...by(BOB), ...resolving }), "no_such_report");
  assert.equal(stage.does("resolve_report", { ...by(ALICE), ...resolving }).reporter, CAROL);
  assert.equal(stage.refuses("resolve_report", { ...by(ALICE), ...resolving }), "no_such_report");
});

Deno.test("report is slowed down after twenty within an hour", () => {
  using stage = new JournalStage();
  const messages = Array.from({ length: 21 }, (_, count) => stage.says(BOB, `${count}`));
  for (const message of messages.slice(0, 20)) {
    stage.does("report", { ...by(CAROL), message, reason: "" });
  }
  const last = { ...by(CAROL), message: messages[20] ?? 0, reason: "" };
  assert.equal(stage.refuses("report", last), "slow_down");
  stage.timeMs += 60 * 60 * 1_000;
  stage.does("report", last);
});
