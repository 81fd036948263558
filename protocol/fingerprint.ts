/** The fingerprint by which people and clients recognise a server's certificate. */
import { Buffer } from "node:buffer";
import { createHash, X509Certificate } from "node:crypto";

const PREFIX = "SHA256:";
const DIGEST_BYTES = 32;

/**
 * The fingerprint of a certificate in DER: `SHA256:` and the unpadded base64 of its SHA-256, the
 * form in which OpenSSH prints the keys of hosts.
 */
export function fingerprintOf(der: Uint8Array): string {
  return format(createHash("sha256").update(der).digest());
}

/**
 * The same of the public key in a certificate (`SubjectPublicKeyInfo` in DER), which stays when a
 * certificate is renewed for the same key; undefined for what is no certificate.
 */
export function keyFingerprintOf(der: Uint8Array): string | undefined {
  try {
    const { publicKey } = new X509Certificate(der);
    return fingerprintOf(publicKey.export({ format: "der", type: "spki" }));
  } catch {
    return undefined;
  }
}

/**
 * Returns a fingerprint that somebody typed in the form of {@linkcode fingerprintOf}. It also takes
 * the one that `openssl x509 -fingerprint -sha256` prints, with or without the colons, and base64
 * with padding.
 *
 * @throws {RangeError} when it is none, with the forms that are.
 */
export function normalizeFingerprint(text: string): string {
  // openssl writes "sha256 Fingerprint=AA:BB:…".
  const digest = text.trim().replace(/^sha-?256(?: fingerprint)?[:= ]\s*/i, "");
  const hex = digest.replaceAll(":", "");
  if (/^[0-9a-f]{64}$/i.test(hex)) return format(Buffer.from(hex, "hex"));
  if (/^[A-Za-z0-9+/]{43}=?$/.test(digest)) {
    const bytes = Buffer.from(digest, "base64");
    // The last character has two bits too many; written back they must give the same text.
    if (bytes.length === DIGEST_BYTES && format(bytes) === PREFIX + digest.replace("=", "")) {
      return PREFIX + digest.replace("=", "");
    }
  }
  throw new RangeError(
    `"${text}" is not a fingerprint; write SHA256: and the 43 characters that the server prints ` +
      "when it starts, or the 32 pairs of digits that openssl prints",
  );
}

function format(digest: Buffer): string {
  return PREFIX + digest.toString("base64").replace(/=+$/, "");
}
