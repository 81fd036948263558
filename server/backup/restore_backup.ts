/** Makes a data folder of a backup, and says whether a backup is whole. */
import { basename, dirname, join, resolve } from "node:path";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { sizeOf, syncFolder } from "../files/disk.ts";
import { blobPath } from "../files/file_paths.ts";
import { damageOf } from "../journal/database/damage.ts";
import { copyFile, hashFile } from "./copied_file.ts";
import { readManifest } from "./manifest.ts";
import { referencedIn } from "./take_backup.ts";

/** Most things that are named; where there are more, another backup is needed in any case. */
const MAX_NAMED = 20;

/** What is wrong with a backup, a sentence each; nothing when it is whole. */
export function verifyBackup(backup: string): string[] {
  const { files } = readManifest(backup);
  const wrong: string[] = [];
  for (const { path, sha256, size } of files) {
    const found = sizeOf(join(backup, path));
    if (found === undefined) wrong.push(`${path} is missing`);
    else if (found !== size) wrong.push(`${path} has ${found} bytes instead of ${size}`);
    else if (hashFile(join(backup, path)).sha256 !== sha256) wrong.push(`${path} is damaged`);
    if (wrong.length >= MAX_NAMED) return wrong;
  }
  if (wrong.length > 0) return wrong;
  wrong.push(...damageOf(backup));
  for (const sha256 of referencedIn(backup)) {
    if (wrong.length >= MAX_NAMED) break;
    const path = blobPath("files", sha256);
    if (sizeOf(join(backup, path)) === undefined) wrong.push(`${path} is missing`);
  }
  return wrong;
}

/**
 * Makes a data folder of a backup; it is there whole or not at all.
 *
 * @throws {StartError} when there is something in the way, or the backup is damaged.
 */
export function restoreBackup(
  backup: string,
  dataFolder: string,
): { files: number; bytes: number } {
  const { files } = readManifest(backup);
  const target = resolve(dataFolder);
  if (!isFree(target)) {
    throw new StartError(
      `${target} is not empty, and nothing in it is overwritten. Move it away, or restore to another folder with --data`,
    );
  }
  const unfinished = join(dirname(target), `.${basename(target)}.restoring`);
  try {
    Deno.removeSync(unfinished, { recursive: true });
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw failed(error);
  }
  try {
    Deno.mkdirSync(unfinished, { recursive: true, mode: 0o700 });
    let bytes = 0;
    for (const { path, sha256, size } of files) {
      const read = copyFile(join(backup, path), join(unfinished, path));
      if (read.sha256 !== sha256 || read.size !== size) {
        throw new StartError(`${path} in the backup is damaged; nothing was restored`);
      }
      bytes += size;
    }
    syncFolder(unfinished);
    removeEmpty(target);
    Deno.renameSync(unfinished, target);
    syncFolder(dirname(target));
    return { files: files.length, bytes };
  } catch (error) {
    try {
      Deno.removeSync(unfinished, { recursive: true });
    } catch {
      // The next try begins with that.
    }
    throw failed(error);
  }
}

function failed(cause: unknown): StartError {
  if (cause instanceof StartError) return cause;
  return new StartError(`Nothing was restored: ${plainReason(cause)}`, { cause });
}

/** Whether nothing is there, or an empty folder. */
function isFree(folder: string): boolean {
  try {
    return [...Deno.readDirSync(folder)].length === 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return true;
    throw failed(error);
  }
}

function removeEmpty(folder: string): void {
  try {
    Deno.removeSync(folder);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
