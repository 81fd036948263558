/** Reads the certificate of a server, or makes it at its first start. */
import { join } from "node:path";
import { StartError } from "../base/start_error.ts";
import {
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
