/** What a terminal keeps of its keys, as it stands in a file. */
import { type Bytes, fromBase64url, toBase64url } from "../../protocol/encryption/bytes.ts";
import { DEVICE_ID_BYTES, HASH_BYTES, MAX_ENTRY_BYTES } from "../../protocol/encryption/bounds.ts";
import type { KeptKeys } from "../encryption/session/key_store.ts";
import type { Contact } from "../encryption/vault.ts";

/** Everything that stands in the file. */
export interface KeptFile {
  seed: Bytes;
  /** The device's id, so that nothing has to be made of the seed to know it. */
  device: Bytes;
  keys: KeptKeys;
}

const VERSION = 1;
const MAX_SEALED = 1_024;

/** The text of the file. */
export function encodeKept({ device, keys, seed }: KeptFile, account: string): string {
  const {
    contacts,
    conversations,
    entries,
    isCodeShown,
    isReminded,
    older,
    rooms,
    secret,
    vaultVersion,
  } = keys;
  const whole = {
    about: "Keys of chat. Whoever has this file can read what you write. Never give it away.",
    version: VERSION,
    account,
    seed: toBase64url(seed),
    device: toBase64url(device),
    is_code_shown: isCodeShown,
    ...(isReminded === true ? { is_reminded: true } : {}),
    entries: entries.map(toBase64url),
    secret: secret && { generation: secret.generation, sealed: toBase64url(secret.sealed) },
    older: [...older].map(([generation, sealed]) => ({ generation, sealed: toBase64url(sealed) })),
    contacts: [...contacts.values()].map(({ account: name, changedMs, isVerified, pin }) => ({
      account: name,
      root: toBase64url(pin.root),
      seq: pin.seq,
      head: toBase64url(pin.head),
      verified: isVerified,
      changed_ms: changedMs,
    })),
    conversations: [...conversations].map(([other, { epoch, fromId, hash }]) => ({
      with: other,
      epoch,
      hash: toBase64url(hash),
      from: fromId,
    })),
    rooms: [...rooms ?? []].map(([room, { head, id, seq }]) => ({
      room,
      id: toBase64url(id),
      seq,
      head: toBase64url(head),
    })),
    vault_version: vaultVersion,
  };
  return `${JSON.stringify(whole, undefined, 1)}\n`;
}

/** What the text means. Throws an error when it is damaged, or of somebody else. */
export function decodeKept(text: string, account: string): KeptFile {
  const whole = objectIn(JSON.parse(text));
  if (whole["version"] !== VERSION) throw new SyntaxError("It was written by another version");
  if (whole["account"] !== account) throw new SyntaxError("It is of another account");
  const secret = whole["secret"] === undefined ? undefined : objectIn(whole["secret"]);
  return {
    seed: bytesIn(whole["seed"], 32, true),
    device: bytesIn(whole["device"], DEVICE_ID_BYTES, true),
    keys: {
      entries: listIn(whole["entries"]).map((entry) => bytesIn(entry, MAX_ENTRY_BYTES)),
      secret: secret && {
        generation: numberIn(secret["generation"]),
        sealed: bytesIn(secret["sealed"], MAX_SEALED),
      },
      older: new Map(
        listIn(whole["older"]).map(objectIn).map(({ generation, sealed }) => [
          numberIn(generation),
          bytesIn(sealed, MAX_SEALED),
        ]),
      ),
      contacts: new Map(listIn(whole["contacts"]).map(contactIn).map((one) => [one.account, one])),
      conversations: new Map(
        listIn(whole["conversations"]).map(objectIn).map(({ epoch, from, hash, with: other }) => [
          textIn(other),
          {
            epoch: numberIn(epoch),
            hash: bytesIn(hash, HASH_BYTES, true),
            // Older versions have not kept it.
            ...(from === undefined ? {} : { fromId: numberIn(from) }),
          },
        ]),
      ),
      // Versions that knew no encrypted rooms have kept none.
      rooms: new Map(
        listIn(whole["rooms"] ?? []).map(objectIn).map(({ head, id, room, seq }) => [
          textIn(room),
          {
            id: bytesIn(id, HASH_BYTES, true),
            seq: numberIn(seq),
            head: bytesIn(head, HASH_BYTES, true),
          },
        ]),
      ),
      vaultVersion: numberIn(whole["vault_version"]),
      isCodeShown: whole["is_code_shown"] === true,
      isReminded: whole["is_reminded"] === true,
    },
  };
}

function contactIn(value: unknown): Contact {
  const { account, changed_ms: changedMs, head, root, seq, verified } = objectIn(value);
  return {
    account: textIn(account),
    pin: {
      root: bytesIn(root, HASH_BYTES, true),
      seq: numberIn(seq),
      head: bytesIn(head, HASH_BYTES, true),
    },
    isVerified: verified === true,
    changedMs: numberIn(changedMs),
  };
}

function objectIn(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new SyntaxError("Something is missing");
  return value as Record<string, unknown>;
}

function listIn(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new SyntaxError("A list is missing");
  return value;
}

function textIn(value: unknown): string {
  if (typeof value !== "string") throw new SyntaxError("A text is missing");
  return value;
}

function numberIn(value: unknown): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new SyntaxError("A number is missing");
  }
  return value;
}

function bytesIn(value: unknown, most: number, isExact = false): Bytes {
  const bytes = fromBase64url(textIn(value), most);
  if (isExact && bytes.length !== most) throw new SyntaxError("Bytes are missing");
  return bytes;
}
