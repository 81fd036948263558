/** The folder that holds everything a server keeps; one server at a time uses it. */
import { join } from "node:path";
import { StartError } from "../base/start_error.ts";

/** A data folder that this process holds the lock of. */
export interface DataFolder {
  /** Absolute path. */
  readonly path: string;
  /** Path of the file whose lock it holds. */
  readonly lockFile: string;
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
  let lock: Deno.FsFile;
  try {
    lock = Deno.openSync(lockFile, {
      create: true,
      read: true,
      write: true,
      mode: 0o600,
    });
  } catch (cause) {
    throw cannotWrite(path, cause);
  }
  if (!lock.tryLockSync(true)) {
    lock.close();
    throw new DataFolderInUse(
      `Another server uses the data folder ${absolute}. Stop it first, or choose another folder with --data.`,
    );
  }
  let closed = false;
  return {
    path: absolute,
    lockFile,
    close() {
      if (!closed) lock.close();
      closed = true;
    },
  };
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
  // What the system says, without its number and without the call that failed.
  const reason = cause instanceof Deno.errors.NotCapable
    ? "that is no place for files"
    : String((cause as Error).message).replace(/ \(os error.*$/s, "");
  return new StartError(
    `Cannot write to the data folder ${path}. Choose another one with --data, or make it writable (${reason}).`,
    { cause },
  );
}
