/** The few things that are done with files so that they survive whatever comes. */
import { ChatError } from "../../protocol/errors.ts";
import { DISK_FULL, plainReason } from "../base/plain_reason.ts";

/** Has a folder remember which files are in it (fsync); where that cannot be done, it is not needed. */
export function syncFolder(path: string): void {
  // Windows opens no folders, and keeps their order by itself.
  if (Deno.build.os === "windows") return;
  using folder = Deno.openSync(path, { read: true });
  folder.syncSync();
}

/** Brings to the disk what was written to a file. */
export function syncFile(path: string): void {
  using file = Deno.openSync(path, { read: true, write: true });
  file.syncSync();
}

/** Makes a folder for this user alone; false when it was there. */
export function makeFolder(path: string): boolean {
  try {
    Deno.mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
}

/** Writes a small file so that whoever reads it finds the old or the new one. */
export function replaceFile(path: string, text: string): void {
  const temporary = `${path}.new`;
  Deno.writeTextFileSync(temporary, text, { mode: 0o600 });
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

/** The names in a folder; none when there is no folder. */
export function names(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
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
