import assert from "node:assert/strict";
import {
  addDevices,
  leave,
  removeDevices,
  renew,
  replaceRecoveryCode,
  turnOff,
} from "../../../client/encryption/account_changes.ts";
import { noHead } from "../../../protocol/encryption/entry.ts";
import {
  activeDevices,
  changesSince,
  deviceName,
  endOf,
  follow,
} from "../../../protocol/encryption/log.ts";
import { damaged, newDevice, refusedWith, Somebody } from "../../support/encryption/cast.ts";

Deno.test("follow() knows who belongs to an account, and which secret is in force", async () => {
  const alice = await Somebody.called("alice");
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  assert.deepEqual(activeDevices(alice.log).map(deviceName), ["terminal 1", "web 1"]);
  assert.equal(endOf(alice.log).generation, 1);
  await alice.does((author) => removeDevices(author, [page.id]));
  assert.deepEqual(activeDevices(alice.log).map(deviceName), ["terminal 1"]);
  assert.equal(endOf(alice.log).generation, 2);
  // Numbers are not used again.
  await alice.does(async (author) => addDevices(author, [await newDevice("alice", "web")]));
  assert.deepEqual(activeDevices(alice.log).map(deviceName), ["terminal 1", "web 2"]);
});

Deno.test("changesSince() says which devices came and went after what somebody had seen", async () => {
  const alice = await Somebody.called("alice");
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  await alice.does((author) => removeDevices(author, [page.id]));
  const names = (seq: number) => {
    const { added, removed } = changesSince(alice.log, seq);
    return [added.map(deviceName), removed.map(deviceName)];
  };
  assert.deepEqual(names(1), [["web 1"], ["web 1"]]);
  assert.deepEqual(names(2), [[], ["web 1"]]);
  assert.deepEqual(names(3), [[], []]);
});

Deno.test("follow() notices that a device has left by itself until there is a new secret", async () => {
  const alice = await Somebody.called("alice");
  const second = await newDevice("alice");
  await alice.does((author) => addDevices(author, [second]));
  const { log, entry } = await leave({ ...alice.author, device: second });
  assert.ok(log.needsRenewal);
  assert.equal(endOf(log).generation, 1);
  const renewed = await renew({ ...alice.author, log });
  assert.ok(!renewed.log.needsRenewal);
  assert.equal(endOf(renewed.log).generation, 2);
  assert.ok((await follow(alice.log, entry)).needsRenewal);
});

Deno.test("follow() keeps `off` until somebody renews", async () => {
  const alice = await Somebody.called("alice");
  await alice.does(turnOff);
  assert.ok(alice.log.isOff);
  await alice.does(async (author) => addDevices(author, [await newDevice("alice")]));
  assert.ok(alice.log.isOff);
  await alice.does(renew);
  assert.ok(!alice.log.isOff);
});

Deno.test("follow() takes a new recovery code in and the old one out in one entry", async () => {
  const alice = await Somebody.called("alice");
  await alice.does(async (author) =>
    replaceRecoveryCode(author, await newDevice("alice", "recovery"))
  );
  await alice.does(async (author) =>
    replaceRecoveryCode(author, await newDevice("alice", "recovery"))
  );
  assert.deepEqual(activeDevices(alice.log).map(deviceName), ["terminal 1", "recovery 2"]);
});

Deno.test("follow() refuses ghosts: devices that no device of the account has taken in", async () => {
  const alice = await Somebody.called("alice");
  const ghost = await newDevice("alice");
  const added = [ghost];
  const own = await alice.forged({ added }, ghost);
  await assert.rejects(follow(alice.log, own), refusedWith("bad_entry"));
  const pretended = await alice.forged({ added, signer: alice.device.id }, ghost);
  await assert.rejects(follow(alice.log, pretended), refusedWith("bad_signature"));
});

Deno.test("follow() refuses devices that have not agreed to belong to the account", async () => {
  const alice = await Somebody.called("alice");
  const bobs = await newDevice("bob");
  const stolen = await alice.forged({ added: [bobs] });
  await assert.rejects(follow(alice.log, stolen), refusedWith("bad_signature"));
  const mixed = { ...await newDevice("alice"), sealingKey: bobs.sealingKey };
  const swapped = await alice.forged({ added: [mixed] });
  await assert.rejects(follow(alice.log, swapped), refusedWith("bad_signature"));
  const weak = { ...bobs, signingKey: new Uint8Array(32) };
  const withWeak = await alice.forged({ added: [weak] });
  await assert.rejects(follow(alice.log, withWeak), refusedWith("bad_signature"));
});

