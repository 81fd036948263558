import assert from "node:assert/strict";
import { startAccount } from "../../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../../client/encryption/message.ts";
import { deviceFromSeed, newSeed } from "../../../../client/encryption/own_device.ts";
import { newDevice, TIME_MS } from "../../../support/encryption/cast.ts";
import { KeyServer } from "../../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../../support/encryption/memory_keys.ts";

async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
  const change = await startAccount({ account, devices: [device], timeMs: TIME_MS });
  await server.change(account, change);
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

Deno.test("toWrite() makes no key that names a shorter log than the key before does", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  const device = await newDevice("alice");
  await alice.add(device);
  await alice.add(await newDevice("alice"));
  const other = new KeyTerminal(server, "alice", new MemoryKeys("alice", device));
  // This device has seen bob's log; then it grows, and another device names the longer one.
  assert.equal(await alice.talk.standing("bob"), "encrypted");
  await bob.add(await newDevice("bob"));
  await other.say("bob", { text: "one" }, { ...NEW_MESSAGE, nonce: "one" });
  await alice.remove((others) => others.at(-1));
  await alice.say("bob", { text: "two" }, { ...NEW_MESSAGE, nonce: "two" });
  assert.deepEqual([...(await bob.read("alice")).keys()], ["two", "one"]);
});
