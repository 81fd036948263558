/** Makes the self-signed certificate that a server without one of its own shows to its clients. */
import {
  bitString,
  booleanTrue,
  type Der,
  integer,
  objectIdentifier,
  octetString,
  pem,
  sequence,
  setOf,
  tagged,
  time,
  utf8String,
} from "./der.ts";
import { subjectAlternativeNames } from "./subject_names.ts";

/** Options of {@linkcode makeCertificate}. */
export interface CertificateOptions {
  /** Host names and IP addresses that the certificate is for. */
  names: readonly string[];
  now: Date;
  /** @default 3650 */
  validDays?: number;
  /** Source of the key and of the serial number. @default the global one */
  crypto?: Crypto;
}

/** A certificate and its private key (PKCS #8), both in PEM. */
export interface CertificatePair {
  certificatePem: string;
  privateKeyPem: string;
}

const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const ECDSA_WITH_SHA256 = sequence(objectIdentifier("1.2.840.10045.4.3.2"));
const COMMON_NAME = objectIdentifier("2.5.4.3");
const SERVER_AUTHENTICATION = objectIdentifier("1.3.6.1.5.5.7.3.1");
const DAY_MS = 24 * 60 * 60 * 1_000;

/** How far back the certificate begins, for clients whose clocks are behind. */
const BACKDATE_MS = 60 * 60 * 1_000;

/**
 * Makes a key on P-256 and an X.509 version 3 certificate for it, signed with itself (ECDSA with
 * SHA-256). It is one for a server and nothing else: no other certificate can be issued from it.
 *
 * @throws {RangeError} when one of the names is neither a host name nor an IP address.
 */
export async function makeCertificate(options: CertificateOptions): Promise<CertificatePair> {
  const { names, now, validDays = 3_650, crypto = globalThis.crypto } = options;
  const { subtle } = crypto;
  const keys = await subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const publicKey = new Uint8Array(await subtle.exportKey("spki", keys.publicKey));
  const point = new Uint8Array(await subtle.exportKey("raw", keys.publicKey));
  const keyDigest = new Uint8Array(await subtle.digest("SHA-256", point));
  const name = sequence(setOf(sequence(COMMON_NAME, utf8String("chat"))));

  // TBSCertificate, RFC 5280, section 4.1.
  const toBeSigned = sequence(
    tagged(0xa0, integer(Uint8Array.of(2))), // version 3
    integer(serialNumber(crypto)),
    ECDSA_WITH_SHA256,
    name, // issuer
    sequence(
      time(new Date(now.getTime() - BACKDATE_MS)),
      time(new Date(now.getTime() + validDays * DAY_MS)),
    ),
    name, // subject
    publicKey,
    tagged(0xa3, extensions(names, keyDigest)),
  );
  const certificate = await signedValue(toBeSigned, keys.privateKey, subtle);
  const privateKey = new Uint8Array(await subtle.exportKey("pkcs8", keys.privateKey));
  return {
    certificatePem: pem("CERTIFICATE", certificate),
    privateKeyPem: pem("PRIVATE KEY", privateKey),
  };
}

/** RFC 5280, section 4.2.1: what the certificate is for and what it is not for. */
function extensions(names: readonly string[], keyDigest: Uint8Array): Der {
  return sequence(
    // basicConstraints: no CA, which rustls asks of the certificate of a server.
    extension("2.5.29.19", sequence(), { critical: true }),
    // keyUsage: digitalSignature, the first of eight bits.
    extension("2.5.29.15", bitString(Uint8Array.of(0x80), 7), { critical: true }),
    // extKeyUsage.
    extension("2.5.29.37", sequence(SERVER_AUTHENTICATION)),
    // subjectKeyIdentifier: the first 160 bits of a SHA-256 (RFC 7093, section 2, method 1).
    extension("2.5.29.14", octetString(keyDigest.subarray(0, 20))),
    // subjectAltName.
    extension("2.5.29.17", subjectAlternativeNames(names)),
  );
}

/** `toBeSigned` with its signature by a key on P-256 (ECDSA with SHA-256) after it. */
export async function signedValue(
  toBeSigned: Der,
  privateKey: CryptoKey,
  subtle = crypto.subtle,
): Promise<Der> {
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await subtle.sign(algorithm, privateKey, Uint8Array.from(toBeSigned));
  const value = bitString(ecdsaSignature(new Uint8Array(signature)));
  return sequence(toBeSigned, ECDSA_WITH_SHA256, value);
}

/** An extension of a certificate with the DER in its value. */
export function extension(identifier: string, value: Der, { critical = false } = {}): Der {
  return sequence(
    objectIdentifier(identifier),
    ...(critical ? [booleanTrue()] : []),
    octetString(value),
  );
}

/** 16 random bytes as a positive number that is not zero (RFC 5280, section 4.1.2.2). */
function serialNumber(crypto: Crypto): Uint8Array {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
  return bytes;
}

/** Turns the two halves that WebCrypto returns into `ECDSA-Sig-Value` (RFC 3279, section 2.2.3). */
function ecdsaSignature(halves: Uint8Array): Der {
  const half = halves.length / 2;
  return sequence(integer(halves.subarray(0, half)), integer(halves.subarray(half)));
}
