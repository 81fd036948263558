/** The file that remembers the fingerprint of each server, one line `host:port SHA256:…` each. */
import { join } from "node:path";

/** Name of the file inside the config folder. */
export const KNOWN_SERVERS_FILE = "known_servers";

/** A remembered server. */
export interface KnownServer {
  fingerprint: string;
  /** Line in the file, from 1. */
  line: number;
}

/**
 * Finds `place` in the text of the file. The last line for a place counts, so that accepting a new
 * key is one appended line; lines that say nothing useful are skipped.
 */
export function findKnown(text: string, place: string): KnownServer | undefined {
  let found: KnownServer | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const [name, fingerprint] = line.trim().split(/\s+/);
    if (name === place && fingerprint?.startsWith("SHA256:")) {
      found = { fingerprint, line: index + 1 };
    }
  }
  return found;
}

/** Remembers servers in a folder, or, without one, only as long as the program runs. */
export class KnownServers {
  readonly #folder: string | undefined;
  readonly #added = new Map<string, string>();

  constructor(folder: string | undefined) {
    this.#folder = folder;
  }

  /** Where the file is or would be; `undefined` when nothing is kept. */
  get path(): string | undefined {
    return this.#folder === undefined ? undefined : join(this.#folder, KNOWN_SERVERS_FILE);
  }

  /** Looks `place` up; throws when there is a file that cannot be read. */
  async find(place: string): Promise<KnownServer | undefined> {
    const path = this.path;
    const added = this.#added.get(place);
    if (added !== undefined || path === undefined) {
      return added === undefined ? undefined : { fingerprint: added, line: 0 };
    }
    try {
      return findKnown(await Deno.readTextFile(path), place);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /**
   * Remembers `fingerprint` for `place`. One short line is appended in one write, so that several
   * clients at once do not undo each other's. Throws when the file cannot be written; it is
   * remembered for this run all the same.
   */
  async add(place: string, fingerprint: string): Promise<void> {
    this.#added.set(place, fingerprint);
    const path = this.path;
    if (this.#folder === undefined || path === undefined) return;
    await Deno.mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const line = `${place} ${fingerprint}\n`;
    const start = await endsInsideLine(path) ? "\n" : "";
    await Deno.writeTextFile(path, start + line, { append: true, mode: 0o600 });
  }
}

/** Tells whether somebody edited the file and left its last line without an end. */
async function endsInsideLine(path: string): Promise<boolean> {
  try {
    const text = await Deno.readTextFile(path);
    return text !== "" && !text.endsWith("\n");
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
