/** Copies files so that what arrives is known to be what was there. */
import { createHash } from "node:crypto";
import { dirname } from "node:path";
import { writeAll } from "../files/disk.ts";

const PIECE_BYTES = 1_024 * 1_024;

/** What is known of a file after all of it was read. */
export interface ReadFile {
  /** In bytes. */
  size: number;
  /** SHA-256 in hexadecimal. */
  sha256: string;
}

/** Copies a file, for its owner alone, and has it on the disk; the folder is made where it is missing. */
export function copyFile(from: string, to: string): ReadFile {
  Deno.mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
  using source = Deno.openSync(from, { read: true });
  using copy = Deno.openSync(to, { createNew: true, write: true, mode: 0o600 });
  const read = readAll(source, (piece) => writeAll(copy, piece));
  copy.syncSync();
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
