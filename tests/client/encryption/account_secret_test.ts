import assert from "node:assert/strict";
import { addDevices, removeDevices, renew } from "../../../client/encryption/account_changes.ts";
import {
  newSecret,
  openAllSecrets,
  openSecret,
  sealSecret,
  unwrapOlder,
  wrapOlder,
} from "../../../client/encryption/account_secret.ts";
import { sameBytes } from "../../../protocol/encryption/bytes.ts";
import { damaged, newDevice, refusedWith, Somebody } from "../../support/encryption/cast.ts";

async function threeGenerations() {
  const alice = await Somebody.called("alice");
  const page = await newDevice("alice", "web");
  const older = new Map<number, Uint8Array<ArrayBuffer>>();
  await alice.does((author) => addDevices(author, [page]));
  for (const generation of [2, 3]) {
    const change = await alice.does(renew);
    assert.ok(change.older !== undefined);
    older.set(generation, change.older);
  }
  const sealed = alice.change.secrets.find(({ device }) => sameBytes(device, page.id))?.sealed;
  assert.ok(sealed !== undefined);
  return { alice, page, older, sealed };
}

Deno.test("openAllSecrets() opens everything from the newest secret on", async () => {
  const { alice, page, older, sealed } = await threeGenerations();
  const newest = await openSecret(alice.log, page, { generation: 3, sealed });
  const all = await openAllSecrets(alice.log, newest, older);
  assert.deepEqual([...all.keys()], [3, 2, 1]);
  for (const [generation, { bytes }] of all) {
    assert.deepEqual(bytes, alice.secrets.get(generation)?.bytes);
  }
  older.delete(2);
  await assert.rejects(openAllSecrets(alice.log, newest, older), refusedWith("bad_secret"));
});

Deno.test("openSecret() refuses what was sealed for others, or for another generation", async () => {
  const { alice, page, sealed } = await threeGenerations();
  const refused = refusedWith("bad_seal");
  await assert.rejects(openSecret(alice.log, page, { generation: 2, sealed }), refused);
  await assert.rejects(openSecret(alice.log, alice.device, { generation: 3, sealed }), refused);
  const bob = await Somebody.called("bob");
  await assert.rejects(openSecret(bob.log, page, { generation: 3, sealed }), refused);
  for (const bytes of damaged(sealed)) {
    await assert.rejects(openSecret(alice.log, page, { generation: 3, sealed: bytes }), refused);
  }
});

Deno.test("openSecret() refuses a secret that is not the one of the log", async () => {
  const { alice, page } = await threeGenerations();
  const other = await newSecret(3);
  const { sealed } = await sealSecret(other, { root: alice.log.root, device: page });
  const opened = openSecret(alice.log, page, { generation: 3, sealed });
  await assert.rejects(opened, refusedWith("bad_secret"));
});

Deno.test("unwrapOlder() refuses what was changed, exchanged or made up", async () => {
  const { alice, older } = await threeGenerations();
  const refused = refusedWith("bad_secret");
  const [second, third] = [older.get(2), older.get(3)];
  assert.ok(second !== undefined && third !== undefined);
  await assert.rejects(unwrapOlder(alice.log, alice.secret, second), refused);
  for (const bytes of damaged(third)) {
    await assert.rejects(unwrapOlder(alice.log, alice.secret, bytes), refused);
  }
  const madeUp = await wrapOlder(alice.secret, { root: alice.log.root, older: await newSecret(2) });
  await assert.rejects(unwrapOlder(alice.log, alice.secret, madeUp), refused);
});

Deno.test("removeDevices() seals the new secret to everybody but who was removed", async () => {
  const { alice, page } = await threeGenerations();
  const change = await alice.does((author) => removeDevices(author, [page.id]));
  assert.deepEqual(change.secrets.map(({ device }) => device), [alice.device.id]);
});
