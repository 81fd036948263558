import assert from "node:assert/strict";
import { addDevices, removeDevices, renew } from "../../../client/encryption/account_changes.ts";
import {
  seenContact,
  trustedContact,
  verifiedContact,
} from "../../../client/encryption/contacts.ts";
import { endOf, pinOf } from "../../../protocol/encryption/log.ts";
import { newDevice, refusedWith, Somebody, TIME_MS } from "../../support/encryption/cast.ts";

const timeMs = TIME_MS;

Deno.test("seenContact() tells quietly of devices that come and go, and keeps what was verified", async () => {
  const bob = await Somebody.called("bob");
  const { contact, news } = seenContact(undefined, bob.log);
  assert.deepEqual(news, { kind: "first" });
  assert.equal(contact.changedMs, 0, "it is no decision");
  const verified = verifiedContact(contact, { isVerified: true, timeMs });
  await bob.does(renew);
  const renewed = seenContact(verified, bob.log);
  assert.deepEqual(renewed.news, { kind: "nothing" });
  assert.deepEqual(renewed.contact, { ...verified, pin: pinOf(bob.log) });
  const page = await newDevice("bob", "web");
  await bob.does((author) => addDevices(author, [page]));
  await bob.does((author) => removeDevices(author, [page.id]));
  const changed = seenContact(renewed.contact, bob.log);
  assert.ok(changed.news.kind === "devices");
  assert.deepEqual(changed.news.added.map(({ id }) => id), [page.id]);
  assert.deepEqual(changed.news.removed.map(({ id }) => id), [page.id]);
  assert.ok(changed.contact.isVerified);
});

Deno.test("seenContact() lets nobody begin anew unseen, and trustedContact() has compared nothing", async () => {
  const bob = await Somebody.called("bob");
  const { contact } = seenContact(undefined, bob.log);
  const verified = verifiedContact(contact, { isVerified: true, timeMs });
  const reset = await Somebody.called("bob", endOf(bob.log).head);
  const seen = () => seenContact(verified, reset.log);
  assert.throws(seen, refusedWith("log_replaced"));
  const trusted = trustedContact(reset.log, timeMs + 1);
  assert.equal(trusted.isVerified, false);
  assert.equal(seenContact(trusted, reset.log).news.kind, "nothing");
});
