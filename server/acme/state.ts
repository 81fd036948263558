/** What is remembered of attempts, so that a restart does not ask an authority sooner than agreed. */
import { join } from "node:path";
import { writePrivately } from "../net/certificate/certificate_store.ts";
import { isRecord, parseJson, textOf } from "./protocol/fields.ts";

/** Name of the file in the data folder. */
export const STATE_FILE = "acme.json";

/** What was tried, and what came of it. Times are in milliseconds since 1970. */
export interface AcmeState {
  /** For which names, of which authority. */
  wanted: string;
  /** What the certificate that is there was given for; empty when there is none. */
  got: string;
  /** Attempts that have failed since the last one that has not. */
  failures: number;
  lastFailure: { atMs: number; reason: string } | undefined;
  /** Before that nothing is tried by itself. */
  retryAtMs: number;
  /** Before that nothing is tried at all: the authority has asked for it. */
  notBeforeMs: number;
}

/** What somebody wants, to be compared. */
export function wantedOf(
  { directory, names }: { directory: string; names: readonly string[] },
): string {
  return `${[...names].sort().join(" ")} of ${directory}`;
}

/** The state of somebody who wants this; without what was remembered where it is about something else. */
export function readState(dataFolder: string, wanted: string): AcmeState {
  const { got, ...kept } = keptState(dataFolder);
  const fresh = {
    failures: 0,
    lastFailure: undefined,
    retryAtMs: 0,
    notBeforeMs: 0,
  };
  return { ...(kept.wanted === wanted ? kept : fresh), wanted, got };
}

/** Writes it down; throws when that cannot be done. */
export async function keepState(dataFolder: string, state: AcmeState): Promise<void> {
  await writePrivately(join(dataFolder, STATE_FILE), `${JSON.stringify(state)}\n`);
}

function keptState(dataFolder: string): AcmeState {
  const value = parseJson(textIn(join(dataFolder, STATE_FILE)));
  const { failures, got, lastFailure, notBeforeMs, retryAtMs, wanted } = isRecord(value)
    ? value
    : {};
  return {
    wanted: textOf(wanted, 16_384) ?? "",
    got: textOf(got, 16_384) ?? "",
    failures: timeOf(failures),
    lastFailure: isRecord(lastFailure)
      ? { atMs: timeOf(lastFailure["atMs"]), reason: textOf(lastFailure["reason"]) ?? "" }
      : undefined,
    retryAtMs: timeOf(retryAtMs),
    notBeforeMs: timeOf(notBeforeMs),
  };
}

function timeOf(value: unknown): number {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : 0;
}

/** Nothing where it cannot be read: then nothing is remembered. */
function textIn(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch {
    return "";
  }
}
