/** The folder that holds everything a server keeps; one server at a time uses it. */
import { join } from "node:path";
import { databasePath } from "../journal/database/database.ts";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";

/** A data folder that this process holds the lock of. */
export interface DataFolder {
  /** Absolute path. */
  readonly path: string;
  /** Path of the file whose lock it holds. */
  readonly lockFile: string;
  /** Locks the database as well, once it was made; the lock file alone can be deleted. */
  lockDatabase(): void;
  /** Gives the folder free for another server. May be called more than once. */
  close(): void;
}

/** Somebody else holds the lock of a data folder: a server, or for a moment `chat admin`. */
export class DataFolderInUse extends StartError {}

/**
 * Makes the folder when it is not there (for the owner alone) and locks it.
 *
 * @throws {StartError} when it cannot be written or another server uses it.
 */
export function openDataFolder(path: string): DataFolder {
  const absolute = makeFolder(path);
  const lockFile = join(absolute, "lock");
  const locks: Deno.FsFile[] = [];

  function close(): void {
    for (const lock of locks.splice(0)) lock.close();
  }

  function lock(file: string, create: boolean): void {
    try {
      locks.push(Deno.openSync(file, { create, read: true, write: true, mode: 0o600 }));
    } catch (cause) {
      if (!create && cause instanceof Deno.errors.NotFound) return;
      throw cannotWrite(path, cause);
    }
    if (locks.at(-1)?.tryLockSync(true) === true) return;
    throw new DataFolderInUse(
      `Another server uses the data folder ${absolute}. Stop it first, or choose another folder with --data.`,
    );
  }

  let isDatabaseLocked = false;
  function lockDatabase(): void {
    if (isDatabaseLocked) return;
    const before = locks.length;
    lock(databasePath(absolute), false);
    isDatabaseLocked = locks.length > before;
  }

  try {
    lock(lockFile, true);
    lockDatabase();
  } catch (error) {
    close();
    throw error;
  }
  return { path: absolute, lockFile, lockDatabase, close };
}

function makeFolder(path: string): string {
  try {
    Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
    return Deno.realPathSync(path);
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
}

function cannotWrite(path: string, cause: unknown): StartError {
  const reason = cause instanceof Deno.errors.NotCapable
    ? "that is no place for files"
    : plainReason(new Error((cause as Error).message.split(": ", 1)[0]));
  return new StartError(
    `Cannot write to the data folder ${path}. Choose another one with --data, or make it writable (${reason}).`,
    { cause },
  );
}
