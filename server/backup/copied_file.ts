/** Copies files so that what arrives is known to be what was there. */
import { dirname } from "node:path";
import { hashFile, readAll, type ReadFile } from "../base/hash_file.ts";

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
