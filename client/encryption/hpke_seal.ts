/** Seals 32 bytes for one public key, so that only its owner opens them: HPKE (RFC 9180), base mode. */
import { AEAD_AES_256_GCM, CipherSuite, KDF_HKDF_SHA256, KEM_DHKEM_X25519_HKDF_SHA256 } from "hpke";
import { KEY_BYTES, SEALED_KEY_BYTES } from "../../protocol/encryption/bounds.ts";
import { type Bytes, concatenated } from "../../protocol/encryption/bytes.ts";
import { EncryptionError } from "../../protocol/encryption/problem.ts";

/** An X25519 key pair whose private half may be one that cannot be exported. */
export interface SealingKeyPair {
  publicKey: CryptoKey;
  privateKey: CryptoKey;
}

function suite(): CipherSuite<CryptoKey> {
  return new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_256_GCM);
}

/**
 * `encapsulated key | ciphertext` of `plain`, which opens with the same `info` alone.
 *
 * @throws {EncryptionError} `nobody_reads` when `publicKey` is none that anything can be sealed to.
 */
export async function sealTo(publicKey: Bytes, plain: Bytes, info: Bytes): Promise<Bytes> {
  const hpke = suite();
  try {
    const recipient = await hpke.DeserializePublicKey(publicKey);
    const { encapsulatedSecret, ciphertext } = await hpke.Seal(recipient, plain, { info });
    return concatenated(encapsulatedSecret, ciphertext);
  } catch (error) {
    throw new EncryptionError("nobody_reads", undefined, { cause: error });
  }
}

/** The 32 bytes that were sealed. @throws {EncryptionError} `bad_seal`. */
export async function openSeal(pair: SealingKeyPair, sealed: Bytes, info: Bytes): Promise<Bytes> {
  if (sealed.length !== SEALED_KEY_BYTES) throw new EncryptionError("bad_seal");
  const encapsulated = sealed.slice(0, KEY_BYTES);
  const cipher = sealed.slice(KEY_BYTES);
  try {
    return Uint8Array.from(await suite().Open(pair, encapsulated, cipher, { info }));
  } catch (error) {
    throw new EncryptionError("bad_seal", undefined, { cause: error });
  }
}
