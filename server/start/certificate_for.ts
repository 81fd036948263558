/** Reads the certificate of a server, or makes it at its first start. */
import { join } from "node:path";
import { StartError } from "../base/start_error.ts";
import {
  ACME_CERTIFICATE_FILE,
  ACME_KEY_FILE,
  CERTIFICATE_FILE,
  CertificateError,
  KEY_FILE,
  loadCertificate,
  type LoadedCertificate,
  loadOrMakeCertificate,
} from "../net/certificate/certificate_store.ts";
import type { ServeOptions } from "./serve_options.ts";

/** Where a certificate comes from. */
export interface CertificateContext {
  dataFolder: string;
  /** Name of this machine, for a certificate that is made. */
  hostname: string;
  /** Whether one may be made where there is none. */
  mayMake: boolean;
  now(): number;
}

/**
 * The certificate that the options ask for; undefined without TLS.
 *
 * @throws {StartError} when it cannot be used.
 */
export async function certificateFor(
  { tls }: Pick<ServeOptions, "tls">,
  { dataFolder, hostname, now, mayMake }: CertificateContext,
): Promise<LoadedCertificate | undefined> {
  try {
    switch (tls.kind) {
      case "off":
        return undefined;
      case "own":
        return mayMake
          ? await loadOrMakeCertificate(dataFolder, { hostname, now: new Date(now()) })
          : await loadCertificate(join(dataFolder, CERTIFICATE_FILE), join(dataFolder, KEY_FILE));
      case "acme":
        return await acmeCertificate(dataFolder) ??
          await loadOrMakeCertificate(dataFolder, { hostname, now: new Date(now()) });
      case "files":
        return await loadCertificate(tls.certificateFile, tls.keyFile);
    }
  } catch (error) {
    if (error instanceof CertificateError) {
      throw new StartError(`${error.message}.`, { cause: error });
    }
    throw error;
  }
}

/** What an authority has given; undefined where there is none that can be used, and the own one has to do. */
async function acmeCertificate(dataFolder: string): Promise<LoadedCertificate | undefined> {
  const [file, key] = [ACME_CERTIFICATE_FILE, ACME_KEY_FILE];
  try {
    const loaded = await loadCertificate(join(dataFolder, file), join(dataFolder, key));
    return { ...loaded, isRenewed: true };
  } catch (error) {
    if (error instanceof CertificateError) return undefined;
    throw error;
  }
}
