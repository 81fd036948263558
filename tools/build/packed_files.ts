/**
 * Workers and pages of an executable that unpacks itself. They lie in a file beside its code: in the
 * code they would be read, checked and kept as text by every start, of which few need any of them.
 */

/** Ends the list of the files, which comes first. */
const NEWLINE = 0x0a;

/** One file of `files` (by name), each compressed by itself behind a line that says where it is. */
export function packFiles(files: Readonly<Record<string, Uint8Array>>): Uint8Array {
  const places: Record<string, [at: number, length: number]> = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, bytes] of Object.entries(files)) {
    const packed = zlib().gzipSync(bytes, { level: 9 });
    places[name] = [at, packed.length];
    parts.push(packed);
    at += packed.length;
  }
  const list = new TextEncoder().encode(`${JSON.stringify(places)}\n`);
  const packed = new Uint8Array(list.length + at);
  packed.set(list);
  let end = list.length;
  for (const part of parts) {
    packed.set(part, end);
    end += part.length;
  }
  return packed;
}

/** What {@linkcode packFiles} has made. */
export class PackedFiles {
  readonly #bytes: Uint8Array;
  readonly #places: Record<string, [at: number, length: number]>;

  constructor(packed: Uint8Array) {
    const start = packed.indexOf(NEWLINE) + 1;
    this.#places = JSON.parse(new TextDecoder().decode(packed.subarray(0, start)));
    this.#bytes = packed.subarray(start);
  }

  /** The file with this name. Throws {RangeError} where there is none. */
  read(name: string): Uint8Array<ArrayBuffer> {
    const place = this.#places[name];
    if (place === undefined) throw new RangeError(`There is no file "${name}"`);
    const [at, length] = place;
    return new Uint8Array(zlib().gunzipSync(this.#bytes.subarray(at, at + length)));
  }
}

/**
 * Gives the address of each worker's code, out of the files that have the workers' names. Where they
 * cannot be read any more the worker never answers, for which whoever starts one is prepared.
 */
export function packedWorkers(files: () => PackedFiles): (name: string) => string {
  const addresses = new Map<string, string>();
  return (name) => {
    const known = addresses.get(name);
    if (known !== undefined) return known;
    let readable: PackedFiles;
    try {
      readable = files();
    } catch {
      return addressOf("close();"); // an error would be written across the screen
    }
    const address = addressOf(readable.read(name));
    addresses.set(name, address);
    return address;
  };
}

function addressOf(code: BlobPart): string {
  return URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
}

/** Loaded when it is needed: it would cost every start of a client ten milliseconds. */
function zlib(): typeof import("node:zlib") {
  return globalThis.process.getBuiltinModule("node:zlib");
}
