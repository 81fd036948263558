/** The few things that are done with files so that they survive whatever comes. */
import { dirname } from "node:path";
import { ChatError } from "../../protocol/errors.ts";
import { DISK_FULL, plainReason } from "../base/plain_reason.ts";

/** Has a folder remember which files are in it (fsync); where that cannot be done, it is not needed. */
export function syncFolder(path: string): void {
  // Windows opens no folders, and keeps their order by itself.
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path, { read: true });
  folder.syncSync();
}

/** Makes a folder for this user alone, and has the one above it remember that; or finds it there. */
export function makeFolder(path: string): void {
  try {
    Deno.mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return;
    throw error;
  }
  syncFolder(dirname(path));
}

/** Writes a small file so that there is always the old or the new one. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  {
    using file = Deno.openSync(temporary, {
      create: true,
      write: true,
      truncate: true,
      mode: 0o600,
    });
    for (let rest = new TextEncoder().encode(text); rest.length > 0;) {
      rest = rest.subarray(file.writeSync(rest));
    }
    file.syncSync();
  }
  Deno.renameSync(temporary, path);
}

/** Writes all of it, beside whatever else this thread does. */
export async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let rest = bytes; rest.length > 0;) rest = rest.subarray(await file.write(rest));
}

/** Removes a file that may not be there. */
export function removeFile(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}

/** How many bytes a file has; undefined when it is not there. */
export function sizeOf(path: string): number | undefined {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile ? size : undefined;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

/** What a failure to write is called: `storage_full` where there is no room. */
export function storageError(error: unknown): Error {
  if (plainReason(error) === DISK_FULL) return new ChatError("storage_full");
  return error instanceof Error ? error : new Error(String(error));
}
