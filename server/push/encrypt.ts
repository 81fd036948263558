/** Encrypts what is pushed, for one browser (RFC 8291, in the coding `aes128gcm` of RFC 8188). */
import { joinBytes } from "../../protocol/join_bytes.ts";

/** Most bytes of a push that every push service takes (RFC 8030, section 7.2). */
const RECORD_BYTES = 4_096;

/** Most bytes that may be pushed. */
export const MAX_PLAIN_BYTES = RECORD_BYTES - 86 - 16 - 1;

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;

/** What a push is encrypted with. */
export interface EncryptOptions {
  /** Of the browser: a point, 65 bytes; and its secret, 16 bytes. */
  publicKey: Uint8Array<ArrayBuffer>;
  secret: Uint8Array<ArrayBuffer>;
  /** 16 bytes that were never used before. */
  salt: Uint8Array<ArrayBuffer>;
  /** What is added so that the length says little: up to the next multiple of so many bytes. @default 1 */
  padTo?: number;
  /** A pair of keys for this push alone. @default a new one */
  keys?: CryptoKeyPair;
}

/**
 * The body of the request: salt, record size, the key of this push, and the only record.
 *
 * @throws {RangeError} for more than {@linkcode MAX_PLAIN_BYTES}; {DOMException} when the key of the
 * browser is no point on the curve.
 */
export async function encryptPush(
  plain: Uint8Array<ArrayBuffer>,
  options: EncryptOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  if (plain.length > MAX_PLAIN_BYTES) {
    throw new RangeError(`A push holds ${MAX_PLAIN_BYTES} bytes at most, not ${plain.length}`);
  }
  const { publicKey, salt, secret, padTo = 1 } = options;
  const keys = options.keys ?? await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const own = new Uint8Array(await crypto.subtle.exportKey("raw", keys.publicKey));
  const theirs = await crypto.subtle.importKey("raw", publicKey, CURVE, false, []);
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirs },
    keys.privateKey,
    256,
  );
  const info = joinBytes([bytesOf("WebPush: info\0"), publicKey, own]);
  const input = await derived(shared, { salt: secret, info, bits: 256 });
  const keyInfo = bytesOf("Content-Encoding: aes128gcm\0");
  const nonceInfo = bytesOf("Content-Encoding: nonce\0");
  const key = await derived(input, { salt, info: keyInfo, bits: 128 });
  const iv = await derived(input, { salt, info: nonceInfo, bits: 96 });
  const cipher = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["encrypt"]);
  // The only record is the last one: 2 ends its text, and zeros may follow.
  const length = Math.min(Math.ceil(plain.length / padTo) * padTo, MAX_PLAIN_BYTES);
  const record = new Uint8Array(length + 1);
  record.set(plain);
  record[plain.length] = 2;
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, cipher, record);
  const sizes = new Uint8Array([0, 0, RECORD_BYTES >> 8, RECORD_BYTES & 0xff, own.length]);
  return joinBytes([salt, sizes, own, new Uint8Array(sealed)]);
}

/** HKDF with SHA-256 (RFC 5869). */
async function derived(
  input: ArrayBuffer,
  { bits, info, salt }: {
    salt: Uint8Array<ArrayBuffer>;
    info: Uint8Array<ArrayBuffer>;
    bits: number;
  },
): Promise<ArrayBuffer> {
  const key = await crypto.subtle.importKey("raw", input, "HKDF", false, ["deriveBits"]);
  return await crypto.subtle.deriveBits({ name: "HKDF", hash: "SHA-256", salt, info }, key, bits);
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}
