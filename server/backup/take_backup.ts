/** Makes a backup of a data folder, also of one whose server runs and writes. */
import { join } from "node:path";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { replaceFile, sizeOf, syncFolder } from "../files/disk.ts";
import { blobPath, filesFolder, SHA256, shelfPath, SHELVES } from "../files/file_paths.ts";
import { DATABASE_FILES, openForReading } from "../journal/database/database.ts";
import { damageOf } from "../journal/database/damage.ts";
import { copyFile, hashFile, type ReadFile } from "./copied_file.ts";
import { type BackedUpFile, findManifest, MANIFEST_FILE, manifestOf } from "./manifest.ts";

/** Files besides the database and those that people have sent; where one is missing, it is not needed. */
const OTHER_FILES = ["certificate.pem", "key.pem", "name.key"] as const;

const [DATABASE_FILE] = DATABASE_FILES;

/** How often the database is copied again because a file has gone meanwhile that the copy refers to. */
const MAX_TRIES = 5;

/** What backups are called: `chat-` and when they were begun, so that names sort by time. */
const NAME = /^chat-\d{8}T\d{6}Z(?:-\d+)?$/;

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
export function takeBackup(options: BackupOptions): Backup {
  const { dataFolder, keep, nowMs, target } = options;
  try {
    Deno.mkdirSync(target, { recursive: true, mode: 0o700 });
    const earlier = backupsIn(target);
    const name = freeName(target, nowMs);
    const unfinished = join(target, `${name}.unfinished`);
    Deno.mkdirSync(unfinished, { mode: 0o700 });
    try {
      const copier = new Copier(dataFolder, unfinished, earlier.at(-1));
      copier.copyAll();
      const made = new Date(nowMs).toISOString();
      const manifest = manifestOf({ files: copier.files, made, program: PROGRAM_VERSION });
      replaceFile(join(unfinished, MANIFEST_FILE), `${JSON.stringify(manifest, null, 1)}\n`);
      syncFolder(unfinished);
      Deno.renameSync(unfinished, join(target, name));
      syncFolder(target);
      const superfluous = keep === undefined
        ? []
        : [...earlier, join(target, name)].slice(0, -keep);
      for (const path of superfluous) Deno.removeSync(path, { recursive: true });
      const bytes = copier.files.reduce((sum, { size }) => sum + size, 0);
      return {
        path: join(target, name),
        files: copier.files.length,
        bytes,
        sharedBytes: copier.sharedBytes,
        removed: superfluous,
        problems: copier.problems,
      };
    } catch (error) {
      Deno.removeSync(unfinished, { recursive: true });
      throw error;
    }
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(`The backup cannot be made: ${plainReason(cause)}`, { cause });
  }
}

/** The whole backups in a folder, the oldest first. */
function backupsIn(target: string): string[] {
  return [...Deno.readDirSync(target)]
    .filter(({ isDirectory, name }) => isDirectory && NAME.test(name))
    .map(({ name }) => join(target, name))
    .filter((path) => findManifest(path) !== undefined)
    .toSorted();
}

