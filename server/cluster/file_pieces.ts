/** Files that one node gives to another, in pieces: giving them, and taking them. */
import { createHash } from "node:crypto";
import { writeAll } from "../files/disk.ts";
import type { NodeBus } from "./node_bus.ts";
import { decodeAnswer, encodeRequest, type GivenFile } from "./node_requests.ts";

/** Bytes of a piece. */
const PIECE_BYTES = 256 * 1_024;

/** Pieces that are asked for at once. */
const PIECES_AT_ONCE = 4;

/** How long an answer with a piece may take, in milliseconds, and how often it is asked for. */
const PIECE_WITHIN_MS = 10_000;
const ATTEMPTS = 3;

/** A piece of a file of so many bytes, from an offset on; empty at its end. */
export async function readPiece(
  path: string,
  { size, offset }: { size: number; offset: number },
): Promise<Uint8Array> {
  using file = await Deno.open(path, { read: true });
  await file.seek(offset, Deno.SeekMode.Start);
  const bytes = new Uint8Array(Math.max(0, Math.min(PIECE_BYTES, size - offset)));
  let read = 0;
  while (read < bytes.length) {
    const count = await file.read(bytes.subarray(read));
    if (count === null) break;
    read += count;
  }
  return bytes.subarray(0, read);
}

/** What another node says of a file that it gives. Throws for what makes no sense. */
export function givenIn(answer: Uint8Array): GivenFile {
  const { file, size, sha256 } = decodeAnswer(answer).head;
  const isFile = typeof file === "string" && Number.isSafeInteger(size) && Number(size) >= 0 &&
    typeof sha256 === "string";
  if (!isFile) throw new Error("another node answers what makes no sense");
  return { file, size: Number(size), sha256 };
}

/**
 * Takes a file that another node gives into a new one, which is on the disk then.
 *
 * @throws when it cannot be had whole; what has come is removed.
 */
export async function takeFile(
  bus: NodeBus,
  { node, given, to }: { node: string; given: GivenFile; to: string },
): Promise<void> {
  using target = await Deno.open(to, { createNew: true, write: true, mode: 0o600 });
  const hash = createHash("sha256");
  let size = 0;
  try {
    while (size < given.size) {
      const offsets = Array.from(
        { length: PIECES_AT_ONCE },
        (_, index) => size + index * PIECE_BYTES,
      )
        .filter((offset) => offset < given.size);
      const asked = offsets.map((offset) => takePiece(bus, node, { file: given.file, offset }));
      for (const piece of await Promise.all(asked)) {
        if (piece.length === 0) throw new Error("the file has become shorter on its way");
        hash.update(piece);
        size += piece.length;
        await writeAll(target, piece);
      }
    }
    if (size !== given.size || hash.digest("hex") !== given.sha256) {
      throw new Error("the file has arrived other than it was sent");
    }
    await target.sync();
  } catch (error) {
    await Deno.remove(to).catch(() => {});
    throw error;
  }
}

async function takePiece(
  bus: NodeBus,
  node: string,
  { file, offset }: { file: string; offset: number },
): Promise<Uint8Array> {
  for (let attempt = 1;; attempt++) {
    try {
      const request = encodeRequest({ ask: "piece", file, offset });
      return decodeAnswer(await bus.ask(node, request, PIECE_WITHIN_MS)).bytes;
    } catch (error) {
      if (attempt >= ATTEMPTS) throw error;
    }
  }
}
