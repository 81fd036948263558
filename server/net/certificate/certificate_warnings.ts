/** What is wrong with the time of a certificate, in words. */
import type { LoadedCertificate } from "./certificate_store.ts";

/** For how long before its end a certificate is spoken of, in milliseconds. */
const SOON_MS = 14 * 24 * 60 * 60 * 1_000;

/** What is wrong with the time of a certificate; nobody who checks it will connect then. */
export function certificateWarnings(
  certificate: Pick<LoadedCertificate, "validFrom" | "validUntil">,
  nowMs: number,
): string[] {
  const { validFrom, validUntil } = certificate;
  if (validUntil.getTime() <= nowMs) {
    return [
      `The certificate has expired (${validUntil.toISOString()}): clients that check it refuse to ` +
      "connect. Renew it and send SIGHUP",
    ];
  }
  if (validFrom.getTime() > nowMs) {
    return [
      `The certificate is not valid before ${validFrom.toISOString()}: clients that check it refuse ` +
      "to connect until then. Is the clock of this machine right?",
    ];
  }
  if (validUntil.getTime() - nowMs < SOON_MS) {
    return [`The certificate expires soon (${validUntil.toISOString()}). Renew it and send SIGHUP`];
  }
  return [];
}
