import assert from "node:assert/strict";
import { addDevices, removeDevices, renew } from "../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE, sealMessage } from "../../../client/encryption/message.ts";
import { acceptChange, acceptKey, acceptSealed } from "../../../protocol/encryption/accept.ts";
import { endOf } from "../../../protocol/encryption/log.ts";
import {
  keyFor,
  newDevice,
  refusedWith,
  Somebody,
  TIME_MS,
} from "../../support/encryption/cast.ts";

Deno.test("acceptChange() takes what clients make", async () => {
  const alice = await Somebody.called("alice");
  const page = await newDevice("alice", "web");
  await acceptChange(alice.change, { account: "alice", log: undefined });
  for (
    const make of [
      (author: typeof alice.author) => addDevices(author, [page]),
      (author: typeof alice.author) => removeDevices(author, [page.id]),
      renew,
    ]
  ) {
    const before = alice.log;
    const change = await alice.does(make);
    assert.deepEqual(
      (await acceptChange(change, { account: "alice", log: before })).log,
      alice.log,
    );
  }
});

Deno.test("acceptChange() wants the secret for exactly those who have to get it", async () => {
  const alice = await Somebody.called("alice");
  const before = alice.log;
  const page = await newDevice("alice", "web");
  const added = await alice.does((author) => addDevices(author, [page]));
  const [sealed] = added.secrets;
  assert.ok(sealed !== undefined);
  const incomplete = [
    { ...added, secrets: [] },
    { ...added, secrets: [sealed, sealed] },
    { ...added, secrets: [sealed, { ...sealed, device: alice.device.id }] },
    { ...added, secrets: [{ ...sealed, device: alice.device.id }] },
    { ...added, secrets: [{ ...sealed, sealed: new Uint8Array(79) }] },
    { ...added, older: new Uint8Array(64) },
  ];
  for (const change of incomplete) {
    await assert.rejects(
      acceptChange(change, { account: "alice", log: before }),
      refusedWith("bad_secret"),
    );
  }
  const middle = alice.log;
  const renewed = await alice.does(renew);
  for (
    const change of [
      { ...renewed, secrets: renewed.secrets.slice(0, 1) },
      { ...renewed, older: undefined },
      { ...renewed, older: new Uint8Array(63) },
    ]
  ) {
    await assert.rejects(
      acceptChange(change, { account: "alice", log: middle }),
      refusedWith("bad_secret"),
    );
  }
});

Deno.test("acceptChange() wants the session's own account, and the head that there is", async () => {
  const alice = await Somebody.called("alice");
  const { log } = alice;
  const bobs = acceptChange(alice.change, { account: "bob", log: undefined });
  await assert.rejects(bobs, refusedWith("bad_entry"));
  const twice = acceptChange(alice.change, { account: "alice", log });
  await assert.rejects(twice, refusedWith("log_forked"));
  const reset = await Somebody.called("alice", endOf(log).head);
  const accepted = await acceptChange(reset.change, { account: "alice", log });
  assert.deepEqual(accepted.log, reset.log);
  const first = acceptChange(reset.change, { account: "alice", log: undefined });
  await assert.rejects(first, refusedWith("log_forked"));
});

Deno.test("acceptKey() wants the newest generations, the newest statement, and a seal for everybody", async () => {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const made = await keyFor(alice, bob);
  const logs = [alice.log, bob.log];
  const place = { logs, before: undefined, device: alice.device.id };
  const found = await acceptKey(made, place);
  assert.deepEqual(found.hash, made.key.hash);
  const refusals = [
    [{ ...made, seals: made.seals.slice(1) }, place, "bad_seal"],
    [{ ...made, seals: made.seals.toReversed() }, place, "bad_seal"],
    [{ ...made, seals: made.seals.map((one) => ({ ...one, generation: 2 })) }, place, "bad_seal"],
    [
      { ...made, seals: made.seals.map((one) => ({ ...one, sealed: new Uint8Array(81) })) },
      place,
      "bad_seal",
    ],
    [made, { ...place, device: bob.device.id }, "bad_statement"],
    [made, { ...place, before: found }, "bad_statement"],
  ] as const;
  for (const [key, where, code] of refusals) {
    await assert.rejects(acceptKey(key, where), refusedWith(code));
  }
  await bob.does(renew);
  const later = { ...place, logs: [alice.log, bob.log] };
  await assert.rejects(acceptKey(made, later), refusedWith("old_generation"));
});

Deno.test("acceptSealed() wants the newest epoch and the session's own device", async () => {
  const [alice, bob] = [await Somebody.called("alice"), await Somebody.called("bob")];
  const { key } = await keyFor(alice, bob);
  const message = { ...NEW_MESSAGE, content: { text: "hello" }, timeMs: TIME_MS };
  const sealed = await sealMessage(key, alice.device, message);
  const right = { epoch: 1, device: alice.device.id };
  assert.equal(acceptSealed(sealed, right).epoch, 1);
  const refused = (change: object) => () => acceptSealed(sealed, { ...right, ...change });
  assert.throws(refused({ epoch: 2 }), refusedWith("old_generation"));
  assert.throws(refused({ device: bob.device.id }), refusedWith("device_removed"));
  const none = () => acceptSealed(sealed.slice(0, 100), right);
  assert.throws(none, refusedWith("bad_format"));
  const large = () => acceptSealed(new Uint8Array(32_769), right);
  assert.throws(large, refusedWith("too_large"));
});
