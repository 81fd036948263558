import assert from "node:assert/strict";
import { addDevices, replaceRecoveryCode } from "../../../client/encryption/account_changes.ts";
import { fromLetters, toLetters } from "../../../client/encryption/crockford.ts";
import {
  findRecoveryDevice,
  newRecoveryCode,
  recoveryDevice,
} from "../../../client/encryption/recovery_code.ts";
import { refusedWith, Somebody } from "../../support/encryption/cast.ts";

async function withCode() {
  const alice = await Somebody.called("alice");
  const code = newRecoveryCode();
  const device = await recoveryDevice(code, "alice");
  await alice.does((author) => addDevices(author, [device]));
  return { alice, code, device };
}

Deno.test("newRecoveryCode() is 8 groups of 4 letters that cannot be confused", () => {
  for (let run = 0; run < 100; run++) {
    assert.match(newRecoveryCode(), /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){7}$/);
  }
  const bytes = crypto.getRandomValues(new Uint8Array(20));
  assert.deepEqual(fromLetters(toLetters(bytes).replaceAll("-", "")), bytes);
});

Deno.test("findRecoveryDevice() takes a code however it is typed", async () => {
  const { alice, code, device } = await withCode();
  const letters = code.replaceAll("-", "");
  const typed = [
    code,
    code.toLowerCase(),
    letters,
    ` ${code.replaceAll("-", " ")}\n`,
    code.replaceAll("-", "–"),
    code.replaceAll("0", "o").replaceAll("1", "l"),
    code.replaceAll("0", "O").replaceAll("1", "I"),
  ];
  for (const form of typed) {
    assert.deepEqual((await findRecoveryDevice(form, alice.log)).id, device.id, form);
  }
});

Deno.test("findRecoveryDevice() puts one wrong letter right, and two that were exchanged", async () => {
  const { alice, code, device } = await withCode();
  const letters = code.replaceAll("-", "");
  const wrong = letters[20] === "7" ? "8" : "7";
  const typed = [
    letters.slice(0, 20) + wrong + letters.slice(21),
    letters.slice(0, 9) + letters.charAt(10) + letters.charAt(9) + letters.slice(11),
  ];
  for (const form of typed) {
    assert.deepEqual((await findRecoveryDevice(form, alice.log)).id, device.id, form);
  }
});

Deno.test("findRecoveryDevice() refuses others, says what cannot be a code, and which was replaced", async () => {
  const { alice, code } = await withCode();
  const refused = refusedWith("bad_code");
  await assert.rejects(findRecoveryDevice(newRecoveryCode(), alice.log), refused);
  for (const typed of ["", code.slice(1), `${code}A`, code.replace(/^./, "U"), "x".repeat(5_000)]) {
    await assert.rejects(findRecoveryDevice(typed, alice.log), refused, typed);
  }
  const next = await recoveryDevice(newRecoveryCode(), "alice");
  await alice.does((author) => replaceRecoveryCode(author, next));
  await assert.rejects(findRecoveryDevice(code, alice.log), refusedWith("code_replaced"));
});
