/** The secrets of one's own account, as this device keeps them or its server has them. */
import { MAX_SEALED_BYTES, OLDER_SECRET_BYTES } from "../../../protocol/encryption/bounds.ts";
import { type Bytes, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import { type AccountLog, follow } from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { type AccountSecret, openAllSecrets, openSecret } from "../account_secret.ts";
import type { OwnDevice } from "../own_device.ts";
import { bytesOf, type KeyRequest } from "./key_requests.ts";
import type { KeptKeys, KeyStore } from "./key_store.ts";

/** All secrets of the account by generation: what is kept where it still holds, else the server's. */
export async function secretsNow(
  { device, kept, log }: { log: AccountLog; device: OwnDevice; kept: KeptKeys },
  { request, store }: { request: KeyRequest; store: KeyStore },
): Promise<ReadonlyMap<number, AccountSecret>> {
  const generation = log.secretKeys.length;
  const isSame = kept.entries[0] !== undefined &&
    toHex((await follow(undefined, kept.entries[0])).root) === toHex(log.root);
  if (isSame && kept.secret?.generation === generation) {
    const newest = await openSecret(log, device, kept.secret);
    return await openAllSecrets(log, newest, kept.older);
  }
  const fetched = await fetchSecrets({ log, device }, request);
  await store.update((now) => ({
    ...now,
    secret: { generation, sealed: fetched.sealed },
    older: fetched.older,
  }));
  return fetched.secrets;
}

/** The secrets as the server has them sealed to a device, and the newest and the older ones as they came. */
export async function fetchSecrets(
  { device, log }: { log: AccountLog; device: OwnDevice },
  request: KeyRequest,
) {
  const older = new Map<number, Bytes>();
  const id = toBase64url(device.id);
  let answer = await request("keys_secrets", { device: id });
  const { generation, sealed: text } = answer;
  if (answer.root !== toBase64url(log.root) || generation !== log.secretKeys.length) {
    // The log went on in between.
    throw new EncryptionError("log_missing");
  }
  if (text === undefined) throw new EncryptionError("device_removed");
  let before = generation + 1;
  for (;;) {
    for (const one of answer.older) {
      // Newest first, so that what a server can send is over when the first one has come.
      if (one.generation >= before || one.generation < 1) throw new EncryptionError("bad_format");
      before = one.generation;
      older.set(before, bytesOf(one.sealed, OLDER_SECRET_BYTES));
    }
    if (!answer.more || answer.older.length === 0) break;
    answer = await request("keys_secrets", { device: id, before });
  }
  const sealed = bytesOf(text, MAX_SEALED_BYTES);
  const newest = await openSecret(log, device, { generation, sealed });
  return { sealed, older, secrets: await openAllSecrets(log, newest, older) };
}
