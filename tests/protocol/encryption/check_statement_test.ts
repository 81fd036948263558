import assert from "node:assert/strict";
import {
  addDevices,
  leave,
  removeDevices,
  renew,
} from "../../../client/encryption/account_changes.ts";
import { newConversationKey } from "../../../client/encryption/conversation_key.ts";
import { sameBytes, toHex } from "../../../protocol/encryption/bytes.ts";
import {
  checkStatement,
  checkSuccession,
  comparedWithPin,
  mayWriteUnder,
  outdatedParticipants,
} from "../../../protocol/encryption/check_statement.ts";
import { signature } from "../../../protocol/encryption/primitives.ts";
import {
  decodeStatement,
  encodeStatement,
  type StatementBody,
  statementMessage,
} from "../../../protocol/encryption/statement.ts";
import {
  damaged,
  keyFor,
  newDevice,
  refusedWith,
  Somebody,
  TIME_MS,
} from "../../support/encryption/cast.ts";

async function pair() {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const made = await keyFor(alice, bob);
  return { alice, bob, made, logs: [alice.log, bob.log] };
}

/** The statement with something else in it, signed anew by `signer`. */
async function restated(bytes: Uint8Array, changes: Partial<StatementBody>, signer: Somebody) {
  const body = { ...decodeStatement(bytes), ...changes };
  const sign = await signature(signer.device.privateSigningKey, statementMessage(body));
  return encodeStatement({ ...body, signature: sign });
}

Deno.test("checkStatement() says whose device has made the key, for whom", async () => {
  const { alice, made, logs } = await pair();
  const found = await checkStatement(made.statement, logs);
  assert.ok(sameBytes(found.author, alice.log.root));
  assert.deepEqual(found.statement, made.key.statement);
  assert.deepEqual(found.conversation, made.key.conversation);
});

Deno.test("checkStatement() takes what was true when it was made", async () => {
  const { alice, bob, made } = await pair();
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  await alice.does(renew);
  await checkStatement(made.statement, [alice.log, bob.log]);
  assert.deepEqual(outdatedParticipants(made.key.statement, [alice.log, bob.log]), [
    alice.log.root,
  ]);
});

Deno.test("checkStatement() refuses the statements of outsiders and of devices that were removed", async () => {
  const { alice, bob, made, logs } = await pair();
  const eve = await Somebody.called("eve");
  const byEve = await restated(made.statement, { device: eve.device.id }, eve);
  await assert.rejects(checkStatement(byEve, logs), refusedWith("not_a_participant"));
  const asAlice = await restated(made.statement, {}, eve);
  await assert.rejects(checkStatement(asAlice, logs), refusedWith("bad_signature"));
  const lost = await newDevice("alice");
  await alice.does((author) => addDevices(author, [lost]));
  await alice.does((author) => removeDevices(author, [lost.id]));
  const later = await keyFor(alice, bob);
  const now = [alice.log, bob.log];
  const byLost = await restated(later.statement, { device: lost.id }, alice);
  await assert.rejects(checkStatement(byLost, now), refusedWith("device_removed"));
});

Deno.test("checkStatement() refuses a key for others, and one at another place of a log", async () => {
  const { alice, bob, made, logs } = await pair();
  const eve = await Somebody.called("eve");
  const elsewhere = await keyFor(alice, eve);
  await assert.rejects(checkStatement(elsewhere.statement, logs), refusedWith("bad_statement"));
  await assert.rejects(checkStatement(made.statement, [alice.log]), refusedWith("bad_statement"));
  const all = [alice.log, bob.log, eve.log];
  await assert.rejects(checkStatement(made.statement, all), refusedWith("bad_statement"));
  const { participants } = made.key.statement;
  const changed = async (changes: object) =>
    await restated(made.statement, {
      participants: participants.map((one) => ({ ...one, ...changes })),
    }, alice);
  await assert.rejects(
    checkStatement(await changed({ head: new Uint8Array(32) }), logs),
    refusedWith("log_forked"),
  );
  await assert.rejects(
    checkStatement(await changed({ generation: 2 }), logs),
    refusedWith("bad_statement"),
  );
  await assert.rejects(
    checkStatement(await changed({ seq: 0 }), logs),
    refusedWith("bad_statement"),
  );
});

