/** Copies files so that what arrives is known to be what was there. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";

const PIECE_BYTES = 1_024 * 1_024;

/** What is known of a file after all of it was read. */
export interface ReadFile {
  /** In bytes. */
  size: number;
  /** SHA-256 in hexadecimal. */
  sha256: string;
}

/** What files are written with; a full disk can be one of them. */
export interface CopyOptions {
  /** Writes some of it, and says how many bytes. @default `Deno.FsFile.writeSync` */
  write?: (file: Deno.FsFile, bytes: Uint8Array) => number;
}

/**
 * Copies a file, for its owner alone, has it on the disk, and reads it again from there; the folder is
 * made where it is missing.
 *
 * @throws {Error} when what arrived is not what was read.
 */
export function copyFile(
  from: string,
  to: string,
  { write = (file, bytes) => file.writeSync(bytes) }: CopyOptions = {},
): ReadFile {
  Deno.mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  using source = Deno.openSync(from, { read: true });
  using copy = Deno.openSync(to, { createNew: true, write: true, mode: 0o600 });
  const read = readAll(source, (piece) => {
    for (let rest = piece; rest.length > 0;) rest = rest.subarray(write(copy, rest));
  });
  copy.syncSync();
  const arrived = hashFile(to);
  if (arrived.size !== read.size || arrived.sha256 !== read.sha256) {
    throw new Error(`${to} has arrived other than it was sent: the disk fails`);
  }
  return read;
}

/** Reads a file to its end. */
export function hashFile(path: string): ReadFile {
  using file = Deno.openSync(path, { read: true });
  return readAll(file, () => {});
}

function readAll(file: Deno.FsFile, take: (piece: Uint8Array) => void): ReadFile {
  const hash = createHash("sha256");
  const buffer = new Uint8Array(PIECE_BYTES);
  let size = 0;
  for (;;) {
    const count = file.readSync(buffer);
    if (count === null) return { size, sha256: hash.digest("hex") };
    const piece = buffer.subarray(0, count);
    hash.update(piece);
    take(piece);
    size += count;
  }
}
