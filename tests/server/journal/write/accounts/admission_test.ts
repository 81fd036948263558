/** Who may make an account is asked in the entry that makes it. */
import assert from "node:assert/strict";
import { SERVER } from "../../../../../server/journal/actors.ts";
import { ALICE, BOB, by, JournalStage, registering } from "../../../../support/journal_stage.ts";

Deno.test("register uses an invite up, and nobody comes in by one that was revoked", () => {
  using stage = new JournalStage();
  stage.does("set_registration", { ...by(ALICE), mode: "invite", seconds: undefined });
  stage.does("add_invite", { ...by(ALICE), code: "CODE", uses: 1, seconds: undefined });
  assert.equal(stage.refuses("register", registering("dave")), "bad_invite");
  stage.register("dave", "CODE");
  assert.equal(stage.refuses("register", registering("eve", "CODE")), "bad_invite");
  stage.does("add_invite", { ...by(ALICE), code: "MORE", uses: 5, seconds: undefined });
  stage.does("revoke_invite", { ...by(ALICE), code: "MORE" });
  assert.equal(stage.refuses("register", registering("eve", "MORE")), "bad_invite");
});

Deno.test("end_registration ends what held for a time, and nothing before that", () => {
  using stage = new JournalStage();
  stage.does("set_registration", { ...by(ALICE), mode: "closed", seconds: 60 });
  const ending = { actor: SERVER };
  assert.equal(stage.does("end_registration", ending).meanwhile?.mode, "closed");
  assert.equal(stage.refuses("register", registering("dave")), "registration_closed");
  stage.timeMs += 60_000;
  assert.deepEqual(stage.does("end_registration", ending), { mode: "open" });
  stage.register("dave");
});

Deno.test("set_registration is for those who may", () => {
  using stage = new JournalStage();
  const closing = { ...by(BOB), mode: "closed", seconds: undefined } as const;
  assert.equal(stage.refuses("set_registration", closing), "no_right");
});
