/** Reads the certificate of a server from files, and makes one in the data folder at first start. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { fingerprintOf } from "../../../protocol/fingerprint.ts";
import { type CertificatePair, makeCertificate } from "./make_certificate.ts";
import { isSubjectName } from "./subject_names.ts";

/** A certificate that has been checked against its key. */
export interface LoadedCertificate extends CertificatePair {
  /** `SHA256:…`, what clients remember. */
  fingerprint: string;
  validFrom: Date;
  validUntil: Date;
  /** Whether nobody vouches for it but its own key. */
  isSelfSigned: boolean;
  /** Whether the server gets the next one by itself. @default false */
  isRenewed?: boolean;
}

/** A certificate or key that cannot be used; the message says why and what to do. */
export class CertificateError extends Error {
  override readonly name = "CertificateError";
}

/** Options of {@linkcode loadOrMakeCertificate}. */
export interface MakeOptions {
  /** Name of this machine; it is left out of the certificate where it is no valid host name. */
  hostname: string;
  now: Date;
  /** Further names and addresses for the certificate. @default none */
  names?: readonly string[];
}

/** Shorter RSA keys have been broken, and TLS refuses them. */
const LEAST_RSA_BITS = 2_048;

/** Names of the two files in the data folder. */
export const CERTIFICATE_FILE = "certificate.pem";
export const KEY_FILE = "key.pem";

/** The same of a certificate that an authority has given (ACME). */
export const ACME_CERTIFICATE_FILE = "acme-certificate.pem";
export const ACME_KEY_FILE = "acme-key.pem";

/**
 * Returns the certificate in `dataFolder`, which must exist. Where there is none it makes one for
 * ten years; only the user of the server can read its key.
 *
 * @throws {CertificateError} when the files cannot be read, written, or used.
 */
export async function loadOrMakeCertificate(
  dataFolder: string,
  { hostname, now, names = [] }: MakeOptions,
): Promise<LoadedCertificate> {
  const certificateFile = join(dataFolder, CERTIFICATE_FILE);
  const keyFile = join(dataFolder, KEY_FILE);
  // The key is written first, so a key alone is what a first start left that did not get further.
  if (!await exists(certificateFile)) {
    const wanted = ["localhost", hostname, "127.0.0.1", "::1", ...names];
    const pair = await makeCertificate({
      names: [...new Set(wanted.filter(isSubjectName))],
      now,
    });
    await writePrivately(keyFile, pair.privateKeyPem);
    await writePrivately(certificateFile, pair.certificatePem);
  } else if (!await exists(keyFile)) {
    throw new CertificateError(
      `${certificateFile} is there, but its key ${keyFile} is not. Put the key back; or delete the ` +
        "certificate too, then a new one is made and every client is warned that the key changed",
    );
  }
  return await loadCertificate(certificateFile, keyFile);
}

/**
 * Reads a certificate, or a chain that begins with it, and its private key, both in PEM.
 *
 * @throws {CertificateError} when a file cannot be read, is not PEM, or the two do not match.
 */
export async function loadCertificate(
  certificateFile: string,
  keyFile: string,
): Promise<LoadedCertificate> {
  const certificatePem = await readPem(certificateFile, "certificate");
  const privateKeyPem = await readPem(keyFile, "private key");
  const certificate = parseCertificate(certificatePem, certificateFile);
  if (!certificate.checkPrivateKey(parsePrivateKey(privateKeyPem, keyFile))) {
    throw new CertificateError(
      `The key in ${keyFile} does not belong to the certificate in ${certificateFile}; ` +
        "if the file holds a chain, the certificate of the server must come first",
    );
  }
  checkUsable({ certificate, certificatePem, privateKeyPem }, { certificateFile, keyFile });
  return {
    certificatePem,
    privateKeyPem,
    fingerprint: fingerprintOf(certificate.raw),
    validFrom: certificate.validFromDate,
    validUntil: certificate.validToDate,
    isSelfSigned: certificate.issuer === certificate.subject,
  };
}

/** Tries what the listener does with it, so that it is blamed and not the address. */
function checkUsable(
  { certificate, certificatePem, privateKeyPem }: CertificatePair & {
    certificate: X509Certificate;
  },
  { certificateFile, keyFile }: { certificateFile: string; keyFile: string },
): void {
  const bits = certificate.publicKey.asymmetricKeyDetails?.modulusLength;
  if (bits !== undefined && bits < LEAST_RSA_BITS) {
    throw new CertificateError(
      `The RSA key in ${keyFile} has ${bits} bits, and TLS takes none with fewer than ` +
        `${LEAST_RSA_BITS}; make a longer one, or an EC key`,
    );
  }
  try {
    createSecureContext({ cert: certificatePem, key: privateKeyPem });
  } catch (cause) {
    throw new CertificateError(
      `TLS cannot use the certificate in ${certificateFile} with its key: ${reasonOf(cause)}`,
      { cause },
    );
  }
}

function parseCertificate(text: string, file: string): X509Certificate {
  try {
    return new X509Certificate(text);
  } catch (cause) {
    throw new CertificateError(
      `${file} holds no certificate in PEM; it must begin with -----BEGIN CERTIFICATE-----`,
      { cause },
    );
  }
}

function parsePrivateKey(text: string, file: string): KeyObject {
  if (text.includes("ENCRYPTED")) {
    throw new CertificateError(
      `The key in ${file} is encrypted; write it without a password with: openssl pkey -in ${file}`,
    );
  }
  try {
    return createPrivateKey(text);
  } catch (cause) {
    throw new CertificateError(
      `${file} holds no private key in PEM; it must begin with -----BEGIN PRIVATE KEY-----`,
      { cause },
    );
  }
}

async function readPem(file: string, what: string): Promise<string> {
  try {
    return await Deno.readTextFile(file);
  } catch (cause) {
    throw new CertificateError(`Cannot read the ${what} ${file}: ${reasonOf(cause)}`, { cause });
  }
}

/**
 * Writes a file that only its owner can read; it appears under its name once it is whole.
 *
 * @throws {CertificateError} when that cannot be done.
 */
export async function writePrivately(file: string, text: string): Promise<void> {
  const temporary = `${file}.new`;
  try {
    await removeIfThere(temporary);
    {
      using opened = await Deno.open(temporary, { write: true, createNew: true, mode: 0o600 });
      await opened.write(new TextEncoder().encode(text));
      await opened.sync();
    }
    await Deno.rename(temporary, file);
  } catch (cause) {
    throw new CertificateError(`Cannot write ${file}: ${reasonOf(cause)}`, { cause });
  }
}

/** Why a file could not be used, as the end of a sentence that says what to do. */
function reasonOf(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "it is not there; check the path";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "this user may not; change the owner or the rights of the file or its folder";
  }
  if (error instanceof Deno.errors.IsADirectory) return "it is a folder; name the file in it";
  return error instanceof Error ? error.message : String(error);
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw new CertificateError(`Cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

async function removeIfThere(path: string): Promise<void> {
  try {
    await Deno.remove(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
