/** Brings everything of a data folder that a backup has into another folder, while a server writes. */
import { join } from "node:path";
import { StartError } from "../base/start_error.ts";
import { names, sizeOf } from "../files/disk.ts";
import { blobPath, filesFolder, SHA256, shelfPath, SHELVES } from "../files/file_paths.ts";
import { DATABASE_FILES } from "../journal/database/database.ts";
import { damageOf } from "../journal/database/damage.ts";
import { hashFile, type ReadFile } from "../base/hash_file.ts";
import { copyFile, type CopyOptions } from "./copied_file.ts";
import { copyDatabase, referencedIn } from "./database_copy.ts";
import type { BackedUpFile } from "./manifest.ts";

/** Files besides the database and those that people have sent; where one is missing, it is not needed. */
export const OTHER_FILES = [
  "acme-account.json",
  "acme-certificate.pem",
  "acme-key.pem",
  "acme.json",
  "certificate.pem",
  "key.pem",
  "name.key",
] as const;

/** The database. */
export const [DATABASE_FILE] = DATABASE_FILES;

/** How often the database is copied again because a file has gone meanwhile that the copy refers to. */
export const MAX_TRIES = 5;

/** Copies into a folder that is empty. */
export class DataCopy {
  readonly files: BackedUpFile[] = [];
  readonly problems: string[] = [];
  readonly #from: string;
  readonly #to: string;
  readonly #before: string | undefined;
  readonly #options: CopyOptions;
  readonly #blobs = new Set<string>();
  /** Bytes of those that the backup before has as well. */
  readonly #shared = new Map<string, number>();

  /** `before` is the backup whose files need no second place. */
  constructor(
    { from, to, before }: { from: string; to: string; before: string | undefined },
    options: CopyOptions = {},
  ) {
    this.#from = from;
    this.#to = to;
    this.#before = before;
    this.#options = options;
  }

  /** Bytes of files that take no room of their own. */
  get sharedBytes(): number {
    return this.#shared.values().reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Copies everything; throws when that cannot be done. */
  async copyAll(): Promise<void> {
    // First what is there now; what is said with files meanwhile is in the database, and found then.
    for (const shelf of SHELVES) {
      for (const sha256 of names(shelfPath(filesFolder(this.#from), shelf))) {
        if (SHA256.test(sha256)) this.#copyBlob(sha256);
      }
    }
    await this.#copyDatabase();
    for (const name of OTHER_FILES) {
      if (sizeOf(join(this.#from, name)) === undefined) continue;
      this.#note(name, this.#copy(name));
    }
    this.#dropOrphans();
  }

  async #copyDatabase(): Promise<void> {
    const path = join(this.#to, DATABASE_FILE);
    for (let tries = 1;; tries++) {
      await copyDatabase(this.#from, path);
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
      const read = shared ?? this.#copy(path);
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

  #copy(path: string): ReadFile {
    return copyFile(join(this.#from, path), join(this.#to, path), this.#options);
  }

  #miss(sha256: string, what: string): void {
    this.problems.push(problemOf(sha256, what));
  }

  #note(path: string, read: ReadFile): void {
    this.files.push({ path: path.replaceAll("\\", "/"), ...read });
  }
}

/** What is said of a file that the data folder itself has not whole. */
export function problemOf(sha256: string, what: string): string {
  return `The file ${sha256} in the data folder ${what}; it is not in the backup`;
}
