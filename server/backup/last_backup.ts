/** Notes in the data folder when the last backup of it was made, for those who ask whether there is one. */
import { join } from "node:path";
import { replaceFile } from "../files/disk.ts";

/** The name of the note. */
const NOTE_FILE = "backup.json";

/** No note is longer than so many bytes. */
const MAX_NOTE_BYTES = 16 * 1_024;

/** What is known of a backup. */
export interface LastBackup {
  /** When it was begun, ISO 8601. */
  made: string;
  /** Where it is; `-` for a stream, of which nobody here knows where it went. */
  path: string;
  files: number;
  bytes: number;
  /** How many files it has not, because they are damaged or missing in the data folder. */
  problems: number;
}

/** Notes one; throws when that cannot be written. */
export function noteBackup(dataFolder: string, backup: LastBackup): void {
  replaceFile(join(dataFolder, NOTE_FILE), `${JSON.stringify(backup)}\n`);
}

/** What was noted last; undefined for nothing that can be read. */
export async function lastBackupOf(dataFolder: string): Promise<LastBackup | undefined> {
  try {
    const path = join(dataFolder, NOTE_FILE);
    if ((await Deno.stat(path)).size > MAX_NOTE_BYTES) return undefined;
    const read: unknown = JSON.parse(await Deno.readTextFile(path));
    return isBackup(read) ? read : undefined;
  } catch {
    // Nothing was noted, or nothing that means anything.
    return undefined;
  }
}

function isBackup(value: unknown): value is LastBackup {
  if (typeof value !== "object" || value === null) return false;
  const { bytes, files, made, path, problems } = value as Record<string, unknown>;
  return typeof made === "string" && Number.isFinite(Date.parse(made)) &&
    typeof path === "string" &&
    [bytes, files, problems].every((count) => Number.isSafeInteger(count));
}
