/** One upload as the event loop knows it. */
import type { FoundUpload, UploadRecord } from "./upload_record.ts";

/** Whoever has begun another request for the same upload ends the one before. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  override readonly message = "The upload goes on in another request";
}

/** Bytes that come from a client. */
export interface ByteSource {
  /**
   * Reads into the memory; resolves with how many bytes, 0 at the end of what was announced. Rejects
   * when no more will come.
   */
  readInto(memory: Uint8Array): Promise<number>;
  /** Has a read that is under way, or the next one, reject. */
  giveUp(reason: Error): void;
}

/** An upload: what is known of it, and what is happening to it. */
export class Upload {
  readonly id: string;
  record: UploadRecord;
  /** Bytes that are on the disk. */
  offset: number;
  /** When the last one came, or this server found the upload, by the clock that only goes forward. */
  sinceMs: number;
  /** When the last one came by the time of the disk, where it came to an earlier server. */
  foundMs: number | undefined;
  /** Where bytes for it come from at the moment. */
  source: ByteSource | undefined;
  /** Resolves when what is done with it at the moment is over. */
  working: Promise<void> | undefined;
  /** How many messages are about to be said with it. */
  claims = 0;
  /** Whether a message was said with it, so that no other one can be. */
  isSaid = false;
  /** Whether it is gone: what still holds it must not bring it back. */
  isGone = false;

  /** `foundMs` is missing where it is a new one. */
  constructor(
    { id, record, offset, lastMs: foundMs }: Omit<FoundUpload, "lastMs"> & Partial<FoundUpload>,
    sinceMs: number,
  ) {
    this.id = id;
    this.record = record;
    this.offset = offset;
    this.foundMs = foundMs;
    this.sinceMs = sinceMs;
  }

  /** Notes that bytes have come. */
  grown(bytes: number, elapsedMs: number): void {
    this.offset += bytes;
    this.sinceMs = elapsedMs;
    this.foundMs = undefined;
  }

  /** Whether all bytes are there and kept for good. */
  get isComplete(): boolean {
    return this.record.sha256 !== undefined;
  }
}
