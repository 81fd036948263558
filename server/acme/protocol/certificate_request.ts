/** Asks for a certificate: a certification request (RFC 2986) for a key on P-256. */
import { integer, objectIdentifier, sequence, setOf, tagged } from "../../net/certificate/der.ts";
import { extension, signedValue } from "../../net/certificate/make_certificate.ts";
import { subjectAlternativeNames } from "../../net/certificate/subject_names.ts";
import { encodeBase64Url } from "./base64_url.ts";

const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;

/** `extensionRequest` (RFC 2985, section 5.4.2) and `subjectAltName`. */
const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";
const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";

/** The key of a certificate, as it is used and as it is kept. */
export interface CertificateKey {
  privateKey: CryptoKey;
  /** The public half in DER (`SubjectPublicKeyInfo`). */
  spki: Uint8Array;
  /** The private half in DER (PKCS #8). */
  pkcs8: Uint8Array;
}

/** Makes a key on P-256. */
export async function makeCertificateKey(): Promise<CertificateKey> {
  const { privateKey } = await crypto.subtle.generateKey(CURVE, true, ["sign", "verify"]);
  const pkcs8 = new Uint8Array(await crypto.subtle.exportKey("pkcs8", privateKey));
  return await readCertificateKey(pkcs8);
}

/** The key in a PKCS #8 value; rejects when it is none on P-256. */
export async function readCertificateKey(
  pkcs8: Uint8Array<ArrayBuffer>,
): Promise<CertificateKey> {
  const { subtle } = crypto;
  const privateKey = await subtle.importKey("pkcs8", pkcs8, CURVE, true, ["sign"]);
  const { kty, crv, x, y } = await subtle.exportKey("jwk", privateKey);
  const half = { kty, crv, x, y } as JsonWebKey;
  const publicKey = await subtle.importKey("jwk", half, CURVE, true, ["verify"]);
  const spki = new Uint8Array(await subtle.exportKey("spki", publicKey));
  return { privateKey, spki, pkcs8 };
}

/** A request for these names in DER, in base64url (RFC 8555, section 7.4); its subject is empty. */
export async function certificateRequest(
  { privateKey, spki }: CertificateKey,
  names: readonly string[],
): Promise<string> {
  const wanted = sequence(extension(SUBJECT_ALTERNATIVE_NAME, subjectAlternativeNames(names)));
  const attribute = sequence(objectIdentifier(EXTENSION_REQUEST), setOf(wanted));
  const toBeSigned = sequence(
    integer(Uint8Array.of(0)), // version 1
    sequence(), // subject
    spki,
    tagged(0xa0, attribute),
  );
  return encodeBase64Url(await signedValue(toBeSigned, privateKey));
}
