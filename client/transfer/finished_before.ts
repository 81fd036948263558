/** Finds a file that was whole already when its client was ended, before it could note that. */
import { dirname, join } from "node:path";
import { hashPieces, newSha256 } from "./hash_file.ts";
import { numberedName } from "./numbered_name.ts";

/** So many names are looked at. */
const MAX_LOOKED_AT = 20;

/** What is known of the file. */
export interface SoughtCopy {
  /** Where it was written until it was whole. */
  readonly part: string;
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * The path that a part was given: either it is the same file still, or the part is gone and there is
 * a file with its bytes. `undefined` when there is none.
 */
export async function finishedBefore(
  { bytes, name, part, sha256 }: SoughtCopy,
  signal: AbortSignal,
): Promise<string | undefined> {
  const left = await fileInfo(part);
  for (let number = 1; number <= MAX_LOOKED_AT; number++) {
    const path = join(dirname(part), numberedName(name, number));
    const found = await fileInfo(path);
    if (found === undefined) return undefined; // names are given in their order
    if (found.size !== bytes || !found.isFile) continue;
    const isSame = left === undefined
      ? await hashOf(path, bytes, signal) === sha256
      : found.ino !== null && found.ino !== 0 && found.ino === left.ino && found.dev === left.dev;
    if (isSame) return path;
  }
  return undefined;
}

async function fileInfo(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.lstat(path);
  } catch {
    return undefined; // nothing there that could be looked at
  }
}

async function hashOf(
  path: string,
  bytes: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    using file = await Deno.open(path);
    const hash = newSha256();
    await hashPieces(hash, file, { from: 0, to: bytes, signal, progress: () => {} });
    return hash.digest("hex");
  } catch (error) {
    if (error instanceof DOMException) throw error; // it was called off
    return undefined; // it cannot be read
  }
}
