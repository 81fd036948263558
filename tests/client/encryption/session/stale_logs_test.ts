/** What was heard while a log was being asked for is not forgotten when an older answer comes. */
import assert from "node:assert/strict";
import { startAccount } from "../../../../client/encryption/account_changes.ts";
import type { KeyRequest } from "../../../../client/encryption/session/key_requests.ts";
import { Logs } from "../../../../client/encryption/session/logs.ts";
import { PrivateTalk } from "../../../../client/encryption/session/private_talk.ts";
import { toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { activeDevices, endOf, seqOf } from "../../../../protocol/encryption/log.ts";
import { newDevice, TIME_MS } from "../../../support/encryption/cast.ts";
import { keyRequests } from "../../../support/encryption/key_requests.ts";
import { KeyServer } from "../../../support/encryption/key_server.ts";
import { KeyTerminal } from "../../../support/encryption/key_terminal.ts";
import { MemoryKeys } from "../../../support/encryption/memory_keys.ts";

async function arrived(server: KeyServer, account: string): Promise<KeyTerminal> {
  const device = await newDevice(account);
  await server.change(account, await startAccount({ account, devices: [device], timeMs: TIME_MS }));
  return new KeyTerminal(server, account, new MemoryKeys(account, device));
}

/** Which answer is held: to the first request like that, for the log of `of` where it is for one. */
interface Held {
  action: string;
  of: string;
}

/** A talk of `terminal` in which an answer to `action` is on its way until it is let through. */
function slow(terminal: KeyTerminal, server: KeyServer, { action, of }: Held) {
  const { account, store } = terminal;
  const real = keyRequests(server, account, store);
  const [asked, arrives] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let isHeld = true;
  const request = (async (asking: "keys", fields: { username?: string }) => {
    const answer = await real(asking, fields);
    if (asking as string !== action || !isHeld || (fields.username ?? of) !== of) return answer;
    isHeld = false;
    asked.resolve();
    await arrives.promise;
    return answer;
  }) as KeyRequest;
  const talk = new PrivateTalk({ account, request, store, timeMs: () => TIME_MS });
  return { talk, asked: asked.promise, arrives: arrives.resolve };
}

for (const action of ["keys", "keys_secrets"]) {
  Deno.test(`a change of one's own devices is seen though an answer to \`${action}\` was on its way`, async () => {
    const server = new KeyServer();
    const alice = await arrived(server, "alice");
    const { arrives, asked, talk } = slow(alice, server, { action, of: "alice" });
    const before = talk.own.now();
    await asked;
    await alice.add(await newDevice("alice"));
    talk.keysChanged("alice");
    const after = talk.own.now();
    arrives();
    await before.catch(() => {});
    assert.equal(activeDevices((await after).log).length, 2);
    assert.equal(activeDevices((await talk.own.now()).log).length, 2);
  });
}

Deno.test("a change of somebody else's devices is seen though an answer was on its way", async () => {
  const server = new KeyServer();
  const [alice, bob] = [await arrived(server, "alice"), await arrived(server, "bob")];
  await alice.own();
  const { arrives, asked, talk } = slow(alice, server, { action: "keys", of: "bob" });
  await talk.own.now();
  const before = talk.contacts.log("bob");
  await asked;
  await bob.add(await newDevice("bob"));
  talk.keysChanged("bob");
  arrives();
  await before;
  assert.equal(seqOf(await talk.contacts.log("bob") ?? assert.fail()), 2);
});

Deno.test("what an older answer says of a log that has begun anew since is not believed", async () => {
  const server = new KeyServer();
  const bob = await arrived(server, "bob");
  const logs = new Logs(keyRequests(server, bob.account, bob.store));
  const { log } = await logs.newest("bob") ?? assert.fail();
  const { head: replaces } = endOf(log);
  const ofBefore = { root: toBase64url(log.root), seq: 1, head: toBase64url(replaces) };
  const devices = [await newDevice("bob")] as const;
  await server.change(
    "bob",
    await startAccount({ account: "bob", devices, timeMs: TIME_MS, replaces }),
  );
  logs.stale("bob");
  const anew = await logs.newest("bob") ?? assert.fail();
  assert.notDeepEqual(anew.log.root, log.root);
  logs.endsWith("bob", ofBefore);
  assert.deepEqual((await logs.newest("bob"))?.log.root, anew.log.root);
});
