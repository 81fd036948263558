import assert from "node:assert/strict";
import { addDevices, leave, renew, turnOff } from "../../../client/encryption/account_changes.ts";
import {
  isKeyDue,
  newConversationKey,
  openConversationKey,
} from "../../../client/encryption/conversation_key.ts";
import { NEW_MESSAGE, openMessage, sealMessage } from "../../../client/encryption/message.ts";
import { sameBytes } from "../../../protocol/encryption/bytes.ts";
import {
  damaged,
  keyFor,
  newDevice,
  refusedWith,
  Somebody,
  SomeRoom,
  TIME_MS,
} from "../../support/encryption/cast.ts";

async function pair() {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const made = await keyFor(alice, bob);
  const sealOf = (somebody: Somebody, from = made) => {
    const seal = from.seals.find(({ root }) => sameBytes(root, somebody.log.root));
    assert.ok(seal !== undefined);
    return seal.sealed;
  };
  const openAs = async (somebody: Somebody, sealed = sealOf(somebody), found = made.key) =>
    await openConversationKey({
      found,
      root: somebody.log.root,
      sealed,
      secrets: somebody.secrets,
    });
  return { alice, bob, made, sealOf, openAs };
}

Deno.test("openConversationKey() gives everybody the same key", async () => {
  const { alice, bob, made, openAs } = await pair();
  const message = { ...NEW_MESSAGE, content: { text: "hello" }, timeMs: TIME_MS };
  const sealed = await sealMessage(made.key, alice.device, message);
  for (const reader of [alice, bob]) {
    const key = await openAs(reader);
    const where = { sealed, author: alice.log.root, ...NEW_MESSAGE };
    const opened = await openMessage(key, [alice.log, bob.log], where);
    assert.deepEqual(opened.content, { text: "hello" });
  }
});

Deno.test("openConversationKey() refuses seals that were exchanged", async () => {
  const { alice, bob, made, sealOf, openAs } = await pair();
  const refused = refusedWith("bad_seal");
  await assert.rejects(openAs(bob, sealOf(alice)), refused);
  const next = await keyFor(alice, bob, made);
  await assert.rejects(openAs(bob, sealOf(bob, next)), refused);
  await assert.rejects(openAs(bob, sealOf(bob), next.key), refused);
  const { commitment } = next.key.statement;
  const lied = { ...made.key, statement: { ...made.key.statement, commitment } };
  await assert.rejects(openAs(bob, sealOf(bob), lied), refused, "not the key that was stated");
});

Deno.test("openConversationKey() refuses others, and seals with any bit changed", async () => {
  const { bob, made, sealOf, openAs } = await pair();
  const eve = await Somebody.called("eve");
  await assert.rejects(openAs(eve, sealOf(bob)), refusedWith("not_a_participant"));
  const none = openConversationKey({
    found: made.key,
    root: bob.log.root,
    sealed: sealOf(bob),
    secrets: new Map(),
  });
  await assert.rejects(none, refusedWith("no_key"));
  const asBob = openConversationKey({
    found: made.key,
    root: bob.log.root,
    sealed: sealOf(bob),
    secrets: eve.secrets,
  });
  await assert.rejects(asBob, refusedWith("bad_seal"));
  for (const bytes of damaged(sealOf(bob))) {
    await assert.rejects(openAs(bob, bytes), refusedWith("bad_seal"));
  }
});

Deno.test("newConversationKey() refuses to write to those who could not read it", async () => {
  const { alice, bob } = await pair();
  const { log } = await bob.does((author) => leave(author));
  await assert.rejects(keyFor(alice, bob), refusedWith("nobody_reads"));
  assert.ok(log.needsRenewal);
  const carol = await Somebody.called("carol");
  await carol.does(turnOff);
  await assert.rejects(keyFor(alice, carol), refusedWith("turned_off"));
  const stranger = { ...alice.author, before: undefined, logs: [alice.log] };
  const byNobody = newConversationKey({ ...stranger, device: await newDevice("alice") });
  await assert.rejects(byNobody, refusedWith("device_removed"));
});

Deno.test("newConversationKey() makes one for oneself, and one for a room", async () => {
  const { alice, bob } = await pair();
  const options = { device: alice.device, before: undefined, timeMs: TIME_MS };
  const alone = await newConversationKey({ ...options, logs: [alice.log] });
  assert.equal(alone.seals.length, 1);
  const carol = await Somebody.called("carol");
  const logs = [alice.log, bob.log, carol.log];
  const { log: room } = await SomeRoom.of(alice, bob, carol);
  const ofRoom = await newConversationKey({ ...options, logs, room });
  const fewer = await newConversationKey({
    ...options,
    logs: logs.slice(1),
    room,
    device: bob.device,
  });
  assert.deepEqual(ofRoom.key.conversation, fewer.key.conversation, "members come and go");
});

Deno.test("isKeyDue() after a new secret, other people, and 30 days", async () => {
  const { alice, bob, made } = await pair();
  const logs = [alice.log, bob.log];
  const days = 24 * 60 * 60 * 1_000;
  assert.ok(!isKeyDue(made.key, { logs, ageMs: 29 * days }));
  assert.ok(isKeyDue(made.key, { logs, ageMs: 30 * days }));
  assert.ok(isKeyDue(made.key, { logs: [alice.log], ageMs: 0 }));
  await bob.does(async (author) => addDevices(author, [await newDevice("bob")]));
  assert.ok(!isKeyDue(made.key, { logs: [alice.log, bob.log], ageMs: 0 }));
  await bob.does(renew);
  assert.ok(isKeyDue(made.key, { logs: [alice.log, bob.log], ageMs: 0 }));
});
