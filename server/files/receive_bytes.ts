/** Brings the bytes of one request into an upload: read, handed to the disk, and never many at once. */
import { ChatError } from "../../protocol/errors.ts";
import type { FilesDisk } from "./files_disk.ts";
import { PIECE_BYTES, type Pieces } from "./pieces.ts";
import type { TransferGate } from "./transfer_gate.ts";
import type { ByteSource, Upload } from "./upload.ts";

/** Pieces that the disk may have while the next one is read. */
const MAX_PIECES_UNDER_WAY = 4;

/** After so many pieces it is looked whether there is still room for more. */
const LOOK_EVERY_PIECES = 32;

/** Bytes that are read at once while somebody talks: the disk is theirs, too. */
const BUSY_BYTES = 64 * 1_024;

/** After so long a wait for bytes those that are there go to the disk, in milliseconds. */
const SLOW_MS = 200;

/** The disk has failed in such a way that nobody knows what is there of an upload. */
export class UploadLost extends Error {
  override readonly name = "UploadLost";
}

/** What it works with. */
export interface ReceiveContext {
  disk: Pick<FilesDisk, "append" | "pause" | "resume">;
  gate: Pick<TransferGate, "isCalm" | "pass">;
  pieces: Pieces;
  /** Milliseconds of a clock that only goes forward. */
  elapsed(): number;
  /** Rejects when there is no more room on the disk. */
  checkRoom(): Promise<void>;
}

/**
 * Reads to the end of the source. Whatever happens, what was read is on its way to the disk, and
 * `offset` is what has arrived there, when this resolves or rejects.
 */
export async function receiveBytes(
  upload: Upload,
  source: ByteSource,
  { checkRoom, disk, elapsed, gate, pieces }: ReceiveContext,
): Promise<void> {
  const underWay = new Set<Promise<void>>();
  let failure: { error: unknown } | undefined;

  function send(memory: Uint8Array<ArrayBuffer>, length: number): void {
    const written = disk.append(upload.id, memory.subarray(0, length)).then((returned) => {
      upload.grown(length, elapsed());
      pieces.giveBack(returned);
    }).catch((error: unknown) => {
      const reason = error instanceof ChatError
        ? error
        : new UploadLost("The disk failed", { cause: error });
      failure ??= { error: reason };
      // Nothing more is read.
      source.giveUp(reason);
    }).finally(() => underWay.delete(written));
    underWay.add(written);
  }

  while (!await disk.resume(upload.id, upload.offset));
  let memory = pieces.take();
  let filled = 0;
  try {
    for (let sent = 0;;) {
      await gate.pass();
      const beganMs = elapsed();
      const end = gate.isCalm ? PIECE_BYTES : Math.min(PIECE_BYTES, filled + BUSY_BYTES);
      const count = await source.readInto(memory.subarray(filled, end));
      if (count === 0) break;
      filled += count;
      if (filled < PIECE_BYTES && elapsed() - beganMs < SLOW_MS) continue;
      send(memory, filled);
      filled = 0;
      sent += 1;
      if (sent % LOOK_EVERY_PIECES === 0) await checkRoom();
      if (underWay.size >= MAX_PIECES_UNDER_WAY) await Promise.race(underWay);
      memory = pieces.take();
    }
  } catch (error) {
    failure ??= { error };
  }
  // A read that was given up may still write into this memory: nobody else gets it.
  if (filled > 0 && !isOfDisk(failure)) send(memory.slice(0, filled), filled);
  await Promise.all(underWay);
  if (failure !== undefined) {
    await disk.pause(upload.id).catch(() => {});
    throw failure.error;
  }
  if (upload.offset < upload.record.length) await disk.pause(upload.id);
}

/** Whether it makes no sense to write any more. */
function isOfDisk(failure: { error: unknown } | undefined): boolean {
  return failure?.error instanceof ChatError || failure?.error instanceof UploadLost;
}
