/** Bytes as encryption needs them: put together, compared, and as text. */
import { EncryptionError } from "./problem.ts";

/** Bytes that WebCrypto takes. */
export type Bytes = Uint8Array<ArrayBuffer>;

/** All `parts`, one after the other. */
export function concatenated(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Tells whether both hold the same bytes. Not for secrets: it stops at the first difference. */
export function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  if (one.length !== other.length) return false;
  // Logs have thousands of them compared: a function for each byte takes several times as long.
  for (let index = 0; index < one.length; index++) {
    if (one[index] !== other[index]) return false;
  }
  return true;
}

/** Orders bytes as numbers with the same count of digits. */
export function compareBytes(one: Uint8Array, other: Uint8Array): number {
  const length = Math.min(one.length, other.length);
  for (let index = 0; index < length; index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.length - other.length;
}

/** The base64url of `bytes` without padding (RFC 4648, section 5). */
export function toBase64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

/**
 * The bytes of base64url without padding, `maxBytes` at most.
 *
 * @throws {EncryptionError} `bad_format`, also when the same bytes could be written otherwise.
 */
export function fromBase64url(text: string, maxBytes: number): Bytes {
  if (text.length > Math.ceil(maxBytes * 4 / 3)) throw new EncryptionError("too_large");
  let bytes: Bytes;
  try {
    bytes = Uint8Array.fromBase64(text, { alphabet: "base64url", lastChunkHandling: "loose" });
  } catch (error) {
    throw new EncryptionError("bad_format", undefined, { cause: error });
  }
  if (toBase64url(bytes) !== text) throw new EncryptionError("bad_format");
  return bytes;
}

/** The digits of `bytes`, a form in which they may be the key of a map. */
export function toHex(bytes: Uint8Array): string {
  return bytes.toHex();
}
