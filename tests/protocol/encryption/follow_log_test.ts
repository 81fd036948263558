import assert from "node:assert/strict";
import { addDevices, removeDevices } from "../../../client/encryption/account_changes.ts";
import { followLog } from "../../../protocol/encryption/follow_log.ts";
import { endOf, pinOf } from "../../../protocol/encryption/log.ts";
import { newDevice, refusedWith, Somebody } from "../../support/encryption/cast.ts";

async function grown(): Promise<Somebody> {
  const alice = await Somebody.called("alice");
  const page = await newDevice("alice", "web");
  await alice.does((author) => addDevices(author, [page]));
  await alice.does((author) => removeDevices(author, [page.id]));
  return alice;
}

Deno.test("followLog() follows a whole log, and goes on from what it knows", async () => {
  const alice = await grown();
  const whole = await followLog(alice.entries, { account: "alice", pin: pinOf(alice.log) });
  assert.deepEqual(whole, alice.log);
  const known = await followLog(alice.entries.slice(0, 1), { account: "alice" });
  const rest = await followLog(alice.entries.slice(1), { account: "alice", known });
  assert.deepEqual(rest, alice.log);
});

Deno.test("followLog() refuses a log that ends before it did", async () => {
  const alice = await grown();
  const pin = pinOf(alice.log);
  const entries = alice.entries.slice(0, 2);
  await assert.rejects(followLog(entries, { account: "alice", pin }), refusedWith("log_missing"));
  await assert.rejects(followLog([], { account: "alice", pin }), refusedWith("log_missing"));
});

Deno.test("followLog() refuses another log of the account, and the log of another account", async () => {
  const alice = await grown();
  const other = await Somebody.called("alice", endOf(alice.log).head);
  const pin = pinOf(alice.log);
  const options = { account: "alice", pin };
  await assert.rejects(followLog(other.entries, options), refusedWith("log_replaced"));
  const bob = await Somebody.called("bob");
  await assert.rejects(followLog(bob.entries, { account: "alice" }), refusedWith("bad_entry"));
  assert.deepEqual(other.log.replaces, endOf(alice.log).head);
});

Deno.test("followLog() refuses a fork, though each branch is signed", async () => {
  const alice = await grown();
  const [start] = alice.entries;
  assert.ok(start !== undefined);
  const log = await followLog([start], { account: "alice" });
  const fork = await addDevices({ ...alice.author, log }, [await newDevice("alice")]);
  const options = { account: "alice", pin: pinOf(alice.log) };
  const shorter = followLog([start, fork.entry], options);
  await assert.rejects(shorter, refusedWith("log_missing"));
  const asLong = { ...options, pin: { ...options.pin, seq: 2 } };
  await assert.rejects(followLog([start, fork.entry], asLong), refusedWith("log_forked"));
});

Deno.test("followLog() refuses entries that are left out, repeated or exchanged", async () => {
  const { entries } = await grown();
  const [start, add, remove] = entries;
  assert.ok(start !== undefined && add !== undefined && remove !== undefined);
  for (const wrong of [[start, remove], [start, add, add], [start, remove, add], [add, remove]]) {
    await assert.rejects(followLog(wrong, { account: "alice" }), refusedWith("bad_entry"));
  }
});
