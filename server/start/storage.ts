/** The files that a server writes to: whether they can be trusted at its start, and are there later. */
import { join } from "node:path";
import { missingOf } from "../journal/database/damage.ts";
import { DATABASE_FILES, databasePath } from "../journal/database/database.ts";
import { CERTIFICATE_FILE, KEY_FILE } from "../net/certificate/certificate_store.ts";
import { StartError } from "../base/start_error.ts";
import { isDiskFullError } from "../base/system_error.ts";

/** So much has to fit onto a disk that is not full. */
const PROBE_BYTES = 256 * 1_024;

/**
 * Sees to it that the database is not empty where a server has been, and has what every start needs:
 * it would begin anew, and nobody would know where everything is.
 *
 * @throws {StartError} with what to do about it.
 */
export function checkDatabaseFile(dataFolder: string): void {
  const path = databasePath(dataFolder);
  const size = sizeOf(path);
  if (size !== undefined && size > 0) return checkCounters(dataFolder);
  const others = size === 0
    ? [...DATABASE_FILES.slice(1), CERTIFICATE_FILE, KEY_FILE]
    : DATABASE_FILES.slice(1);
  const found = others.filter((name) => (sizeOf(join(dataFolder, name)) ?? 0) > 0);
  if (found.length === 0) return;
  throw new StartError(
    `${path} is ${size === 0 ? "empty" : "not there"}, but a server has used this folder (${
      found.join(", ")
    }). Restore the file from a backup; or remove ${
      size === 0 ? "it" : found.join(" and ")
    } to begin anew, with no accounts and no messages.`,
  );
}

function checkCounters(dataFolder: string): void {
  const [missing] = missingOf(dataFolder);
  if (missing === undefined) return;
  throw new StartError(
    `${missing}, so ${databasePath(dataFolder)} cannot be used. Restore it from a backup.`,
  );
}

/** Takes away the empty file that a failed first start has left, so that the next one finds none. */
export function removeEmptyDatabase(dataFolder: string): void {
  if (sizeOf(databasePath(dataFolder)) !== 0) return;
  for (const name of DATABASE_FILES) {
    try {
      Deno.removeSync(join(dataFolder, name));
    } catch {
      // Where nothing can be removed, the next start says what is wrong.
    }
  }
}

/** Whether nothing fits onto the disk of the folder any more; SQLite does not always tell. */
export function isDiskFull(dataFolder: string): boolean {
  const path = join(dataFolder, ".probe");
  try {
    using file = Deno.openSync(path, { create: true, write: true, truncate: true, mode: 0o600 });
    for (let written = 0; written < PROBE_BYTES;) {
      written += file.writeSync(new Uint8Array(PROBE_BYTES - written));
    }
    file.syncDataSync();
    return false;
  } catch (error) {
    return isDiskFullError(error);
  } finally {
    try {
      Deno.removeSync(path);
    } catch {
      // It was never made.
    }
  }
}

/** Why others can change what the server keeps, as a sentence; undefined when they cannot. */
export function opennessOf(dataFolder: string): string | undefined {
  // Windows keeps rights elsewhere.
  const mode = Deno.statSync(dataFolder).mode;
  if (mode === null || Deno.build.os === "windows" || (mode & 0o022) === 0) return undefined;
  return `Others may write into the data folder ${dataFolder}, and so read and change everything; ` +
    "shut it with: chmod go-w";
}

function sizeOf(path: string): number | undefined {
  try {
    return Deno.statSync(path).size;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}
