/** Where a file goes that is fetched: into `name.part` first, then to its name, which nobody had. */
import { statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bytesText } from "../../protocol/text/bytes_text.ts";
import { reasonOf } from "../base/failure.ts";
import { numberedName } from "./numbered_name.ts";

/** So much of a disk stays free, less of a small one: whoever announces a length shall not fill it. */
const SPARE_BYTES = 64 * 1024 * 1024;
const SPARE_SHARE = 1 / 20;

/** So many names are tried: `name`, `name (2)` and so on. */
const MAX_NAMES = 1_000;

/** Something that cannot be done with a file on this machine; says what to do. */
export class LocalFailure extends Error {
  override readonly name = "LocalFailure";
}

/** A file that is written until it is whole; nobody else takes it while it is open. */
export interface OpenPart {
  readonly path: string;
  readonly file: Deno.FsFile;
}

/**
 * Makes the file into which `name` is written first, in `folder`, where neither it nor the file that it
 * becomes is there, and opens it. The folder is made where it is missing. An empty one that nobody has
 * open was left by a client that was killed: it is taken.
 *
 * @throws {LocalFailure} when it cannot be made.
 */
export async function makePart(folder: string, name: string): Promise<OpenPart> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    for (let number = 1; number <= MAX_NAMES; number++) {
      const path = join(folder, numberedName(name, number));
      if (await isThere(path)) continue;
      const part = `${path}.part`;
      const file = madePart(part) ?? emptyPart(part);
      if (file !== undefined) return { path: part, file };
    }
  } catch (cause) {
    throw new LocalFailure(`Nothing can be written into ${folder}: ${writeReason(cause)}`, {
      cause,
    });
  }
  throw new LocalFailure(`There are too many files called ${name} in ${folder} already`);
}

/**
 * Sees to it that so many bytes more fit into a folder, before any of them comes: their number is
 * what a server says.
 *
 * @throws {LocalFailure} when they do not.
 */
export async function seeThatThereIsRoom(folder: string, bytes: number): Promise<void> {
  const { free, spare } = await roomIn(folder);
  if (bytes <= Math.max(0, free - spare)) return;
  throw new LocalFailure(
    `There is no room for ${bytesText(bytes)} in ${folder}: ${bytesText(free)} are free, ` +
      `of which ${bytesText(spare)} are left alone`,
  );
}

/** Where the system does not say how much is free, writing will. */
async function roomIn(folder: string): Promise<{ free: number; spare: number }> {
  try {
    const { bavail, blocks, bsize } = await statfs(folder);
    return {
      free: bavail * bsize,
      spare: Math.min(SPARE_BYTES, Math.floor(blocks * bsize * SPARE_SHARE)),
    };
  } catch {
    return { free: Infinity, spare: 0 };
  }
}

/** Has nobody else take a part as long as it is open; on some disks nobody can. */
export function holdPart(file: Deno.FsFile): boolean {
  try {
    return file.tryLockSync(true);
  } catch {
    return false; // there are disks without locks
  }
}

/** Nothing happens between making and holding it. */
function madePart(path: string): Deno.FsFile | undefined {
  try {
    const file = Deno.openSync(path, { read: true, write: true, createNew: true });
    holdPart(file);
    return file;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return undefined;
    throw error;
  }
}

function emptyPart(path: string): Deno.FsFile | undefined {
  try {
    // A link could lead anywhere.
    const { isFile, size } = Deno.lstatSync(path);
    if (!isFile || size > 0) return undefined;
    const file = Deno.openSync(path, { read: true, write: true });
    if (holdPart(file) && file.statSync().size === 0) return file;
    file.close();
  } catch {
    // It is gone by now, or somebody else's.
  }
  return undefined;
}

/**
 * Gives a finished part its name, or the next one that is free; nothing is ever overwritten. Returns
 * the path.
 *
 * @throws {LocalFailure} when it cannot be; the part stays then.
 */
export async function finishPart(part: string, name: string): Promise<string> {
  const folder = dirname(part);
  try {
    for (let number = 1; number <= MAX_NAMES; number++) {
      const path = join(folder, numberedName(name, number));
      if (!await moved(part, path)) continue;
      await syncFolder(folder);
      return path;
    }
  } catch (cause) {
    throw new LocalFailure(`${part} cannot be renamed: ${writeReason(cause)}`, { cause });
  }
  throw new LocalFailure(`There are too many files called ${name} in ${folder} already`);
}

/** What hinders writing, for people. */
export function writeReason(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOSPC") return "the disk is full";
  if (code === "EDQUOT") return "you may not use more of the disk";
  if (code === "EFBIG") return "this disk takes no files as large as that";
  if (code === "EROFS") return "nothing can be written there";
  if (error instanceof Deno.errors.PermissionDenied) return "you may not write there";
  return reasonOf(error);
}

/** Returns false when there is something with this name already. */
async function moved(part: string, path: string): Promise<boolean> {
  try {
    // A second name for the same file: unlike a rename it never takes the place of another one.
    await Deno.link(part, path);
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    return await movedWithoutLinks(part, path);
  }
  await Deno.remove(part);
  return true;
}

/** For disks that know no second names (FAT): the name is taken first, then what has it replaced. */
async function movedWithoutLinks(part: string, path: string): Promise<boolean> {
  try {
    (await Deno.open(path, { write: true, createNew: true })).close();
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw error;
  }
  try {
    await Deno.rename(part, path);
  } catch (error) {
    await Deno.remove(path).catch(() => {}); // the empty one was only to keep the name
    throw error;
  }
  return true;
}

async function isThere(path: string): Promise<boolean> {
  try {
    await Deno.lstat(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

/** So that the new name is there after a power cut, too. */
async function syncFolder(folder: string): Promise<void> {
  try {
    using opened = await Deno.open(folder);
    await opened.sync();
  } catch {
    // Not every system opens folders; the file itself is safe.
  }
}
