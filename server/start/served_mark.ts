/**
 * The file beside the database that says how far it was when it was served last. A database that is
 * behind it was put there from a backup.
 */
import { join } from "node:path";
import type { RandomBytes } from "../accounts/tokens.ts";

/** Name of the file in the data folder. */
export const SERVED_FILE = "served.json";

/** Longest file that is taken for one, in bytes. */
const MAX_BYTES = 4_096;

/** How far a database was. */
export interface ServedMark {
  /** What the database was called. */
  database: string;
  /** The last start of a server on it. */
  start: string;
  /** The greatest id that was given out by then. */
  lastId: number;
  /** Whether the server stopped after that; if not, there may have been more ids. */
  isFinal: boolean;
}

/** Reads and writes the file of one data folder, whose lock is held. */
export class ServedFile {
  readonly #path: string;
  /** What was found when this was made; undefined when there was nothing that makes sense. */
  readonly found: ServedMark | undefined;
  /** A name for the server of this folder: other servers on the same journal have others. */
  readonly server: string;
  #written: ServedMark | undefined;
  #writing: Promise<void> | undefined;

  constructor(dataFolder: string, randomBytes: RandomBytes) {
    this.#path = join(dataFolder, SERVED_FILE);
    const { server, ...found } = readMark(this.#path) ?? {};
    this.found = found.database === undefined ? undefined : found as ServedMark;
    this.server = server ?? randomName(randomBytes);
  }

  /** Writes a mark in place of the one before, unless it is the same or one is being written. */
  note(mark: ServedMark): Promise<void> {
    const was = this.#written;
    const isSame = was !== undefined && was.start === mark.start && was.lastId === mark.lastId &&
      was.isFinal === mark.isFinal;
    if (isSame) return Promise.resolve();
    this.#writing ??= this.#write(mark).finally(() => this.#writing = undefined);
    return this.#writing;
  }

  /** Writes the last mark, whatever is being written. */
  async end(mark: ServedMark): Promise<void> {
    await this.#writing?.catch(() => {});
    await this.note(mark);
  }

  async #write(mark: ServedMark): Promise<void> {
    const draft = `${this.#path}.new`;
    const text = `${JSON.stringify({ server: this.server, ...mark })}\n`;
    await Deno.writeTextFile(draft, text, { mode: 0o600 });
    await Deno.rename(draft, this.#path);
    this.#written = mark;
  }
}

/** A name that nothing else has. */
export function randomName(
  randomBytes: RandomBytes = (bytes) => crypto.getRandomValues(bytes),
): string {
  return randomBytes(new Uint8Array(12)).toBase64({ alphabet: "base64url" });
}

function readMark(path: string): Partial<ServedMark> & { server?: string } | undefined {
  try {
    if (Deno.statSync(path).size > MAX_BYTES) return undefined;
    const { server, database, start, lastId, isFinal } = JSON.parse(Deno.readTextFileSync(path));
    const isWhole = [server, database, start].every((text) => typeof text === "string") &&
      Number.isSafeInteger(lastId) && lastId >= 0 && typeof isFinal === "boolean";
    return isWhole ? { server, database, start, lastId, isFinal } : undefined;
  } catch {
    // Without it nothing is known; it is written anew.
    return undefined;
  }
}
