/**
 * The file that remembers by what each server was known, one line `host:port SHA256:…` each, or
 * `host:port vouched` where an authority vouched for its certificate.
 */
import { join } from "node:path";
import { normalPlace } from "./host.ts";

/** Name of the file inside the config folder. */
const KNOWN_SERVERS_FILE = "known_servers";

/** Stands where a fingerprint would, for a server that an authority vouched for. */
export const VOUCHED = "vouched";

/** A remembered server. */
export interface KnownServer {
  /** The fingerprint of its key, or {@linkcode VOUCHED}. */
  fingerprint: string;
  /** Line in the file, from 1. */
  line: number;
}

/** Nobody can say whether a server is known: the file is damaged where it would be written. */
export class DamagedKnownServers extends Error {
  override readonly name = "DamagedKnownServers";
  /** Line in the file, from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const KNOWN_BY = /^(?:SHA256:[A-Za-z0-9+/]{43}|vouched)$/;
/** What no text file has. */
// deno-lint-ignore no-control-regex -- those are what it looks for
const BINARY = /[\0-\x08\x0e-\x1f\x7f]/;

/**
 * Finds `place`, as it is compared, in what the file holds. The last line for a place counts, so that accepting a new
 * key is one appended line; what stands there about other places is of no concern.
 *
 * @throws {DamagedKnownServers} when that line has no fingerprint, or the file is not text: a
 * damaged file must not make a known server a new one.
 */
export function findKnown(bytes: Uint8Array, place: string): KnownServer | undefined {
  let found: { fingerprint: string; line: number } | undefined;
  for (const [index, line] of linesOf(bytes).entries()) {
    const [name, fingerprint = ""] = line.trim().split(/\s+/);
    if (name !== undefined && isPlace(name)) found = { fingerprint, line: index + 1 };
  }
  if (found !== undefined && !KNOWN_BY.test(found.fingerprint)) {
    throw new DamagedKnownServers(`there is no fingerprint after "${place}"`, found.line);
  }
  return found;

  /** Older versions wrote places as people typed them. */
  function isPlace(name: string): boolean {
    return name === place || normalPlace(name) === place;
  }
}

function linesOf(bytes: Uint8Array): string[] {
  // Line by line, so that the one that is damaged can be named.
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const lines: string[] = [];
  for (let start = 0; start <= bytes.length;) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline;
    lines.push(textOf(bytes.subarray(start, end), lines.length + 1));
    start = end + 1;
  }
  return lines;

  function textOf(line: Uint8Array, number: number): string {
    try {
      const text = decoder.decode(line);
      if (!BINARY.test(text)) return text;
    } catch {
      // Not UTF-8: no text, like everything else that comes here.
    }
    throw new DamagedKnownServers("it is not text", number);
  }
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

  /** Looks `place` up; throws when there is a file that cannot be read or is damaged. */
  async find(place: string): Promise<KnownServer | undefined> {
    const path = this.path;
    const added = this.#added.get(place);
    if (added !== undefined || path === undefined) {
      return added === undefined ? undefined : { fingerprint: added, line: 0 };
    }
    try {
      return findKnown(await Deno.readFile(path), place);
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
  }

  /**
   * Remembers `fingerprint`, or {@linkcode VOUCHED}, for `place`. One short line is appended in one write, so that several
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
