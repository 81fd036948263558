/** What is wrong with the time of a certificate, in words. */
import type { LoadedCertificate } from "./certificate_store.ts";

/** For how long before its end a certificate is spoken of, in milliseconds. */
const SOON_MS = 14 * 24 * 60 * 60 * 1_000;

/** The same of one that is renewed by itself, as a share of its lifetime, when that is less. */
const LATE_SHARE = 1 / 4;

/** What is wrong with the time of a certificate; nobody who checks it will connect then. */
export function certificateWarnings(
  certificate: Pick<LoadedCertificate, "isRenewed" | "validFrom" | "validUntil">,
  nowMs: number,
): string[] {
  const { isRenewed = false, validFrom, validUntil } = certificate;
  const what = isRenewed ? "It should have been renewed by now" : "Renew it and send SIGHUP";
  if (validUntil.getTime() <= nowMs) {
    return [
      `The certificate has expired (${validUntil.toISOString()}): clients that check it refuse to ` +
      `connect. ${what}`,
    ];
  }
  if (validFrom.getTime() > nowMs) {
    return [
      `The certificate is not valid before ${validFrom.toISOString()}: clients that check it refuse ` +
      "to connect until then. Is the clock of this machine right?",
    ];
  }
  const lifetimeMs = validUntil.getTime() - validFrom.getTime();
  const soonMs = isRenewed ? Math.min(SOON_MS, lifetimeMs * LATE_SHARE) : SOON_MS;
  if (validUntil.getTime() - nowMs < soonMs) {
    return [`The certificate expires soon (${validUntil.toISOString()}). ${what}`];
  }
  return [];
}
