/** Session tokens: random, handed out once, stored only as a hash. */
import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";

/** Bytes of randomness in a token. */
const TOKEN_BYTES = 32;

/** Fills an array with random bytes, like `crypto.getRandomValues`. */
export type RandomBytes = (bytes: Uint8Array<ArrayBuffer>) => Uint8Array;

/** Makes a token of 256 random bits, in base64url (RFC 4648, section 5). */
export function makeToken(randomBytes: RandomBytes): string {
  return Buffer.from(randomBytes(new Uint8Array(TOKEN_BYTES))).toString("base64url");
}

/**
 * What is stored of a client certificate, by the SHA-256 of its DER: never that of a token, whose UTF-8
 * has no byte 0xff.
 */
export function hashCertificate(sha256: Uint8Array): Uint8Array {
  const hash = createHash("sha256").update(new Uint8Array([0xff])).update("client certificate");
  return new Uint8Array(hash.update(sha256).digest());
}

/** What is stored of a token: its SHA-256. A random token needs no slow hash. */
export function hashToken(token: string): Uint8Array {
  return new Uint8Array(createHash("sha256").update(token, "utf8").digest());
}
