/** The few operations of WebCrypto that encryption is made of, each with what it is for in its input. */
import { type Bytes, concatenated } from "./bytes.ts";
import { shortText } from "./fields.ts";

/**
 * What a hash, a signature, a code or a key is for; no two may be confused. Each stands before what
 * is hashed or signed as a byte with its length and its letters, after `chat-e2ee-1 `.
 */
export type Purpose =
  | "account sealing key"
  | "conversation"
  | "conversation key"
  | "device"
  | "device joins"
  | "device sealing key"
  | "device signing key"
  | "entry"
  | "entry signature"
  | "file chunks"
  | "file key"
  | "key commitment"
  | "link answer"
  | "link code"
  | "link request"
  | "message"
  | "message context"
  | "message signature"
  | "older secret"
  | "recovery code"
  | "room entry"
  | "room entry signature"
  | "secret"
  | "statement"
  | "statement signature"
  | "vault"
  | "verification number";

/** `parts` behind their purpose. Each part has a size that is fixed or that stands before it. */
export function labelled(purpose: Purpose, ...parts: readonly Uint8Array[]): Bytes {
  return concatenated(shortText(`chat-e2ee-1 ${purpose}`), ...parts);
}

/** SHA-256 (FIPS 180-4) of {@linkcode labelled} parts. */
export async function hashed(purpose: Purpose, ...parts: readonly Uint8Array[]): Promise<Bytes> {
  return await sha256(labelled(purpose, ...parts));
}

/** SHA-256 (FIPS 180-4). */
export async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** The form in which {@linkcode derived} takes a secret. */
export async function derivationKey(secret: Bytes): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
}

/** What {@linkcode derived} makes of a secret. */
export interface Derivation {
  /** @default no salt */
  salt?: Bytes;
  /** The purpose and what belongs to it, see {@linkcode labelled}. */
  info: Bytes;
  /** @default 32 */
  bytes?: number;
}

/** HKDF with SHA-256 (RFC 5869). */
export async function derived(secret: CryptoKey, options: Derivation): Promise<Bytes> {
  const { salt = new Uint8Array(), info, bytes = 32 } = options;
  const parameters = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(parameters, secret, bytes * 8));
}

/** A key of AES-256-GCM (NIST SP 800-38D) and the one nonce that is ever used with it: 44 bytes. */
export interface OneTimeKey {
  key: CryptoKey;
  nonce: Bytes;
}

/** Makes a key and a nonce of 44 bytes. */
export async function oneTimeKey(bytes: Bytes): Promise<OneTimeKey> {
  const key = await aesKey(bytes.slice(0, 32));
  return { key, nonce: bytes.slice(32, 44) };
}

/** A key of AES-256-GCM. */
export async function aesKey(bytes: Bytes): Promise<CryptoKey> {
  return await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Encrypts `plain`; `bound` is not in the result, but has to be the same to open it. */
export async function encrypted(
  { key, nonce }: OneTimeKey,
  plain: Bytes,
  bound: Bytes,
): Promise<Bytes> {
  const parameters = { name: "AES-GCM", iv: nonce, additionalData: bound };
  return new Uint8Array(await crypto.subtle.encrypt(parameters, key, plain));
}

/** What was {@linkcode encrypted}, or `undefined` when a bit of it, of the key or of `bound` is another. */
export async function decrypted(
  { key, nonce }: OneTimeKey,
  cipher: Bytes,
  bound: Bytes,
): Promise<Bytes | undefined> {
  const parameters = { name: "AES-GCM", iv: nonce, additionalData: bound };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters, key, cipher));
  } catch {
    // WebCrypto says no more than that it failed, and there is nothing else to know.
    return undefined;
  }
}

/** HMAC with SHA-256 (RFC 2104). */
export async function authenticated(key: Bytes, message: Bytes): Promise<Bytes> {
  const imported = await macKey(key, "sign");
  return new Uint8Array(await crypto.subtle.sign("HMAC", imported, message));
}

/** Tells whether `code` is that of `message`, in the same time whatever is wrong with it. */
export async function isAuthentic(key: Bytes, code: Bytes, message: Bytes): Promise<boolean> {
  return await crypto.subtle.verify("HMAC", await macKey(key, "verify"), code, message);
}

async function macKey(key: Bytes, usage: "sign" | "verify"): Promise<CryptoKey> {
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return await crypto.subtle.importKey("raw", key, algorithm, false, [usage]);
}

/** An Ed25519 signature (RFC 8032). */
export async function signature(key: CryptoKey, message: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.sign("Ed25519", key, message));
}

/** Tells whether `sign` is the signature of `message` by whoever has the private half of `publicKey`. */
export async function isSigned(publicKey: Bytes, sign: Bytes, message: Bytes): Promise<boolean> {
  try {
    const key = await crypto.subtle.importKey("raw", publicKey, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", key, sign, message);
  } catch {
    // Not every 32 bytes are a public key.
    return false;
  }
}
