/** The body of an HTTP/1.1 answer, piece by piece. */
import { ConnectionLost } from "../../base/failure.ts";
import { BadAnswer, type ByteSource } from "./byte_source.ts";
import type { BodyLength } from "./response_head.ts";

/** Bytes of a piece at most. */
const PIECE_BYTES = 65_536;
/** Bytes of the line before a chunk, of a line behind the last one, and how many of those. */
const MAX_CHUNK_LINE_BYTES = 256;
const MAX_TRAILERS = 32;

/**
 * The pieces of a body; each may be used until the next one is asked for.
 *
 * @throws {BadAnswer} when it is not framed as it says; {ConnectionLost} when it ends before.
 */
export async function* readBody(
  source: ByteSource,
  length: BodyLength,
): AsyncGenerator<Uint8Array, void, void> {
  switch (length.kind) {
    case "bytes":
      yield* exactly(source, length.bytes);
      break;
    case "to-end":
      for (;;) {
        const piece = await source.piece(PIECE_BYTES);
        if (piece === undefined) return;
        yield piece;
      }
    case "chunked":
      for (;;) {
        const bytes = chunkBytes(await source.line(MAX_CHUNK_LINE_BYTES));
        if (bytes === 0) break;
        yield* exactly(source, bytes);
        if (await source.line(0) !== "") throw new BadAnswer("a chunk of the answer has no end");
      }
      for (let count = 0; await source.line(MAX_CHUNK_LINE_BYTES) !== ""; count++) {
        if (count >= MAX_TRAILERS) throw new BadAnswer("the answer does not end");
      }
  }
}

async function* exactly(source: ByteSource, bytes: number): AsyncGenerator<Uint8Array> {
  for (let left = bytes; left > 0;) {
    const piece = await source.piece(Math.min(left, PIECE_BYTES));
    if (piece === undefined) throw new ConnectionLost("the server closed the connection");
    left -= piece.length;
    yield piece;
  }
}

function chunkBytes(line: string): number {
  const [, digits] = /^([0-9a-fA-F]{1,12})[ \t]*(?:;.*)?$/.exec(line) ?? [];
  if (digits === undefined) throw new BadAnswer("a chunk of the answer has no length");
  return parseInt(digits, 16);
}
