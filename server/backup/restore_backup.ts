/** Makes a data folder of a backup, and says whether a backup is whole. */
import { basename, dirname, join, resolve } from "node:path";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { sizeOf, syncFolder } from "../files/disk.ts";
import { blobPath } from "../files/file_paths.ts";
import { damageOf } from "../journal/database/damage.ts";
import { hashFile } from "../base/hash_file.ts";
import { copyFile } from "./copied_file.ts";
import { readManifest } from "./manifest.ts";
import { DATABASE_FILE } from "./data_copy.ts";
import { referencedIn } from "./database_copy.ts";
import { leaveCluster } from "./leave_cluster.ts";
import { WorkFolder } from "./work_folder.ts";

/** Most things that are named; where there are more, another backup is needed in any case. */
const MAX_NAMED = 20;

/** What is wrong with a backup, a sentence each; nothing when it is whole. */
export function verifyBackup(backup: string): string[] {
  const { files } = readManifest(backup);
  checkHasDatabase(files);
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

/** What a data folder was made of. */
export interface Restored {
  files: number;
  bytes: number;
}

/**
 * Makes a data folder of a backup; it is there whole or not at all.
 *
 * @throws {StartError} when there is something in the way, or the backup is damaged.
 */
export function restoreBackup(backup: string, dataFolder: string): Restored {
  const { files } = readManifest(backup);
  checkHasDatabase(files);
  try {
    using place = new RestoredFolder(dataFolder);
    let bytes = 0;
    for (const { path, sha256, size } of files) {
      const read = copyFile(join(backup, path), join(place.unfinished, path));
      if (read.sha256 !== sha256 || read.size !== size) {
        throw new StartError(`${path} in the backup is damaged; nothing was restored`);
      }
      bytes += size;
    }
    leaveCluster(place.unfinished);
    place.finish();
    return { files: files.length, bytes };
  } catch (error) {
    throw failed(error);
  }
}

/**
 * Sees to it that there is a database among the files: without one there is nothing to restore.
 *
 * @throws {StartError} when there is none.
 */
export function checkHasDatabase(files: readonly { path: string }[]): void {
  if (files.some(({ path }) => path === DATABASE_FILE)) return;
  throw new StartError(`The backup is damaged: its manifest names no ${DATABASE_FILE}`);
}

/** A data folder that is being made beside where it will be. */
export class RestoredFolder implements Disposable {
  /** Where its files are put. */
  readonly unfinished: string;
  readonly #target: string;
  readonly #work: WorkFolder;

  /** Throws a {@linkcode StartError} when something is in the way. */
  constructor(dataFolder: string) {
    this.#target = resolve(dataFolder);
    if (!isFree(this.#target)) {
      throw new StartError(
        `${this.#target} is not empty, and nothing in it is overwritten. Move it away, or restore to another folder with --data`,
      );
    }
    const beside = join(dirname(this.#target), `.${basename(this.#target)}.restoring`);
    const busy = `Somebody else is restoring to ${this.#target}; wait for the end of that`;
    this.#work = WorkFolder.take(beside, busy);
    this.unfinished = join(beside, "data");
    Deno.mkdirSync(this.unfinished, { mode: 0o700 });
  }

  /** Everything is there: from now on it is the data folder. */
  finish(): void {
    syncFolder(this.unfinished);
    removeEmpty(this.#target);
    Deno.renameSync(this.unfinished, this.#target);
    syncFolder(dirname(this.#target));
  }

  [Symbol.dispose](): void {
    this.#work[Symbol.dispose]();
  }
}

/** Why nothing was restored. */
export function failed(cause: unknown): StartError {
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
