/** A server that was restored from a backup, or that shows one person less than another. */
import assert from "node:assert/strict";
import { changeAgain, startAccount } from "../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../../client/encryption/own_device.ts";
import { type Bytes, toHex } from "../../../protocol/encryption/bytes.ts";
import { outdatedParticipants } from "../../../protocol/encryption/check_statement.ts";
import { follow, seqOf } from "../../../protocol/encryption/log.ts";
import { newDevice, refusedWith, TIME_MS } from "../../support/encryption/cast.ts";
import { KeyServer } from "../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../support/encryption/memory_keys.ts";

async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
  await server.change(
    account,
    await startAccount({ account, devices: [device], timeMs: TIME_MS }),
  );
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

async function said(terminal: KeyTerminal, to: string, text: string): Promise<void> {
  await terminal.say(to, { text }, { ...NEW_MESSAGE, nonce: text });
}

async function texts(terminal: KeyTerminal, other: string): Promise<(string | undefined)[]> {
  return [...(await terminal.read(other)).values()].map(({ content }) => content.text).reverse();
}

/** What a device keeps of its own account, to give back what a server has lost. */
async function kept(terminal: KeyTerminal) {
  const { secrets } = await terminal.own();
  const entries = [...(await terminal.server.current(terminal.account))?.entries ?? []];
  return { entries, secrets };
}

Deno.test("own devices give back what a restored server has lost; others wait until then", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  const lost = await newDevice("alice");
  await alice.add(lost);
  await said(alice, "bob", "one");
  const restore = server.backup();
  await alice.remove((others) => others[0]);
  await alice.add(await newDevice("alice", "web"));
  await said(bob, "alice", "two");
  await alice.own();
  restore();
  // As a client does whose connection is back.
  alice.talk.stale();
  bob.talk.stale();
  await assert.rejects(said(bob, "alice", "three"), refusedWith("log_missing"));
  await alice.own();
  await said(bob, "alice", "three");
  await said(alice, "bob", "four");
  assert.deepEqual(await texts(alice, "bob"), ["one", "three", "four"]);
  assert.deepEqual(await texts(bob, "alice"), ["one", "three", "four"]);
  const epochs = (await server.place("alice", "bob")).messages.map(({ epoch }) => epoch);
  assert.deepEqual(epochs, [1, 3, 3], "nobody writes under an epoch that was another one before");
  const removed = (await server.current("alice"))?.log.devices.get(toHex(lost.id));
  assert.ok(removed?.removedSeq !== undefined);
});

Deno.test("several processes of a device give back at once what a restored server has lost", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  const restore = server.backup();
  for (const kind of ["terminal", "web", "terminal"] as const) {
    await alice.add(await newDevice("alice", kind));
  }
  const seq = seqOf((await alice.own()).log);
  restore();
  alice.talk.stale();
  const others = Array.from({ length: 3 }, () => new KeyTerminal(server, "alice", alice.store));
  const all = await Promise.all([alice, ...others].map((terminal) => terminal.own()));
  assert.deepEqual(all.map(({ log }) => seqOf(log)), Array(4).fill(seq));
  await said(bob, "alice", "one");
  assert.deepEqual(await texts(alice, "bob"), ["one"]);
});

Deno.test("own devices give back a whole account", async () => {
  const server = new KeyServer();
  const restore = server.backup();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.add(await newDevice("alice", "web"));
  await said(alice, "bob", "one");
  await bob.own();
  restore();
  alice.talk.stale();
  bob.talk.stale();
  await alice.own();
  await bob.own();
  await said(bob, "alice", "two");
  assert.deepEqual(await texts(alice, "bob"), ["two"]);
});

Deno.test("a server that hides a removal from somebody is noticed, and cannot go on hiding it", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.add(await newDevice("alice"));
  const frozen = server.backup();
  await alice.remove((others) => others[0]);
  const { log } = await alice.own();
  // Bob is shown the log as it was, and makes a key for it.
  frozen();
  await said(bob, "alice", "for the removed one, too");
  const [key] = (await server.place("alice", "bob")).keys;
  assert.ok(key !== undefined);
  const bobs = await bob.log("bob");
  const outdated = outdatedParticipants(key.found.statement, [log, bobs]);
  assert.deepEqual(outdated, [log.root], "alice's device sees that bob was not told");
  // What alice's device does then: its key names the new head, which bob has to be shown.
  await alice.own();
  await said(alice, "bob", "now without it");
  const newest = (await server.place("alice", "bob")).keys.at(-1);
  const named = newest?.found.statement.participants.find(({ root }) =>
    toHex(root) === toHex(log.root)
  );
  assert.equal(named?.seq, seqOf(log));
});

Deno.test("changeAgain() makes nothing without the secrets", async () => {
  const server = new KeyServer();
  const alice = await arrived(server, "alice");
  const { entries } = await kept(alice);
  const [start] = entries as [Bytes];
  const nothing = changeAgain(undefined, { entry: start, secrets: new Map() });
  await assert.rejects(nothing, refusedWith("no_key"));
  assert.equal(seqOf(await follow(undefined, start)), 1);
});
