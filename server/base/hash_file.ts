/** Reads files to their end, and hashes what is in them. */
import { createHash } from "node:crypto";

const PIECE_BYTES = 1_024 * 1_024;

/** What is known of a file after all of it was read. */
export interface ReadFile {
  /** In bytes. */
  size: number;
  /** SHA-256 in hexadecimal. */
  sha256: string;
}

/** Reads a file to its end. */
export function hashFile(path: string): ReadFile {
  using file = Deno.openSync(path, { read: true });
  return readAll(file, () => {});
}

/** Reads an open file from where it stands to its end, and gives each piece of it. */
export function readAll(file: Deno.FsFile, take: (piece: Uint8Array) => void): ReadFile {
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
