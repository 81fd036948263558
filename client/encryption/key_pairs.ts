/** Key pairs of WebCrypto from 32 secret bytes: Ed25519 to sign, X25519 to be sealed to. */
import { KEY_BYTES } from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated, fromBase64url } from "../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";
import type { SealingKeyPair } from "./hpke_seal.ts";

/** What stands before 32 bytes in PKCS #8 (RFC 8410); the last but four bytes say which curve. */
const PKCS8_HEAD = "302e020100300506032b65";
const PKCS8_TAIL = "04220420";

/** A pair and the bytes of its public half. The private half cannot be exported. */
export interface SigningKeyPair {
  publicBytes: Bytes;
  privateKey: CryptoKey;
}

/** The Ed25519 key pair of a seed (RFC 8032). */
export async function signingKeyPair(seed: Bytes): Promise<SigningKeyPair> {
  const { publicBytes, privateKey } = await imported("Ed25519", seed, ["sign"]);
  return { publicBytes, privateKey };
}

/** The X25519 key pair of a private key (RFC 7748). */
export async function sealingKeyPair(
  secret: Bytes,
): Promise<SealingKeyPair & { publicBytes: Bytes }> {
  const { publicBytes, privateKey } = await imported("X25519", secret, ["deriveBits"]);
  const publicKey = await crypto.subtle.importKey("raw", publicBytes, "X25519", true, []);
  return { publicBytes, publicKey, privateKey };
}

async function imported(algorithm: "Ed25519" | "X25519", secret: Bytes, usages: KeyUsage[]) {
  if (secret.length !== KEY_BYTES) throw new EncryptionError("bad_format");
  const curve = algorithm === "Ed25519" ? "70" : "6e";
  const pkcs8 = concatenated(Uint8Array.fromHex(PKCS8_HEAD + curve + PKCS8_TAIL), secret);
  // Only a key that can be exported says which public key it has.
  const exportable = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, true, usages);
  const { x = "" } = await crypto.subtle.exportKey("jwk", exportable);
  const privateKey = await crypto.subtle.importKey("pkcs8", pkcs8, algorithm, false, usages);
  pkcs8.fill(0);
  return { publicBytes: fromBase64url(x, KEY_BYTES), privateKey };
}
