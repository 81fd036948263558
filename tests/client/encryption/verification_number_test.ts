import assert from "node:assert/strict";
import { addDevices, renew } from "../../../client/encryption/account_changes.ts";
import {
  isVerificationNumber,
  verificationNumber,
  verificationQrText,
} from "../../../client/encryption/verification_number.ts";
import { endOf } from "../../../protocol/encryption/log.ts";
import { newDevice, Somebody } from "../../support/encryption/cast.ts";

Deno.test("verificationNumber() is the same on both sides and whatever devices come and go", async () => {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const number = await verificationNumber(alice.log.root, bob.log.root);
  assert.deepEqual(number, await verificationNumber(bob.log.root, alice.log.root));
  assert.match(number.join(" "), /^\d{5}(?: \d{5}){11}$/);
  await alice.does(async (author) => addDevices(author, [await newDevice("alice")]));
  await alice.does(renew);
  assert.deepEqual(number, await verificationNumber(alice.log.root, bob.log.root));
});

Deno.test("verificationNumber() is another one after a reset, and for others", async () => {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const reset = await Somebody.called("alice", endOf(alice.log).head);
  const number = await verificationNumber(alice.log.root, bob.log.root);
  assert.notDeepEqual(number, await verificationNumber(reset.log.root, bob.log.root));
});

Deno.test("isVerificationNumber() takes what was typed, and what a camera read", async () => {
  const number = await verificationNumber(new Uint8Array(32), new Uint8Array(32).fill(1));
  assert.ok(isVerificationNumber(number.join(" "), number));
  assert.ok(isVerificationNumber(number.join("\n"), number));
  assert.ok(isVerificationNumber(verificationQrText(number), number));
  assert.ok(!isVerificationNumber("", number));
  assert.ok(!isVerificationNumber(number.slice(1).join(" "), number));
  assert.ok(!isVerificationNumber(number.toReversed().join(" "), number));
});