function freeName(target: string, nowMs: number): string {
  const stamp = new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  for (let number = 1;; number++) {
    const name = number === 1 ? `chat-${stamp}` : `chat-${stamp}-${number}`;
    const isTaken = [name, `${name}.unfinished`].some((each) => exists(join(target, each)));
    if (!isTaken) return name;
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

/** Brings everything of a data folder into a folder that is empty. */
class Copier {
  readonly files: BackedUpFile[] = [];
  readonly problems: string[] = [];
  readonly #from: string;
  readonly #to: string;
  readonly #before: string | undefined;
  readonly #blobs = new Set<string>();
  /** Bytes of those that the backup before has as well. */
  readonly #shared = new Map<string, number>();

  constructor(from: string, to: string, before: string | undefined) {
    this.#from = from;
    this.#to = to;
    this.#before = before;
  }

  /** Bytes of files that take no room of their own. */
  get sharedBytes(): number {
    return this.#shared.values().reduce((sum, bytes) => sum + bytes, 0);
  }

  copyAll(): void {
    // First what is there now; what is said with files meanwhile is in the database, and found then.
    for (const shelf of SHELVES) {
      for (const sha256 of namesIn(shelfPath(filesFolder(this.#from), shelf))) {
        if (SHA256.test(sha256)) this.#copyBlob(sha256);
      }
    }
    this.#copyDatabase();
    for (const name of OTHER_FILES) {
      if (sizeOf(join(this.#from, name)) === undefined) continue;
      this.#note(name, copyFile(join(this.#from, name), join(this.#to, name)));
    }
    this.#dropOrphans();
  }

  #copyDatabase(): void {
    const path = join(this.#to, DATABASE_FILE);
    for (let tries = 1;; tries++) {
      copyDatabase(this.#from, path);
      const missing = referencedIn(this.#to).filter((sha256) =>
        !this.#blobs.has(sha256) && !this.#copyBlob(sha256)
      );
      if (missing.length === 0) break;
      // Its message was deleted after the copy was made, or the file is lost. Then there is nothing to
      // wait for, and no reason to go without a backup of everything else.
      if (tries === MAX_TRIES) {
        for (const sha256 of missing) this.#miss(sha256, "is missing");
        break;
      }
      Deno.removeSync(path);
    }
    const [damage] = damageOf(this.#to);
    if (damage !== undefined) {
      throw new StartError(`The copy of the database is damaged: ${damage}`);
    }
    this.#note(DATABASE_FILE, hashFile(path));
  }

  /** False when it is not there any more. */
  #copyBlob(sha256: string): boolean {
    const path = blobPath("files", sha256);
    const to = join(this.#to, path);
    const shared = this.#share(path, to);
    try {
      const read = shared ?? copyFile(join(this.#from, path), to);
      this.#blobs.add(sha256);
      if (read.sha256 === sha256) this.#note(path, read);
      else {
        Deno.removeSync(to);
        this.#miss(sha256, "is damaged");
      }
      return true;
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return false;
      throw error;
    }
  }

  /** The backup before may have it: the same bytes need no second place. */
  #share(path: string, to: string): ReadFile | undefined {
    if (this.#before === undefined) return undefined;
    const size = sizeOf(join(this.#from, path));
    if (size === undefined || sizeOf(join(this.#before, path)) !== size) return undefined;
    try {
      Deno.mkdirSync(join(to, ".."), { recursive: true, mode: 0o700 });
      Deno.linkSync(join(this.#before, path), to);
    } catch {
      // Not every file system has links.
      return undefined;
    }
    const read = hashFile(to);
    if (path.endsWith(read.sha256)) {
      this.#shared.set(path, size);
      return read;
    }
    // It is damaged there; then it is copied.
    Deno.removeSync(to);
    return undefined;
  }

  /** What nothing in the copy of the database refers to any more. */
  #dropOrphans(): void {
    const needed = new Set(referencedIn(this.#to));
    for (const sha256 of this.#blobs) {
      if (needed.has(sha256)) continue;
      const path = blobPath("files", sha256);
      const at = this.files.findIndex((file) => file.path === path);
      if (at < 0) continue;
      this.files.splice(at, 1);
      this.#shared.delete(path);
      Deno.removeSync(join(this.#to, path));
    }
  }

  #miss(sha256: string, what: string): void {
    this.problems.push(`The file ${sha256} in the data folder ${what}; it is not in the backup`);
  }

  #note(path: string, read: ReadFile): void {
    this.files.push({ path: path.replaceAll("\\", "/"), ...read });
  }
}

/** As of one moment, whatever is written meanwhile. */
function copyDatabase(dataFolder: string, to: string): void {
  const database = openForReading(dataFolder);
  try {
    database.prepare("VACUUM INTO ?").run(to);
  } finally {
    database.close();
  }
  Deno.chmodSync(to, 0o600);
  using file = Deno.openSync(to, { read: true, write: true });
  file.syncSync();
}

/** The hashes of all files that a database refers to; none where it knows of no files yet. */
export function referencedIn(folder: string): string[] {
  const database = openForReading(folder);
  try {
    const known = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'blobs'").get();
    if (known === undefined) return [];
    return database.prepare("SELECT lower(hex(sha256)) AS sha256 FROM blobs WHERE refs > 0").all()
      .map((row) => String(row["sha256"]));
  } finally {
    database.close();
  }
}

function namesIn(folder: string): string[] {
  try {
    return [...Deno.readDirSync(folder)].map(({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
