/** Second factors are enabled by a code, and each code is good for once. */
import assert from "node:assert/strict";
import { hashToken } from "../../../../../server/accounts/tokens.ts";
import { codeAt } from "../../../../../server/accounts/totp.ts";
import { normalizeTypedCode } from "../../../../../server/accounts/typed_code.ts";
import { ALICE, BOB, by, JournalStage } from "../../../../support/journal_stage.ts";

const SECRET = new Uint8Array(20).fill(3);
const RECOVERY = normalizeTypedCode("aaaa-bbbb-cccc");

function enable(stage: JournalStage): void {
  stage.does("offer_second_factor", { actor: BOB, secret: SECRET });
  stage.does("enable_second_factor", {
    ...by(BOB),
    clockMs: 30_000,
    code: codeAt(SECRET, 1),
    recoveryCodeHashes: [hashToken(RECOVERY)],
  });
}

function login(code: string | undefined, clockMs = 60_000) {
  const tokenHash = new Uint8Array([clockMs % 251, code?.length ?? 0, 9]);
  const passwords = { provedPassword: "-", rehashedPassword: undefined, newPassword: undefined };
  return { ...by(BOB), ...passwords, clockMs, code, tokenHash, device: "" };
}

Deno.test("open_session takes each code once, and goes by the clock that made it", () => {
  using stage = new JournalStage();
  enable(stage);
  assert.equal(stage.refuses("open_session", login(undefined)), "code_required");
  assert.equal(stage.refuses("open_session", login(codeAt(SECRET, 1))), "bad_code");
  stage.does("open_session", login(codeAt(SECRET, 2)));
  assert.equal(stage.refuses("open_session", login(codeAt(SECRET, 2))), "bad_code");
});

Deno.test("open_session takes a recovery code once, and says how many are left", () => {
  using stage = new JournalStage();
  enable(stage);
  assert.equal(stage.does("open_session", login(RECOVERY)).recoveryCodesLeft, 0);
  assert.equal(stage.refuses("open_session", login(RECOVERY)), "bad_code");
});

Deno.test("reset_second_factor acts on lower roles only", () => {
  using stage = new JournalStage();
  enable(stage);
  assert.equal(stage.refuses("reset_second_factor", { ...by(BOB), username: "alice" }), "no_right");
  assert.deepEqual(stage.does("reset_second_factor", { ...by(ALICE), username: "bob" }), {
    account: BOB,
    username: "bob",
    by: "alice",
  });
});
