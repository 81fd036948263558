/** What whoever starts a server should know, although it starts all the same. */
import type { LoadedCertificate } from "../net/certificate/certificate_store.ts";
import { certificateWarnings } from "../net/certificate/certificate_warnings.ts";
import { LEAST_MEMORY_BYTES } from "../base/memory.ts";
import { newestDamageOf } from "../journal/database/damage.ts";
import { opennessOf } from "./storage.ts";

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

function inMebibytes(bytes: number): string {
  return `${Math.floor(bytes / 1_024 / 1_024)} MiB`;
}
