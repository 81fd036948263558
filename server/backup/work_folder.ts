/** A folder for what is not done yet: one process at a time has it, and nobody's is cleared away. */
import { dirname, join, resolve } from "node:path";
import { StartError } from "../base/start_error.ts";

/** How often a folder is looked at again that somebody else removed in this moment. */
const MAX_TRIES = 10;

/**
 * Holds the folder until it is disposed of, with which it is removed and everything in it. Folders around
 * it that were made for it go as well, if there is nothing in them then.
 */
export class WorkFolder implements Disposable {
  readonly path: string;
  readonly #lock: Deno.FsFile | undefined;
  /** What was not there, the innermost first. */
  readonly #around: readonly string[];

  private constructor(path: string, lock: Deno.FsFile | undefined, around: readonly string[]) {
    this.path = path;
    this.#lock = lock;
    this.#around = around;
  }

  /**
   * Makes the folder, for this user alone. What is in it because an earlier process was killed goes.
   *
   * @throws {StartError} with `busy` when another process has it.
   */
  static take(path: string, busy: string): WorkFolder {
    const around = missingAround(path);
    try {
      return this.#take(path, busy, around);
    } catch (error) {
      removeEmpty(around);
      throw error;
    }
  }

  static #take(path: string, busy: string, around: readonly string[]): WorkFolder {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      Deno.mkdirSync(path, { recursive: true, mode: 0o700 });
      // A link would have this clear away somebody else's folder.
      if (!Deno.lstatSync(path).isDirectory) throw new StartError(`${path} is in the way`);
      const lock = lockOf(path);
      if (lock === "taken") throw new StartError(busy);
      if (lock === "gone") continue;
      const folder = new WorkFolder(path, lock, around);
      try {
        // Where nobody can say whether somebody works in it, what is in it stays.
        if (lock !== undefined) emptyFolder(path);
        else if (!isEmpty(path)) throw new StartError(`${busy}, or remove ${path}`);
      } catch (error) {
        lock?.close();
        throw error;
      }
      return folder;
    }
    throw new StartError(busy);
  }

  [Symbol.dispose](): void {
    try {
      Deno.removeSync(this.path, { recursive: true });
    } catch {
      // Whoever takes it next clears it.
    }
    this.#lock?.close();
    removeEmpty(this.#around);
  }
}

/** The folders around a path that are not there, the innermost first. */
function missingAround(path: string): string[] {
  const missing: string[] = [];
  let folder = dirname(resolve(path));
  while (!isThere(folder)) {
    missing.push(folder);
    folder = dirname(folder);
  }
  return missing;
}

function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch (error) {
    // Whoever may not look is told by the first thing that is done there.
    return !(error instanceof Deno.errors.NotFound);
  }
}

/** Removes folders one after the other, up to the first in which there is something. */
function removeEmpty(folders: readonly string[]): void {
  for (const folder of folders) {
    try {
      Deno.removeSync(folder);
    } catch (error) {
      // One that was never made is in nobody's way, in another one somebody has something.
      if (!(error instanceof Deno.errors.NotFound)) return;
    }
  }
}

/** Undefined where folders cannot be locked. */
function lockOf(path: string): Deno.FsFile | "taken" | "gone" | undefined {
  let file: Deno.FsFile;
  try {
    file = Deno.openSync(path, { read: true });
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "gone";
    // Windows opens no folders.
    if (Deno.build.os === "windows") return undefined;
    throw error;
  }
  try {
    if (!file.tryLockSync(true)) return closed(file, "taken");
  } catch {
    // Some network file systems lock no folders.
    return closed(file, undefined);
  }
  // Whoever had it may have removed it before it was locked here.
  return isSame(file, path) ? file : closed(file, "gone");
}

function closed<T>(file: Deno.FsFile, result: T): T {
  file.close();
  return result;
}

function isSame(file: Deno.FsFile, path: string): boolean {
  try {
    const [held, there] = [file.statSync(), Deno.lstatSync(path)];
    return held.ino === there.ino && held.dev === there.dev;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

function isEmpty(path: string): boolean {
  return [...Deno.readDirSync(path)].length === 0;
}

function emptyFolder(path: string): void {
  for (const { name } of Deno.readDirSync(path)) {
    Deno.removeSync(join(path, name), { recursive: true });
  }
}