Deno.test("follow() refuses devices that were removed: as signers, and as if they were new", async () => {
  const alice = await Somebody.called("alice");
  const lost = await newDevice("alice");
  await alice.does((author) => addDevices(author, [lost]));
  await alice.does((author) => removeDevices(author, [lost.id]));
  const again = await alice.forged({ added: [await newDevice("alice")] }, lost);
  await assert.rejects(follow(alice.log, again), refusedWith("device_removed"));
  const back = await alice.forged({ added: [lost] });
  await assert.rejects(follow(alice.log, back), refusedWith("bad_entry"));
  const twice = await alice.forged({
    kind: "remove",
    removed: [lost.id],
    secretKey: alice.secret.publicBytes,
  });
  await assert.rejects(follow(alice.log, twice), refusedWith("bad_entry"));
});

Deno.test("follow() refuses entries that stand elsewhere, or hold what their kind may not hold", async () => {
  const alice = await Somebody.called("alice");
  const added = [await newDevice("alice")];
  const secretKey = alice.secret.publicBytes;
  const stranger = (await newDevice("alice")).id;
  const refused = [
    { added, seq: 3 },
    { added, seq: 1 },
    { added, account: "bob" },
    { added, secretKey },
    { added, removed: [alice.device.id] },
    { added: [] },
    { added: [...added, ...added] },
    { kind: "remove", removed: [], secretKey },
    { kind: "remove", removed: [stranger], secretKey },
    { kind: "remove", removed: [stranger] },
    // Whoever leaves must not know the next secret.
    { kind: "remove", removed: [alice.device.id], secretKey },
    { kind: "remove", removed: [alice.device.id, stranger], secretKey },
    { kind: "renew" },
    { kind: "renew", secretKey, added },
    { kind: "off", secretKey },
    { kind: "start", added, secretKey, seq: 1, previous: noHead() },
  ] as const;
  for (const changes of refused) {
    const entry = await alice.forged(changes);
    await assert.rejects(
      follow(alice.log, entry),
      refusedWith("bad_entry"),
      JSON.stringify(changes),
    );
  }
  const fork = await alice.forged({ added, previous: noHead() });
  await assert.rejects(follow(alice.log, fork), refusedWith("log_forked"));
  const first = await alice.forged({ added });
  await assert.rejects(follow(undefined, first), refusedWith("bad_entry"));
});

Deno.test("follow() refuses a start that another device signs than the first that comes in", async () => {
  const alice = await Somebody.called("alice");
  const [one, other] = [await newDevice("alice"), await newDevice("alice")];
  const start = await alice.forged({
    kind: "start",
    seq: 1,
    previous: noHead(),
    added: [one, other],
    secretKey: alice.secret.publicBytes,
  }, other);
  await assert.rejects(follow(undefined, start), refusedWith("bad_entry"));
});

Deno.test("follow() takes no more than 32 devices", async () => {
  const alice = await Somebody.called("alice");
  for (let count = 1; count < 32; count++) {
    await alice.does(async (author) => addDevices(author, [await newDevice("alice")]));
  }
  const one = await newDevice("alice");
  await assert.rejects(addDevices(alice.author, [one]), refusedWith("too_many_devices"));
});

Deno.test("follow() keeps room for removing devices when a log is nearly full", async () => {
  const alice = await Somebody.called("alice");
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  const longer = (entries: number) => {
    const points = Array.from({ length: entries }, () => endOf(alice.log));
    return { ...alice.author, log: { ...alice.log, points } };
  };
  const next = [await newDevice("alice")];
  await addDevices(longer(899), next);
  await assert.rejects(addDevices(longer(900), next), refusedWith("log_full"));
  await removeDevices(longer(999), [page.id]);
  await assert.rejects(removeDevices(longer(1_000), [page.id]), refusedWith("log_full"));
});

Deno.test("follow() refuses an entry with any bit changed, and cut off at any place", async () => {
  const alice = await Somebody.called("alice");
  const before = alice.log;
  const { entry } = await alice.does(async (author) =>
    addDevices(author, [await newDevice("alice")])
  );
  for (const bytes of damaged(entry)) {
    await assert.rejects(
      follow(before, bytes),
      refusedWith("bad_entry", "bad_format", "bad_signature", "log_forked", "unknown_version"),
    );
  }
});
