/** A small file of the config folder that only its owner can read, safe with several clients at once. */
import { join } from "node:path";

/** Longest file that is read, in bytes; a longer one is none of ours. */
const MAX_BYTES = 4 * 1024 * 1024;

/** Others can read the file, so what stands in it is no secret. */
export class NotPrivate extends Error {
  override readonly name = "NotPrivate";

  constructor(path: string) {
    super(
      `Others on this machine can read ${path}, so it was not used; ` +
        `protect it with: chmod 600 ${path}`,
    );
  }
}

/** Options of a {@linkcode PrivateFile}. */
export interface PrivateFileOptions {
  /** Whether the file is refused when others can read it. @default true */
  isSecret?: boolean;
  /** Whether a change leaves the file to those who may read it. @default false, nobody else may */
  keepsMode?: boolean;
}

/** Reads and changes one file. */
export class PrivateFile {
  readonly #folder: string;
  readonly #isSecret: boolean;
  readonly #keepsMode: boolean;
  readonly path: string;

  /** `folder` need not exist yet. */
  constructor(folder: string, name: string, options: PrivateFileOptions = {}) {
    const { isSecret = true, keepsMode = false } = options;
    this.#folder = folder;
    this.#keepsMode = keepsMode;
    this.#isSecret = isSecret;
    this.path = join(folder, name);
  }

  /**
   * What stands in the file; nothing when there is none.
   *
   * @throws {NotPrivate} when others can read it; an error of the system when it cannot be read.
   */
  async read(): Promise<string> {
    try {
      const { mode, size } = await Deno.stat(this.path);
      if (this.#isSecret && isOpen(mode)) throw new NotPrivate(this.path);
      if (size > MAX_BYTES) throw new RangeError(`${this.path} is too long; remove it`);
      return await Deno.readTextFile(this.path);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return "";
      throw error;
    }
  }

  /**
   * Replaces the text by what `change` makes of it: nobody else's change gets lost in between, and
   * whoever reads sees the old text or the new one. Throws as {@linkcode read}, and when the file
   * cannot be written.
   */
  async update(change: (text: string) => string): Promise<void> {
    await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const lockPath = `${this.path}.lock`;
    using lock = await Deno.open(lockPath, { write: true, create: true, mode: 0o600 });
    await lock.lock(true);
    const before = await this.read();
    const after = change(before);
    if (after === before) return;
    const fresh = `${this.path}.new`;
    await Deno.remove(fresh).catch(ignoreMissing); // left by a client that was killed
    await Deno.writeTextFile(fresh, after, { createNew: true, mode: 0o600 });
    const mode = this.#keepsMode ? await modeOf(this.path) : null;
    if (mode !== null) await Deno.chmod(fresh, mode & 0o777);
    await Deno.rename(fresh, this.path);
  }
}

/** Whether others on this machine can read a file; not where there is none. */
export async function mayOthersRead(path: string): Promise<boolean> {
  return isOpen(await modeOf(path));
}

function isOpen(mode: number | null): boolean {
  return mode !== null && (mode & 0o077) !== 0;
}

/** Null where there is no such file, or none with modes. */
async function modeOf(path: string): Promise<number | null> {
  try {
    return (await Deno.stat(path)).mode;
  } catch (error) {
    ignoreMissing(error);
    return null;
  }
}

function ignoreMissing(error: unknown): void {
  if (!(error instanceof Deno.errors.NotFound)) throw error;
}
