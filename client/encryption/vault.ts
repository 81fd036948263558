/** What the devices of an account keep together on the server, encrypted: whom they know and have verified. */
import {
  HASH_BYTES,
  MAX_VAULT_BYTES,
  SALT_BYTES,
  TAG_BYTES,
} from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated, sameBytes } from "../../protocol/encryption/bytes.ts";
import type { LogPin } from "../../protocol/encryption/log.ts";
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
import { ByteReader, shortText, u16, u32, u64, u8 } from "../../protocol/encryption/fields.ts";
import type { AccountSecret } from "./account_secret.ts";

const VERSION = 1;
const PADDING_STEP_BYTES = 1_024;
const LENGTH_BYTES = 4;

/** What is known of another account. */
export interface Contact {
  /** Its name, in the form in which names are compared. */
  account: string;
  /** How far its log was seen. */
  pin: LogPin;
  /** Both numbers were compared. */
  isVerified: boolean;
  /** When somebody decided something about it, by that device's clock; 0 while nobody has. */
  changedMs: number;
}

/** Contacts by name. */
export type Vault = ReadonlyMap<string, Contact>;

/** Which vault it is: the server counts them, and a device remembers the newest that it saw. */
export interface VaultPlace {
  root: Bytes;
  version: number;
}

/** Encrypts a vault under the newest secret. @throws {EncryptionError} `too_large`. */
export async function sealVault(
  vault: Vault,
  secret: AccountSecret,
  { root, version }: VaultPlace,
): Promise<Bytes> {
  const plain = encodeVault(vault);
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const head = concatenated(u8(VERSION), u32(secret.generation), salt);
  const bound = labelled("vault", head, root, u64(version));
  const sealed = concatenated(head, await encrypted(await keyOf(secret, salt), plain, bound));
  if (sealed.length > MAX_VAULT_BYTES) throw new EncryptionError("too_large");
  return sealed;
}

/**
 * Opens a vault.
 *
 * @throws {EncryptionError} `bad_vault`, also when it is of another version than the server says;
 * `no_key` when the secret of its generation is not there.
 */
export async function openVault(
  sealed: Bytes,
  secrets: ReadonlyMap<number, AccountSecret>,
  { root, version }: VaultPlace,
): Promise<Map<string, Contact>> {
  if (sealed.length > MAX_VAULT_BYTES) throw new EncryptionError("too_large");
  const reader = new ByteReader(sealed);
  reader.version(VERSION);
  const secret = secrets.get(reader.u32());
  if (secret === undefined) throw new EncryptionError("no_key");
  const salt = reader.take(SALT_BYTES);
  const bound = labelled("vault", sealed.slice(0, reader.position), root, u64(version));
  const plain = await decrypted(await keyOf(secret, salt), reader.rest(), bound);
  if (plain === undefined) throw new EncryptionError("bad_vault");
  return decodeVault(plain);
}

async function keyOf(secret: AccountSecret, salt: Bytes): Promise<OneTimeKey> {
  const info = labelled("vault");
  return await oneTimeKey(
    await derived(await derivationKey(secret.bytes), { salt, info, bytes: 44 }),
  );
}

/** What became of two vaults. */
export interface MergedVaults {
  vault: Map<string, Contact>;
  /** Accounts that the two know with different roots: somebody was shown other keys. Said loudly. */
  conflicts: { kept: Contact; other: Contact }[];
}

/**
 * Two vaults in one: of each contact what was decided last, and of one log the longer pin. Having
 * seen a contact for the first time is no decision (`changedMs` 0): with another root it replaces
 * nobody who is known, least of all one who is verified.
 */
export function mergedVaults(known: Vault, other: Vault): MergedVaults {
  const vault = new Map(known);
  const conflicts: MergedVaults["conflicts"] = [];
  for (const [name, theirs] of other) {
    const ours = vault.get(name);
    if (ours === undefined) {
      vault.set(name, theirs);
    } else if (sameBytes(ours.pin.root, theirs.pin.root)) {
      vault.set(name, mergedContacts(ours, theirs));
    } else {
      const kept = decidedLast(ours, theirs);
      vault.set(name, kept);
      conflicts.push({ kept, other: kept === ours ? theirs : ours });
    }
  }
  return { vault, conflicts };
}

/** Whether somebody has decided something in `vault` that `other` does not hold. */
export function decidesMore(vault: Vault, other: Vault): boolean {
  for (const [name, ours] of vault) {
    if (ours.changedMs > (other.get(name)?.changedMs ?? 0)) return true;
  }
  return false;
}

/** Of two with different roots that of the later decision; at the same time the verified, then ours. */
function decidedLast(ours: Contact, theirs: Contact): Contact {
  if (theirs.changedMs !== ours.changedMs) {
    return theirs.changedMs > ours.changedMs ? theirs : ours;
  }
  return theirs.isVerified && !ours.isVerified ? theirs : ours;
}

function mergedContacts(one: Contact, other: Contact): Contact {
  const later = other.changedMs > one.changedMs ? other : one;
  return { ...later, pin: other.pin.seq > one.pin.seq ? other.pin : one.pin };
}

/**
 * The vault without those contacts that make it too large for the server: those that were not
 * verified and have not changed for longest go first.
 */
export function fittingVault(vault: Vault): Map<string, Contact> {
  const room = MAX_VAULT_BYTES - PADDING_STEP_BYTES - TAG_BYTES - SALT_BYTES - LENGTH_BYTES - 16;
  const byWorth = [...vault].toSorted(([, one], [, other]) =>
    Number(other.isVerified) - Number(one.isVerified) || other.changedMs - one.changedMs
  );
  let bytes = 0;
  return new Map(byWorth.filter(([, contact]) => {
    bytes += encodeContact(contact).length;
    return bytes <= room;
  }));
}

function encodeVault(vault: Vault): Bytes {
  const contacts = [...vault.values()].map(encodeContact);
  const body = concatenated(u16(contacts.length), ...contacts);
  const length = LENGTH_BYTES + body.length;
  const whole = new Uint8Array(Math.ceil(length / PADDING_STEP_BYTES) * PADDING_STEP_BYTES);
  whole.set(concatenated(u32(body.length), body));
  return whole;
}

function encodeContact({ account, pin, isVerified, changedMs }: Contact): Bytes {
  return concatenated(
    shortText(account),
    pin.root,
    u32(pin.seq),
    pin.head,
    u8(isVerified ? 1 : 0),
    u64(changedMs),
  );
}

function decodeVault(plain: Bytes): Map<string, Contact> {
  const outer = new ByteReader(plain);
  const reader = new ByteReader(outer.take(outer.u32()));
  const contacts = Array.from({ length: reader.u16() }, () => ({
    account: reader.shortText(),
    pin: { root: reader.take(HASH_BYTES), seq: reader.u32(), head: reader.take(HASH_BYTES) },
    isVerified: reader.u8() === 1,
    changedMs: reader.u64(),
  }));
  reader.end();
  return new Map(contacts.map((contact) => [contact.account, contact]));
}
