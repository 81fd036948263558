import assert from "node:assert/strict";
import { addDevices, removeDevices, renew } from "../../../client/encryption/account_changes.ts";
import type { NewConversationKey } from "../../../client/encryption/conversation_key.ts";
import {
  contextOf,
  type MessageToOpen,
  NEW_MESSAGE,
  openMessage,
  revealedKey,
  sealMessage,
} from "../../../client/encryption/message.ts";
import type { Bytes } from "../../../protocol/encryption/bytes.ts";
import { boundTo, decodeEnvelope, encodeEnvelope } from "../../../protocol/encryption/envelope.ts";
import { messageKey, provedContent } from "../../../protocol/encryption/open_message.ts";
import { decrypted, encrypted, oneTimeKey } from "../../../protocol/encryption/primitives.ts";
import {
  damaged,
  keyFor,
  newDevice,
  refusedWith,
  Somebody,
  TIME_MS,
} from "../../support/encryption/cast.ts";

const HELLO = { ...NEW_MESSAGE, content: { text: "hello" }, timeMs: TIME_MS };

async function conversation() {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const made = await keyFor(alice, bob);
  const sealed = await sealMessage(made.key, alice.device, HELLO);
  const logs = [alice.log, bob.log];
  const open = async (changes: Partial<MessageToOpen> = {}, key = made.key) =>
    await openMessage(key, logs, { sealed, author: alice.log.root, ...NEW_MESSAGE, ...changes });
  return { alice, bob, made, sealed, logs, open };
}

/** What somebody can do who has the key of the conversation: what was signed, sealed once more. */
async function sealedAgain(
  made: NewConversationKey,
  sealed: Bytes,
  changes: { kind?: "message" | "edit" | "reaction"; target?: number; device?: Bytes },
): Promise<Bytes> {
  const { kind = "message", target = 0, device } = changes;
  const envelope = decodeEnvelope(sealed);
  const statement = made.key.hash;
  const bound = boundTo(envelope, contextOf(made.key, NEW_MESSAGE));
  const oneTime = await oneTimeKey(
    await messageKey(made.key.key, { salt: envelope.salt, statement }),
  );
  const inside = await decrypted(oneTime, envelope.cipher, bound);
  assert.ok(inside !== undefined);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const head = { ...envelope, salt, device: device ?? envelope.device };
  const other = await oneTimeKey(await messageKey(made.key.key, { salt, statement }));
  const again = boundTo(head, contextOf(made.key, { kind, target }));
  return encodeEnvelope({ ...head, cipher: await encrypted(other, inside, again) });
}

Deno.test("openMessage() opens what sealMessage() sealed, and says who wrote it when", async () => {
  const { alice, open } = await conversation();
  const opened = await open();
  assert.deepEqual(opened.content, { text: "hello" });
  assert.equal(opened.timeMs, TIME_MS);
  assert.deepEqual(opened.device.id, alice.device.id);
});

Deno.test("sealMessage() hides the length: 32 bytes up to 128, then 128", async () => {
  const { alice, made } = await conversation();
  const lengthOf = async (letters: number) => {
    const content = { text: "a".repeat(letters) };
    return (await sealMessage(made.key, alice.device, { ...HELLO, content })).length;
  };
  assert.equal(await lengthOf(1), await lengthOf(11));
  assert.equal(await lengthOf(12) - await lengthOf(11), 32);
  assert.equal(await lengthOf(200), await lengthOf(235));
  // What a text of 100 bytes costs on the wire.
  assert.equal(await lengthOf(100), 245);
});

Deno.test("sealMessage() makes nothing twice", async () => {
  const { alice, made, open } = await conversation();
  const again = await sealMessage(made.key, alice.device, HELLO);
  assert.notEqual((await open()).mark, (await open({ sealed: again })).mark);
});

Deno.test("openMessage() refuses a message with any bit changed, and cut off at any place", async () => {
  const { sealed, open } = await conversation();
  for (const bytes of damaged(sealed)) {
    await assert.rejects(
      open({ sealed: bytes }),
      refusedWith("bad_format", "bad_message", "no_key", "not_a_participant", "unknown_version"),
    );
  }
});

