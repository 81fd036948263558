/** What whoever starts a server should know, although it starts all the same. */
import type { LoadedCertificate } from "../net/certificate/certificate_store.ts";
import { LEAST_MEMORY_BYTES } from "../base/memory.ts";
import { newestDamageOf } from "../journal/database/damage.ts";
import { opennessOf } from "./storage.ts";

/** For how long before its end a certificate is spoken of, in milliseconds. */
const SOON_MS = 14 * 24 * 60 * 60 * 1_000;

/** What a start is made of. */
export interface StartFacts {
  dataFolder: string;
  wantedConnections: number;
  possibleConnections: number;
  memoryBytes: number;
  certificate: LoadedCertificate | undefined;
  nowMs: number;
}

/** One sentence for each thing. */
export function startWarnings(facts: StartFacts): string[] {
  const { dataFolder, wantedConnections, possibleConnections, memoryBytes, certificate, nowMs } =
    facts;
  const warnings: string[] = [];
  if (possibleConnections < wantedConnections) {
    warnings.push(
      `The limit on open files allows ${possibleConnections} connections, not ` +
        `${wantedConnections}; raise it with ulimit -n`,
    );
  }
  if (memoryBytes < LEAST_MEMORY_BYTES) {
    warnings.push(
      `There are ${inMebibytes(memoryBytes)} of memory, and the server needs ` +
        `${inMebibytes(LEAST_MEMORY_BYTES)}: the system may end it when somebody registers`,
    );
  }
  const damage = newestDamageOf(dataFolder);
  if (damage.length > 0) {
    warnings.push(`${damage[0]}; chat admin check finds all that is damaged`);
  }
  const open = opennessOf(dataFolder);
  if (open !== undefined) warnings.push(open);
  if (certificate !== undefined) warnings.push(...certificateWarnings(certificate, nowMs));
  return warnings;
}

/** What is wrong with the time of a certificate; nobody who checks it will connect then. */
export function certificateWarnings(certificate: LoadedCertificate, nowMs: number): string[] {
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

function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1_024 / 1_024)} MiB`;
}
