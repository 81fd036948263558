import assert from "node:assert/strict";
import { startAccount } from "../../../../client/encryption/account_changes.ts";
import { NEW_MESSAGE } from "../../../../client/encryption/message.ts";
import { endOf } from "../../../../protocol/encryption/log.ts";
import { newDevice, TIME_MS } from "../../../support/encryption/cast.ts";
import { KeyServer } from "../../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../../support/encryption/memory_keys.ts";

/** Somebody's first terminal; of who has a log already, after a reset. */
async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await newDevice(account);
  const before = server.current(account)?.log;
  const replaces = before && endOf(before).head;
  const start = await startAccount({ account, devices: [device], timeMs: TIME_MS, replaces });
  await server.change(account, start);
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

Deno.test("PrivateTalk.open() reads what a device has written that came in before its account began anew", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.say("bob", { text: "one" }, { ...NEW_MESSAGE, nonce: "one" });
  assert.deepEqual([...(await bob.read("alice")).keys()], ["one"]);
  const device = await newDevice("alice");
  await alice.add(device);
  const second = new KeyTerminal(server, "alice", new MemoryKeys("alice", device));
  await second.say("bob", { text: "two" }, { ...NEW_MESSAGE, nonce: "two" });
  await arrived(server, "alice");
  assert.deepEqual([...(await bob.read("alice")).keys()], ["two", "one"]);
});
