/** The secrets of an account: one a generation, sealed to its devices, the older ones under the newer. */
import { KEY_BYTES, OLDER_SECRET_BYTES, SALT_BYTES } from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated, sameBytes } from "../../protocol/encryption/bytes.ts";
import type { AccountLog, LogDevice } from "../../protocol/encryption/log.ts";
import {
  decrypted,
  derivationKey,
  derived,
  encrypted,
  labelled,
  type OneTimeKey,
  oneTimeKey,
} from "../../protocol/encryption/primitives.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import { u32 } from "../../protocol/encryption/fields.ts";
import { openSeal, type SealingKeyPair, sealTo } from "./hpke_seal.ts";
import { sealingKeyPair } from "./key_pairs.ts";
import type { OwnDevice } from "./own_device.ts";

/** The secret of one generation, with what is made of it. */
export interface AccountSecret {
  generation: number;
  /** 32 bytes; whoever has them reads all of the account's messages up to this generation. */
  bytes: Bytes;
  /** What the keys of conversations are sealed to; the public half stands in the log. */
  pair: SealingKeyPair;
  publicBytes: Bytes;
}

/** A secret sealed to one device. */
export interface SealedSecret {
  device: Bytes;
  sealed: Bytes;
}

/** A new secret, by chance. */
export async function newSecret(generation: number): Promise<AccountSecret> {
  return await secretOf(generation, crypto.getRandomValues(new Uint8Array(KEY_BYTES)));
}

/** What a secret's bytes mean. */
export async function secretOf(generation: number, bytes: Bytes): Promise<AccountSecret> {
  const info = labelled("account sealing key");
  const { publicBytes, ...pair } = await sealingKeyPair(
    await derived(await derivationKey(bytes), { info }),
  );
  return { generation, bytes, pair, publicBytes };
}

/** Seals a secret to a device of the account with the root `root`. */
export async function sealSecret(
  secret: AccountSecret,
  { root, device }: { root: Bytes; device: Pick<LogDevice, "id" | "sealingKey"> },
): Promise<SealedSecret> {
  const info = secretInfo(root, secret.generation, device.id);
  return { device: device.id, sealed: await sealTo(device.sealingKey, secret.bytes, info) };
}

/**
 * Opens the newest secret, which was sealed to `device`.
 *
 * @throws {EncryptionError} `bad_seal`; `bad_secret` when it is not the one whose public key stands
 * in the log.
 */
export async function openSecret(
  log: AccountLog,
  device: OwnDevice,
  { generation, sealed }: { generation: number; sealed: Bytes },
): Promise<AccountSecret> {
  const info = secretInfo(log.root, generation, device.id);
  const bytes = await openSeal(device.sealingPair, sealed, info);
  return await checkedSecret(log, generation, bytes);
}

function secretInfo(root: Bytes, generation: number, device: Bytes): Bytes {
  return labelled("secret", root, u32(generation), device);
}

/** The secret of the generation before, encrypted under `secret`: `salt | AES-256-GCM`. */
export async function wrapOlder(
  secret: AccountSecret,
  { root, older }: { root: Bytes; older: AccountSecret },
): Promise<Bytes> {
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const bound = olderInfo(root, secret.generation);
  const key = await olderKey(secret, salt, bound);
  return concatenated(salt, await encrypted(key, older.bytes, bound));
}

/** Opens what {@linkcode wrapOlder} made. @throws {EncryptionError} `bad_secret`. */
export async function unwrapOlder(
  log: AccountLog,
  secret: AccountSecret,
  wrapped: Bytes,
): Promise<AccountSecret> {
  if (wrapped.length !== OLDER_SECRET_BYTES) throw new EncryptionError("bad_secret");
  const bound = olderInfo(log.root, secret.generation);
  const key = await olderKey(secret, wrapped.slice(0, SALT_BYTES), bound);
  const bytes = await decrypted(key, wrapped.slice(SALT_BYTES), bound);
  if (bytes === undefined) throw new EncryptionError("bad_secret");
  return await checkedSecret(log, secret.generation - 1, bytes);
}

/**
 * All secrets up to `newest`, by generation. `older` has what each of them but the first wraps, by
 * the generation of the one that wraps.
 *
 * @throws {EncryptionError} `bad_secret`, also when one is missing.
 */
export async function openAllSecrets(
  log: AccountLog,
  newest: AccountSecret,
  older: ReadonlyMap<number, Bytes>,
): Promise<Map<number, AccountSecret>> {
  const secrets = new Map([[newest.generation, newest]]);
  let secret = newest;
  while (secret.generation > 1) {
    const wrapped = older.get(secret.generation);
    if (wrapped === undefined) throw new EncryptionError("bad_secret");
    secret = await unwrapOlder(log, secret, wrapped);
    secrets.set(secret.generation, secret);
  }
  return secrets;
}

function olderInfo(root: Bytes, generation: number): Bytes {
  return labelled("older secret", root, u32(generation));
}

async function olderKey(secret: AccountSecret, salt: Bytes, info: Bytes): Promise<OneTimeKey> {
  const bytes = await derived(await derivationKey(secret.bytes), { salt, info, bytes: 44 });
  return await oneTimeKey(bytes);
}

async function checkedSecret(
  log: AccountLog,
  generation: number,
  bytes: Bytes,
): Promise<AccountSecret> {
  const secret = await secretOf(generation, bytes);
  const expected = log.secretKeys[generation - 1];
  if (expected === undefined || !sameBytes(expected, secret.publicBytes)) {
    throw new EncryptionError("bad_secret");
  }
  return secret;
}
