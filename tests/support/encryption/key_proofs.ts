/** What must be true of any history of keys: who should read reads everything, who was removed nothing new. */
import assert from "node:assert/strict";
import {
  type AccountSecret,
  secretOf,
  unwrapOlder,
} from "../../../client/encryption/account_secret.ts";
import { openConversationKey } from "../../../client/encryption/conversation_key.ts";
import { openSeal } from "../../../client/encryption/hpke_seal.ts";
import type { OwnDevice } from "../../../client/encryption/own_device.ts";
import { sameBytes, toHex } from "../../../protocol/encryption/bytes.ts";
import { u32 } from "../../../protocol/encryption/fields.ts";
import { labelled } from "../../../protocol/encryption/primitives.ts";
import type { KeyServer, StoredKey } from "./key_server.ts";
import type { KeyTerminal } from "./key_terminal.ts";

/**
 * A terminal reads everything that was said with `other` since its account began, as it was said;
 * returns how much that is. `said` has the texts by nonce.
 */
export async function assertReadsAll(
  terminal: KeyTerminal,
  { other, said }: { other: string; said: ReadonlyMap<string, string> },
): Promise<number> {
  const { server, account } = terminal;
  const place = await server.place(account, other);
  const root = toHex((await server.current(account))?.log.root ?? new Uint8Array());
  const read = await terminal.read(other, place);
  for (const { nonce, epoch, from } of place.messages) {
    const isForIt = place.keys.find((key) => epochOf(key) === epoch)?.seals.has(root) ?? false;
    assert.equal(read.has(nonce), isForIt, `${account} reads ${nonce}`);
    if (!isForIt) continue;
    const content = read.get(nonce)?.content;
    assert.equal(content?.text ?? content?.emoji, said.get(nonce), `${nonce} of ${from}`);
  }
  return read.size;
}

/** A device that belonged to `account` opens nothing that was said from message `blindFrom` on. */
export async function assertBlind(
  server: KeyServer,
  { account, device, blindFrom }: { account: string; device: OwnDevice; blindFrom: number },
): Promise<void> {
  const secrets = await reachableSecrets(server, { account, device });
  for (const place of server.places.values()) {
    const later = place.messages.filter(({ id }) => id >= blindFrom);
    for (const epoch of new Set(later.map((message) => message.epoch))) {
      const key = place.keys.find((one) => epochOf(one) === epoch);
      assert.ok(key !== undefined);
      await assertOpensNothing(server, { account, device, key, secrets });
    }
  }
}

interface Attempt {
  account: string;
  device: OwnDevice;
  key: StoredKey;
  secrets: readonly AccountSecret[];
}

async function assertOpensNothing(
  server: KeyServer,
  { account, device, key: { found, seals }, secrets }: Attempt,
): Promise<void> {
  for (const { root, generation } of found.statement.participants) {
    const log = server.series(account, root)?.log;
    if (log === undefined || !log.devices.has(toHex(device.id))) continue;
    const sealed = seals.get(toHex(root));
    assert.ok(sealed !== undefined);
    for (const secret of secrets) {
      const asIf = new Map([[generation, secret]]);
      await assert.rejects(
        openConversationKey({ found, root, sealed, secrets: asIf }),
        `${toHex(device.id)} of ${account} opens epoch ${found.statement.epoch}`,
      );
    }
  }
}

/** Every secret that a device can come by, were the server to give it everything. */
async function reachableSecrets(
  server: KeyServer,
  { account, device }: { account: string; device: OwnDevice },
): Promise<AccountSecret[]> {
  const all: AccountSecret[] = [];
  for (const { log, secrets, older } of server.accounts.get(account) ?? []) {
    const reachable: AccountSecret[] = [];
    for (const [generation, sealed] of secrets) {
      for (const [id, bytes] of sealed) {
        const info = labelled("secret", log.root, u32(generation), Uint8Array.fromHex(id));
        const opened = await openSeal(device.sealingPair, bytes, info).catch(() => undefined);
        if (opened !== undefined) reachable.push(await secretOf(generation, opened));
      }
    }
    // What is found is gone through as well, until there is nothing more.
    for (const secret of reachable) {
      for (const [generation, wrapped] of older) {
        const asIf = { ...secret, generation };
        const opened = await unwrapOlder(log, asIf, wrapped).catch(() => undefined);
        if (opened === undefined) continue;
        if (!reachable.some(({ bytes }) => sameBytes(bytes, opened.bytes))) reachable.push(opened);
      }
    }
    all.push(...reachable);
  }
  return all;
}

function epochOf({ found }: StoredKey): number {
  return found.statement.epoch;
}
