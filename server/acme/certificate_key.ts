/** The key of the certificate: made once and kept by every renewal, so that those who pin it stay content. */
import { createPrivateKey } from "node:crypto";
import { join } from "node:path";
import { plainReason } from "../base/plain_reason.ts";
import { pem } from "../net/certificate/der.ts";
import { ACME_KEY_FILE, writePrivately } from "../net/certificate/certificate_store.ts";
import { AcmeError } from "./acme_error.ts";
import {
  type CertificateKey,
  makeCertificateKey,
  readCertificateKey,
} from "./protocol/certificate_request.ts";

/**
 * The key in the data folder, made where there is none.
 *
 * @throws {AcmeError} when there is one that cannot be used: it is not replaced silently.
 */
export async function openCertificateKey(dataFolder: string): Promise<CertificateKey> {
  const path = join(dataFolder, ACME_KEY_FILE);
  let text: string;
  try {
    text = await Deno.readTextFile(path);
  } catch (cause) {
    if (!(cause instanceof Deno.errors.NotFound)) throw cannotUse(path, cause);
    const made = await makeCertificateKey();
    await writePrivately(path, pem("PRIVATE KEY", made.pkcs8));
    return made;
  }
  try {
    const pkcs8 = createPrivateKey(text).export({ format: "der", type: "pkcs8" });
    return await readCertificateKey(Uint8Array.from(pkcs8));
  } catch (cause) {
    // What the parser says could have a part of the key in it.
    throw cannotUse(path, new Error("it holds no key on P-256 in PEM", { cause }));
  }
}

function cannotUse(path: string, cause: unknown): AcmeError {
  const reason = cause instanceof Error && cause.cause !== undefined
    ? cause.message
    : plainReason(cause);
  return new AcmeError(
    `Cannot use ${path}: ${reason}; put it back, or delete it together with the certificate beside it, ` +
      "then a new key is made",
    { cause },
  );
}
