import assert from "node:assert/strict";
import {
  codeAt,
  isTotpCode,
  makeSecret,
  matchingStep,
  otpauthUri,
  stepAt,
  toBase32,
} from "../../../server/accounts/totp.ts";

/** The secret of RFC 4226, appendix D, and RFC 6238, appendix B. */
const SECRET = new TextEncoder().encode("12345678901234567890");

Deno.test("codeAt() answers the values of RFC 4226, appendix D", () => {
  const codes = Array.from({ length: 10 }, (_, step) => codeAt(SECRET, step));
  assert.deepEqual(codes, [
    "755224",
    "287082",
    "359152",
    "969429",
    "338314",
    "254676",
    "287922",
    "162583",
    "399871",
    "520489",
  ]);
});

Deno.test("codeAt() answers the last six digits of RFC 6238, appendix B", () => {
  const times = [59, 1_111_111_109, 1_111_111_111, 1_234_567_890, 2_000_000_000, 20_000_000_000];
  const codes = times.map((seconds) => codeAt(SECRET, stepAt(seconds * 1_000)));
  assert.deepEqual(codes, ["287082", "081804", "050471", "005924", "279037", "353130"]);
});

Deno.test("matchingStep() takes the code of one step before and after, and no further", () => {
  const nowMs = 1_234_567_890_000;
  const current = stepAt(nowMs);
  const taken = [-2, -1, 0, 1, 2].filter((away) =>
    matchingStep(SECRET, codeAt(SECRET, current + away), { nowMs, lastStep: 0 }) === current + away
  );
  assert.deepEqual(taken, [-1, 0, 1]);
});

Deno.test("matchingStep() takes nothing of a step that was used, or of one before it", () => {
  const nowMs = 1_234_567_890_000;
  const step = stepAt(nowMs);
  const options = { nowMs, lastStep: step };
  assert.equal(matchingStep(SECRET, codeAt(SECRET, step), options), undefined);
  assert.equal(matchingStep(SECRET, codeAt(SECRET, step - 1), options), undefined);
  assert.equal(matchingStep(SECRET, codeAt(SECRET, step + 1), options), step + 1);
});

Deno.test("matchingStep() takes a code with spaces, as applications show it", () => {
  const nowMs = 59_000;
  assert.equal(matchingStep(SECRET, " 287 082 ", { nowMs, lastStep: 0 }), 1);
  assert.equal(matchingStep(SECRET, "", { nowMs, lastStep: 0 }), undefined);
});

Deno.test("isTotpCode() tells codes from recovery codes", () => {
  assert.ok(isTotpCode("123456") && isTotpCode("123 456"));
  assert.ok(!isTotpCode("7KQ2-AAAA-BBBB-CCCC") && !isTotpCode("12345") && !isTotpCode(""));
});

Deno.test("toBase32() answers the values of RFC 4648, section 10, without padding", () => {
  const texts = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
  assert.deepEqual(texts.map((text) => toBase32(new TextEncoder().encode(text))), [
    "",
    "MY",
    "MZXQ",
    "MZXW6",
    "MZXW6YQ",
    "MZXW6YTB",
    "MZXW6YTBOI",
  ]);
});

Deno.test("otpauthUri() names the server and the account, whatever they are called", () => {
  const secret = makeSecret((bytes) => bytes.fill(0xff));
  assert.equal(
    otpauthUri(secret, { issuer: "School & friends", username: "alice" }),
    "otpauth://totp/School%20%26%20friends:alice?secret=77777777777777777777777777777777" +
      "&issuer=School%20%26%20friends",
  );
});
