/** Makes a backup of a data folder, also of one whose server runs and writes. */
import { basename, join } from "node:path";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { replaceFile, syncFolder } from "../files/disk.ts";
import type { CopyOptions } from "./copied_file.ts";
import { DataCopy } from "./data_copy.ts";
import { BACKUP_NAME, findManifest, MANIFEST_FILE, manifestOf } from "./manifest.ts";
import { WorkFolder } from "./work_folder.ts";

/** Where a backup is made, in the folder of all of them; what a process that was killed left goes. */
const UNFINISHED = ".unfinished";

/** Where backups go, and how many stay. */
export interface BackupOptions {
  dataFolder: string;
  /** The folder of all backups; it is made where it is missing. */
  target: string;
  /** How many backups stay, this one among them; undefined for all. */
  keep: number | undefined;
  nowMs: number;
}

/** A backup that was made. */
export interface Backup {
  /** Where it is. */
  path: string;
  files: number;
  bytes: number;
  /** Bytes of files that the backup before has as well, and that take no room of their own. */
  sharedBytes: number;
  /** The backups that were removed. */
  removed: string[];
  /** Files that people have sent and that the data folder itself has not whole, a sentence each. */
  problems: string[];
}

/**
 * Makes one; it is there whole or not at all. What was acknowledged before is in it.
 *
 * @throws {StartError} when it cannot be made.
 */
export async function takeBackup(
  { dataFolder, keep, nowMs, target }: BackupOptions,
  options: CopyOptions = {},
): Promise<Backup> {
  try {
    const busy = `Another backup is being made in ${target}; wait for its end`;
    using work = WorkFolder.take(join(target, UNFINISHED), busy);
    const earlier = backupsIn(target);
    const path = join(target, freeName(target, nowMs));
    const unfinished = join(work.path, "backup");
    Deno.mkdirSync(unfinished, { mode: 0o700 });
    const copy = new DataCopy(
      { from: dataFolder, to: unfinished, before: earlier.at(-1) },
      options,
    );
    await copy.copyAll();
    const made = new Date(nowMs).toISOString();
    const manifest = manifestOf({ files: copy.files, made, program: PROGRAM_VERSION });
    replaceFile(join(unfinished, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
    syncFolder(unfinished);
    Deno.renameSync(unfinished, path);
    syncFolder(target);
    const superfluous = keep === undefined ? [] : [...earlier, path].slice(0, -keep);
    // From there they go whole, even if this process is killed: none is ever half a backup.
    for (const old of superfluous) Deno.renameSync(old, join(work.path, basename(old)));
    const bytes = copy.files.reduce((sum, { size }) => sum + size, 0);
    return {
      path,
      files: copy.files.length,
      bytes,
      sharedBytes: copy.sharedBytes,
      removed: superfluous,
      problems: copy.problems,
    };
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(`The backup cannot be made: ${plainReason(cause)}`, { cause });
  }
}

/** The whole backups in a folder, the oldest first. */
function backupsIn(target: string): string[] {
  return [...Deno.readDirSync(target)]
    .filter(({ isDirectory, name }) => isDirectory && BACKUP_NAME.test(name))
    .map(({ name }) => join(target, name))
    .filter((path) => findManifest(path) !== undefined)
    .toSorted();
}

function freeName(target: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  for (let number = 1;; number++) {
    const name = number === 1 ? `chat-${stamp}` : `chat-${stamp}-${number}`;
    if (!exists(join(target, name))) return name;
  }
}

function exists(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
