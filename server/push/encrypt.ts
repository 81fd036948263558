/** What is pushed is for the browser alone: message encryption for Web Push (RFC 8291, RFC 8188). */

/** The keys of a browser. */
export interface BrowserKeys {
  /** Its P-256 point, uncompressed: 65 bytes. */
  p256dh: Uint8Array;
  /** 16 bytes that it has drawn. */
  auth: Uint8Array;
}

/** Most bytes that fit into one record of what push services take. */
export const MAX_PUSH_BYTES = 3_900;

const CURVE = { name: "ECDH", namedCurve: "P-256" } as const;
const RECORD_BYTES = 4_096;

const encoder = new TextEncoder();

/**
 * Encrypts with `aes128gcm`; the result is the body of the request.
 *
 * @throws {RangeError} when it is too long; {DOMException} when the keys are none.
 */
export async function encryptPush(
  plain: Uint8Array,
  { p256dh, auth }: BrowserKeys,
): Promise<Uint8Array<ArrayBuffer>> {
  if (plain.length > MAX_PUSH_BYTES) throw new RangeError(`More than ${MAX_PUSH_BYTES} bytes`);
  const theirs = await crypto.subtle.importKey("raw", Uint8Array.from(p256dh), CURVE, false, []);
  const own = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const ownPoint = new Uint8Array(await crypto.subtle.exportKey("raw", own.publicKey));
  const shared = await crypto.subtle.deriveBits(
    { name: "ECDH", public: theirs },
    own.privateKey,
    256,
  );
  const info = joined(encoder.encode("WebPush: info\0"), p256dh, ownPoint);
  const secret = await derive(new Uint8Array(shared), { salt: auth, info, bytes: 32 });
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const content = { salt, info: encoder.encode("Content-Encoding: aes128gcm\0"), bytes: 16 };
  const nonce = { salt, info: encoder.encode("Content-Encoding: nonce\0"), bytes: 12 };
  const key = await crypto.subtle.importKey(
    "raw",
    await derive(secret, content),
    "AES-GCM",
    false,
    ["encrypt"],
  );
  // The last record, and the only one, ends with a two.
  const sealed = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: await derive(secret, nonce) },
    key,
    joined(plain, Uint8Array.of(2)),
  );
  const head = new Uint8Array(21);
  head.set(salt);
  new DataView(head.buffer).setUint32(16, RECORD_BYTES);
  head[20] = ownPoint.length;
  return joined(head, ownPoint, new Uint8Array(sealed));
}

/** HKDF with SHA-256 (RFC 5869). */
async function derive(
  secret: Uint8Array<ArrayBuffer>,
  { salt, info, bytes }: { salt: Uint8Array; info: Uint8Array; bytes: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const how = {
    name: "HKDF",
    hash: "SHA-256",
    salt: Uint8Array.from(salt),
    info: Uint8Array.from(info),
  };
  return new Uint8Array(await crypto.subtle.deriveBits(how, key, 8 * bytes));
}

function joined(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
