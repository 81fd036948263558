/** Reads files piece by piece: to hash them, and to send them. */
import { createHash, type Hash } from "node:crypto";

/** Bytes that are read at a time. */
export const PIECE_BYTES = 262_144;

/** A hash of nothing yet. */
export function newSha256(): Hash {
  return createHash("sha256");
}

/** Options of {@linkcode readPieces}. */
export interface ReadOptions {
  /** Where to begin. */
  from: number;
  /** Where to stop; the file may end before. */
  to: number;
  /** Stops in between. */
  signal: AbortSignal;
}

/** The pieces of an open file, each in the same memory: it may be used until the next is asked for. */
export async function* readPieces(
  file: Deno.FsFile,
  { from, signal, to }: ReadOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const memory = new Uint8Array(PIECE_BYTES);
  await file.seek(from, Deno.SeekMode.Start);
  for (let at = from; at < to;) {
    signal.throwIfAborted();
    const length = await file.read(memory.subarray(0, Math.min(memory.length, to - at)));
    if (length === null) return;
    at += length;
    yield memory.subarray(0, length);
  }
}

/** Adds a part of a file to a hash; `progress` is told how many bytes were read so far. */
export async function hashPieces(
  hash: Hash,
  file: Deno.FsFile,
  { progress, ...options }: ReadOptions & { progress?: (bytes: number) => void },
): Promise<number> {
  let read = 0;
  for await (const piece of readPieces(file, options)) {
    hash.update(piece);
    read += piece.length;
    progress?.(read);
  }
  return read;
}
