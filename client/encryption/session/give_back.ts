/** Gives a server that was restored the entries of one's own log back that it has lost. */
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { changeAgain } from "../account_changes.ts";
import { openAllSecrets, openSecret } from "../account_secret.ts";
import type { OwnDevice } from "../own_device.ts";
import { isRefusedWith, type KeyRequest, wireChange } from "./key_requests.ts";
import type { KeptKeys } from "./key_store.ts";
import { type FollowedLog, followEntries } from "./logs.ts";

/** What this device has of a log that its server does not have whole. */
export interface LostLog {
  known: FollowedLog;
  device: OwnDevice;
  kept: KeptKeys;
}

/** Where it goes. */
export interface GiveBackOptions {
  /** The name, in the form in which names are compared. */
  account: string;
  request: KeyRequest;
}

/**
 * Says once more what a server that was restored has lost.
 *
 * @throws {EncryptionError} when the server has another log, or nothing was kept to say it with.
 */
export async function giveBack(
  { device, kept, known }: LostLog,
  options: GiveBackOptions,
): Promise<void> {
  const { request } = options;
  if (kept.secret === undefined) throw new EncryptionError("log_missing");
  const newest = await openSecret(known.log, device, kept.secret);
  const secrets = await openAllSecrets(known.log, newest, kept.older);
  let there = await entriesThere(known, options);
  let before = await followEntries(known.entries.slice(0, there));
  for (let entry = known.entries[there]; entry !== undefined; entry = known.entries[there]) {
    const change = await changeAgain(before?.log, { entry, secrets });
    try {
      await request("keys_change", wireChange(change, device.id));
      before = { log: change.log, entries: [...before?.entries ?? [], entry] };
      there += 1;
    } catch (error) {
      if (!isRefusedWith(error, "keys_moved")) throw error;
      // Another device, or another process of this one, gives it back as well.
      const now = await entriesThere(known, options);
      if (now <= there) throw new EncryptionError("log_missing");
      before = await followEntries(known.entries.slice(0, now));
      there = now;
    }
  }
}

/** How many entries of a log a server has. Throws {EncryptionError} when it has others. */
async function entriesThere(
  known: FollowedLog,
  { account, request }: GiveBackOptions,
): Promise<number> {
  const there = await request("keys", { username: account, after: known.entries.length });
  const { head, root, seq = 0 } = there;
  const isSame = root === toBase64url(known.log.root);
  const count = isSame ? seq : 0;
  const at = known.log.points[count - 1]?.head;
  if (root !== undefined && (!isSame || at === undefined || toBase64url(at) !== head)) {
    throw new EncryptionError("log_forked");
  }
  return count;
}
