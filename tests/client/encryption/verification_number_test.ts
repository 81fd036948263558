import assert from "node:assert/strict";
import { addDevices, renew } from "../../../client/encryption/account_changes.ts";
import {
  isVerificationNumber,
  readVerificationLink,
  verificationLink,
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
  const isSame = (typed: string) => isVerificationNumber(typed, { account: "alice", number });
  assert.ok(isSame(number.join(" ")));
  assert.ok(isSame(number.join("\n")));
  assert.ok(isSame(verificationQrText(number)));
  assert.ok(isSame(verificationLink("https://chat.example.org", { account: "Alice", number })));
  assert.ok(!isSame(verificationLink("https://chat.example.org", { account: "bob", number })));
  assert.ok(!isSame(""));
  assert.ok(!isSame(number.slice(1).join(" ")));
  assert.ok(!isSame(number.toReversed().join(" ")));
});

Deno.test("readVerificationLink() reads what verificationLink() has made, and nothing else", () => {
  const number = Array.from({ length: 12 }, () => "01234");
  const link = verificationLink("https://chat.example.org:8443", { account: "zoë #1", number });
  assert.equal(link, `https://chat.example.org:8443/#verify=zo%C3%AB%20%231:${number.join("")}`);
  const read = { account: "zoë #1", digits: number.join("") };
  assert.deepEqual(readVerificationLink(link), read);
  assert.deepEqual(readVerificationLink(new URL(link).hash), read);
  for (const other of ["", "#general", "#verify=", "#verify=bob:123", "#verify=%:" + read.digits]) {
    assert.equal(readVerificationLink(other), undefined);
  }
});
