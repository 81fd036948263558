/** Whoever guesses at a second factor has few guesses, wherever and whenever they are made. */
import assert from "node:assert/strict";
import { hashToken } from "../../../../../server/accounts/tokens.ts";
import { codeAt } from "../../../../../server/accounts/totp.ts";
import { normalizeTypedCode } from "../../../../../server/accounts/typed_code.ts";
import { ALICE, BOB, by, JournalStage } from "../../../../support/journal_stage.ts";

const SECRET = new Uint8Array(20).fill(3);
const RECOVERY = ["aaaa-bbbb-cccc", "dddd-eeee-ffff"].map(normalizeTypedCode);
const MINUTE_MS = 60_000;

function enable(stage: JournalStage, account = BOB): void {
  stage.does("offer_second_factor", { actor: account, secret: SECRET });
  stage.does("enable_second_factor", {
    ...by(account),
    clockMs: 30_000,
    code: codeAt(SECRET, 1),
    recoveryCodeHashes: RECOVERY.map(hashToken),
  });
}

let tokens = 0;

function login(code: string, codePlace: string | undefined = "", account = BOB) {
  tokens += 1;
  const passwords = { provedPassword: "-", rehashedPassword: undefined, newPassword: undefined };
  const tokenHash = new TextEncoder().encode(`token ${tokens}`);
  const at = { clockMs: 60_000, code, codePlace, tokenHash, device: "" };
  return { ...by(account), ...passwords, ...at };
}

/** A code of a step that the clock of these logins is far from. */
const WRONG = codeAt(SECRET, 50);

/** How many of so many wrong codes at one moment are looked at. */
function lookedAt(stage: JournalStage, count: number, place: string | undefined = ""): number {
  const codes = Array.from(
    { length: count },
    () => stage.refuses("open_session", login(WRONG, place)),
  );
  const looked = codes.filter((code) => code === "bad_code").length;
  const others = codes.filter((code) => code === "slow_down").length;
  assert.equal(looked + others, count, codes.join(" "));
  return looked;
}

Deno.test("open_session looks at ten wrong codes, then at one every two minutes", () => {
  using stage = new JournalStage();
  enable(stage);
  assert.equal(lookedAt(stage, 50), 10);
  stage.timeMs += 2 * MINUTE_MS - 1;
  assert.equal(lookedAt(stage, 5), 0);
  stage.timeMs += 1;
  assert.equal(lookedAt(stage, 5), 1);
  stage.timeMs += 1_000 * MINUTE_MS;
  assert.equal(lookedAt(stage, 50), 10);
});

Deno.test("open_session says how long somebody has to wait who has guessed too often", () => {
  using stage = new JournalStage();
  enable(stage);
  lookedAt(stage, 10);
  stage.timeMs += MINUTE_MS;
  const entry = { ...login(WRONG), kind: "open_session" as const, timeMs: stage.timeMs };
  const [outcome] = stage.writer.commit([entry]).outcomes;
  assert.ok(outcome !== undefined && "refused" in outcome);
  assert.equal(outcome.retryAfterSeconds, 60);
});

Deno.test("open_session refuses the right code, too, of whoever has guessed too often", () => {
  using stage = new JournalStage();
  enable(stage);
  lookedAt(stage, 10);
  assert.equal(stage.refuses("open_session", login(codeAt(SECRET, 2))), "slow_down");
});

Deno.test("open_session always looks at recovery codes, and at the codes of other accounts", () => {
  using stage = new JournalStage();
  enable(stage);
  enable(stage, ALICE);
  lookedAt(stage, 10);
  assert.equal(stage.refuses("open_session", login("zzzz-zzzz-zzzz")), "bad_code");
  stage.does("open_session", login(codeAt(SECRET, 2), "", ALICE));
  stage.does("open_session", login(RECOVERY[0] ?? ""));
  assert.equal(lookedAt(stage, 20), 10, "whoever has one gets the guesses back");
});

Deno.test("open_session counts a place where the account was used before for itself", () => {
  using stage = new JournalStage();
  enable(stage);
  assert.equal(lookedAt(stage, 20), 10);
  assert.equal(lookedAt(stage, 20, "192.0.2.1"), 10);
  assert.equal(stage.refuses("open_session", login(WRONG, "192.0.2.2")), "bad_code");
  // A right one gives nothing back to others.
  stage.does("open_session", login(codeAt(SECRET, 2), "192.0.2.2"));
  assert.equal(lookedAt(stage, 20, "192.0.2.1"), 0);
});

Deno.test("open_session counts places together when an account has too many", () => {
  using stage = new JournalStage();
  enable(stage);
  for (let place = 0; place < 1_000; place++) lookedAt(stage, 1, `192.0.2.${place}`);
  const rows = stage.row("SELECT count(*) AS count FROM wrong_codes");
  assert.equal(rows?.["count"], 17);
  assert.equal(lookedAt(stage, 1), 0);
  stage.timeMs += 100 * MINUTE_MS;
  lookedAt(stage, 1, "198.51.100.1");
  assert.equal(stage.row("SELECT count(*) AS count FROM wrong_codes")?.["count"], 1);
});

Deno.test("open_session counts nothing where it is not told from where a code comes", () => {
  using stage = new JournalStage();
  enable(stage);
  const uncounted = { ...login(WRONG), codePlace: undefined };
  for (let attempt = 0; attempt < 30; attempt++) {
    assert.equal(stage.refuses("open_session", uncounted), "bad_code");
  }
  assert.equal(stage.row("SELECT * FROM wrong_codes"), undefined);
});

Deno.test("disable_second_factor counts wrong codes, and nothing is left of them with the factor", () => {
  using stage = new JournalStage();
  enable(stage);
  const fields = { ...by(BOB), clockMs: 60_000, codePlace: "192.0.2.1" };
  for (let attempt = 0; attempt < 9; attempt++) {
    assert.equal(stage.refuses("disable_second_factor", { ...fields, code: WRONG }), "bad_code");
  }
  assert.equal(lookedAt(stage, 5, "192.0.2.1"), 1);
  assert.equal(stage.refuses("disable_second_factor", { ...fields, code: WRONG }), "slow_down");
  stage.does("disable_second_factor", { ...fields, code: RECOVERY[0] ?? "" });
  assert.equal(stage.row("SELECT * FROM wrong_codes"), undefined);
});
