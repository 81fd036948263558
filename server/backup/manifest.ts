/** What a backup consists of: every file with its size and its hash. */
import { join } from "node:path";
import { StartError } from "../base/start_error.ts";

/** The name of the file that makes a folder a backup; it is written last. */
export const MANIFEST_FILE = "manifest.json";

/** What backups are called: `chat-` and when they were begun, so that names sort by time. */
export const BACKUP_NAME = /^chat-\d{8}T\d{6}Z(?:-\d+)?$/;

/** The form of the manifest. */
const FORMAT = 1;

/** Most bytes of a manifest: about a million files. */
export const MAX_MANIFEST_BYTES = 256 * 1_024 * 1_024;

/** One file of a backup. */
export interface BackedUpFile {
  /** From the folder of the backup on, with slashes. */
  path: string;
  /** In bytes. */
  size: number;
  /** SHA-256 in hexadecimal. */
  sha256: string;
}

/** A backup. */
export interface Manifest {
  format: typeof FORMAT;
  /** When it was begun, ISO 8601. */
  made: string;
  /** The version of the program that made it. */
  program: string;
  files: readonly BackedUpFile[];
}

/** A manifest of this form. */
export function manifestOf(
  { files, made, program }: Omit<Manifest, "format">,
): Manifest {
  const sorted = files.toSorted((one, other) => one.path < other.path ? -1 : 1);
  return { format: FORMAT, made, program, files: sorted };
}

/** The manifest of a backup; undefined when the folder is none. */
export function findManifest(backup: string): Manifest | undefined {
  try {
    return readManifest(backup);
  } catch (error) {
    if (error instanceof StartError) return undefined;
    throw error;
  }
}

/**
 * The manifest of a backup.
 *
 * @throws {StartError} when the folder is none, or its manifest is damaged.
 */
export function readManifest(backup: string): Manifest {
  const path = join(backup, MANIFEST_FILE);
  let text: string;
  try {
    if (Deno.statSync(path).size > MAX_MANIFEST_BYTES) throw new RangeError("too large");
    text = Deno.readTextFileSync(path);
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.NotADirectory) {
      throw new StartError(whyNone(backup), { cause });
    }
    throw new StartError(`${path} cannot be read: the backup is damaged`, { cause });
  }
  return parseManifest(text, path);
}

/** What is said of something that is taken for a backup, and has no manifest. */
function whyNone(path: string): string {
  try {
    if (Deno.statSync(path).isFile) {
      return `${path} is a file: a backup that is a stream is read with - and < ${path}`;
    }
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return `There is no backup ${path}`;
    throw error;
  }
  const within = [...Deno.readDirSync(path)].map(({ name }) => name)
    .filter((name) => BACKUP_NAME.test(name)).toSorted();
  const newest = within.at(-1);
  return newest === undefined
    ? `${path} is no backup: it has no ${MANIFEST_FILE}`
    : `${path} has backups in it and is none: name one, the newest is ${join(path, newest)}`;
}

/**
 * A manifest that was read from `source`.
 *
 * @throws {StartError} when it is damaged.
 */
export function parseManifest(text: string, source: string): Manifest {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (cause) {
    throw new StartError(`${source} cannot be read: the backup is damaged`, { cause });
  }
  if (isManifest(read)) return read;
  throw new StartError(`${source} is not a manifest that this version knows`);
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== "object" || value === null) return false;
  const { files, format, made, program } = value as Record<string, unknown>;
  return format === FORMAT && typeof made === "string" && typeof program === "string" &&
    Array.isArray(files) && files.every(isFile);
}

function isFile(value: unknown): value is BackedUpFile {
  if (typeof value !== "object" || value === null) return false;
  const { path, sha256, size } = value as Record<string, unknown>;
  return typeof path === "string" && isInside(path) && Number.isSafeInteger(size) &&
    typeof sha256 === "string" && /^[0-9a-f]{64}$/.test(sha256);
}

/** Whether a path leads to something within the backup, and nowhere else. */
export function isInside(path: string): boolean {
  return path.split("/").every((part) =>
    /^[A-Za-z0-9._-]{1,100}$/.test(part) && !/^\.+$/.test(part)
  );
}