Deno.test("checkStatement() says when a log has to be fetched first", async () => {
  const { alice, bob, logs } = await pair();
  await alice.does(renew);
  const newer = await keyFor(alice, bob);
  await assert.rejects(checkStatement(newer.statement, logs), refusedWith("log_missing"));
});

Deno.test("checkStatement() refuses a statement with any bit changed, and cut off at any place", async () => {
  const { made, logs } = await pair();
  for (const bytes of damaged(made.statement)) {
    await assert.rejects(
      checkStatement(bytes, logs),
      refusedWith(
        "bad_format",
        "bad_signature",
        "bad_statement",
        "log_forked",
        "log_missing",
        "not_a_participant",
        "unknown_version",
      ),
    );
  }
});

Deno.test("checkSuccession() takes the next key, and one after a gap, but not the last that there can be", async () => {
  const { alice, bob, made } = await pair();
  const next = await keyFor(bob, alice, made);
  checkSuccession(undefined, made.key);
  checkSuccession(made.key, next.key);
  const gap = await newConversationKey({
    logs: [alice.log, bob.log],
    device: alice.device,
    before: next.key,
    timeMs: TIME_MS,
    minEpoch: 9,
  });
  checkSuccession(next.key, gap.key);
  assert.equal(gap.key.statement.epoch, 9);
  const far = await restated(gap.statement, { epoch: 2 ** 32 - 1 }, alice);
  const jumped = await checkStatement(far, [alice.log, bob.log]);
  assert.throws(() => checkSuccession(next.key, jumped), refusedWith("bad_statement"));
});

Deno.test("checkSuccession() refuses an old epoch, another predecessor, and a log that got shorter", async () => {
  const { alice, bob, made } = await pair();
  const next = await keyFor(bob, alice, made);
  const refused = refusedWith("bad_statement");
  assert.throws(() => checkSuccession(undefined, next.key), refused);
  assert.throws(() => checkSuccession(next.key, made.key), refused);
  assert.throws(() => checkSuccession(next.key, next.key), refused);
  const old = [alice.log, bob.log];
  await alice.does(renew);
  const renewed = await keyFor(alice, bob, next);
  const frozen = await newConversationKey({
    logs: old,
    device: bob.device,
    before: renewed.key,
    timeMs: TIME_MS,
  });
  assert.throws(() => checkSuccession(renewed.key, frozen.key), refusedWith("log_missing"));
  // What a device that has renewed sees of somebody whom the server has not told of it.
  assert.deepEqual(outdatedParticipants(frozen.key.statement, [alice.log, bob.log]), [
    alice.log.root,
  ]);
});

Deno.test("comparedWithPin() tells a restored server, or one that shows two things", async () => {
  const { alice, bob, made } = await pair();
  const [one, other] = [await keyFor(bob, alice, made), await keyFor(bob, alice, made)];
  const pin = { epoch: 2, hash: one.key.hash };
  assert.equal(comparedWithPin(made.key, pin), "older");
  assert.equal(comparedWithPin(one.key, pin), "same");
  assert.equal(comparedWithPin(other.key, pin), "forked");
  assert.equal(comparedWithPin((await keyFor(alice, bob, one)).key, pin), "newer");
});

Deno.test("mayWriteUnder() knows who was there under a key", async () => {
  const { alice, bob } = await pair();
  const [lost, leaving] = [await newDevice("alice"), await newDevice("alice")];
  await alice.does((author) => addDevices(author, [lost, leaving]));
  const first = await keyFor(alice, bob);
  await alice.does((author) => removeDevices(author, [lost.id]));
  const second = await keyFor(alice, bob, first);
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  const left = await leave({ ...alice.author, device: leaving });
  const may = (key: typeof first, id: Uint8Array) => {
    const root = alice.log.root;
    const participant = key.key.statement.participants.find((one) => sameBytes(one.root, root));
    const device = left.log.devices.get(toHex(id));
    assert.ok(participant !== undefined && device !== undefined);
    return mayWriteUnder(participant, left.log, device);
  };
  // What it wrote before it was removed stays.
  assert.ok(may(first, lost.id));
  assert.ok(!may(second, lost.id));
  assert.ok(may(second, page.id));
  assert.ok(!may(first, page.id), "it came after the secret that the first key was sealed to");
  assert.ok(may(first, leaving.id) && may(second, leaving.id));
});