Deno.test("openMessage() refuses what belongs somewhere else", async () => {
  const { alice, bob, made, logs, sealed, open } = await conversation();
  await assert.rejects(open({ kind: "edit", target: 7 }), refusedWith("bad_message"));
  await assert.rejects(open({ kind: "reaction" }), refusedWith("bad_message"));
  await assert.rejects(open({ target: 7 }), refusedWith("bad_message"));
  const edit = { kind: "edit", target: 7 } as const;
  const edited = await sealMessage(made.key, alice.device, { ...HELLO, ...edit });
  await open({ sealed: edited, ...edit });
  await assert.rejects(open({ sealed: edited, ...edit, target: 8 }), refusedWith("bad_message"));
  await assert.rejects(open({ sealed: edited }), refusedWith("bad_message"));
  // The next key of the same conversation, and the same epoch of another one.
  const next = await keyFor(bob, alice, made);
  await assert.rejects(open({}, next.key), refusedWith("no_key"));
  const carol = await Somebody.called("carol");
  const other = await keyFor(alice, carol);
  await assert.rejects(
    openMessage(other.key, [...logs, carol.log], {
      sealed,
      author: alice.log.root,
      ...NEW_MESSAGE,
    }),
    refusedWith("bad_message"),
  );
});

Deno.test("openMessage() refuses a message as that of somebody else", async () => {
  const { alice, bob, made, sealed, open } = await conversation();
  const author = bob.log.root;
  await assert.rejects(open({ author }), refusedWith("not_a_participant"));
  const stolen = await sealedAgain(made, sealed, { device: bob.device.id });
  await assert.rejects(open({ sealed: stolen, author }), refusedWith("bad_signature"));
  // Bob has the key, but not Alice's signature.
  const forged = await sealMessage(made.key, { ...bob.device, id: alice.device.id }, HELLO);
  await assert.rejects(open({ sealed: forged }), refusedWith("bad_signature"));
  const eve = await newDevice("eve");
  const foreign = await sealMessage(made.key, eve, HELLO);
  await assert.rejects(open({ sealed: foreign }), refusedWith("not_a_participant"));
});

Deno.test("openMessage() refuses what somebody with the key has moved or repeated", async () => {
  const { made, sealed, open } = await conversation();
  const repeated = await sealedAgain(made, sealed, {});
  await assert.rejects(open({ sealed: repeated }), refusedWith("bad_signature"));
  const edit = { kind: "edit", target: 7 } as const;
  const moved = await sealedAgain(made, sealed, edit);
  await assert.rejects(open({ sealed: moved, ...edit }), refusedWith("bad_signature"));
});

Deno.test("openMessage() refuses devices that were not there, and keeps what they wrote before", async () => {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const lost = await newDevice("alice");
  await alice.does((author) => addDevices(author, [lost]));
  const made = await keyFor(alice, bob);
  const before = await sealMessage(made.key, lost, HELLO);
  await alice.does((author) => removeDevices(author, [lost.id]));
  const next = await keyFor(alice, bob, made);
  const after = await sealMessage(next.key, lost, HELLO);
  const logs = [alice.log, bob.log];
  const author = alice.log.root;
  const opened = await openMessage(made.key, logs, { sealed: before, author, ...NEW_MESSAGE });
  assert.equal(opened.device.removedSeq, 3);
  await assert.rejects(
    openMessage(next.key, logs, { sealed: after, author, ...NEW_MESSAGE }),
    refusedWith("device_removed"),
  );
});

Deno.test("provedContent() proves what one message says, and opens no other one", async () => {
  const { alice, bob, made, sealed } = await conversation();
  const { signingKey } = alice.device;
  const key = await revealedKey(made.key, sealed);
  const context = contextOf(made.key, NEW_MESSAGE);
  const revealed = { sealed, context, messageKey: key, signingKey };
  assert.deepEqual((await provedContent(revealed)).content, { text: "hello" });
  const other = await sealMessage(made.key, alice.device, { ...HELLO, content: { text: "no" } });
  const refused = [
    { ...revealed, sealed: other },
    { ...revealed, signingKey: bob.device.signingKey },
    { ...revealed, context: { ...context, target: 7 } },
    { ...revealed, context: { ...context, conversation: new Uint8Array(32) } },
    { ...revealed, messageKey: key.slice(1) },
    { ...revealed, messageKey: new Uint8Array(44) },
  ];
  for (const wrong of refused) await assert.rejects(provedContent(wrong), refusedWith("bad_proof"));
  // Whoever reports cannot say that somebody else wrote what he wrote himself.
  const own = await sealMessage(made.key, { ...bob.device, id: alice.device.id }, HELLO);
  const blamed = { ...revealed, sealed: own, messageKey: await revealedKey(made.key, own) };
  await assert.rejects(provedContent(blamed), refusedWith("bad_proof"));
  for (const bytes of damaged(key)) {
    await assert.rejects(
      provedContent({ ...revealed, messageKey: bytes }),
      refusedWith("bad_proof"),
    );
  }
});

Deno.test("a key that somebody renewed away from opens what was written under it", async () => {
  const { alice, open } = await conversation();
  await alice.does(renew);
  assert.deepEqual((await open()).content, { text: "hello" });
});
