/** Sessions are opened by who has proved the password, and there are only so many. */
import assert from "node:assert/strict";
import { GUEST } from "../../../../../server/journal/actors.ts";
import type { FieldsOf } from "../../../../../server/journal/entries.ts";
import { BOB, by, JournalStage } from "../../../../support/journal_stage.ts";

function opening(number: number): FieldsOf<"open_session"> {
  return {
    ...by(BOB),
    clockMs: 0,
    provedPassword: "-",
    rehashedPassword: undefined,
    newPassword: undefined,
    code: undefined,
    tokenHash: new Uint8Array([number, 1]),
    device: "",
  };
}

Deno.test("open_session takes the place of the session that was not used longest", () => {
  using stage = new JournalStage();
  for (let number = 1; number < 100; number++) {
    stage.timeMs += 1;
    assert.deepEqual(stage.does("open_session", opening(number)).displaced, []);
  }
  assert.deepEqual(stage.does("open_session", opening(100)).displaced, [2], "the one of register");
});

Deno.test("resume_session goes by the clock, not by a journal that is ahead of it", () => {
  using stage = new JournalStage();
  const tokenHash = new TextEncoder().encode("bob");
  const resuming = { actor: GUEST, tokenHash, address: "", device: "" };
  const usedMs = stage.timeMs;
  const DAY_MS = 24 * 60 * 60 * 1_000;
  const late = { ...resuming, clockMs: usedMs + 91 * DAY_MS };
  assert.equal(stage.refuses("resume_session", late), "bad_credentials");
  stage.timeMs += 200 * DAY_MS;
  assert.equal(stage.does("resume_session", { ...resuming, clockMs: usedMs }).id, BOB);
});

Deno.test("open_session demands another password where one must be chosen", () => {
  using stage = new JournalStage();
  stage.does("reset_password", { ...by(1), username: "bob" });
  assert.equal(stage.refuses("open_session", opening(1)), "password_change_required");
  stage.does("open_session", { ...opening(1), newPassword: "+" });
  assert.equal(stage.row("SELECT password FROM accounts WHERE id = 2")?.["password"], "+");
});
