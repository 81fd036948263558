/** How long a server that has no room for a file is waited for. */
import { FileRefused } from "./file_requests.ts";
import { LocalFailure } from "./target_file.ts";

/** A server keeps what it has of an upload for a day; so long it may be full. */
const ROOM_LIMIT_MS = 24 * 60 * 60 * 1_000;

/** The disk of the server is full: the file is sent when there is room. */
export class NoRoom extends Error {
  override readonly name = "NoRoom";
  /** How long the server asks to be left alone. */
  readonly pauseMs: number;

  constructor(refused: FileRefused) {
    super(refused.message, { cause: refused });
    this.pauseMs = (refused.error.retryAfterSeconds ?? 0) * 1_000;
  }
}

/** What is known of an upload that waits for room. */
export interface WaitingForRoom {
  /** Since when the server has had none, a time of day; `undefined` while it takes the file. */
  fullSinceMs?: number | undefined;
  /** How much of the file it had then. */
  fullAtBytes?: number | undefined;
}

/** Whether a refusal says that there is no room at the moment. */
export function isFull(error: unknown): error is FileRefused {
  return error instanceof FileRefused && error.code === "storage_full";
}

/**
 * What becomes of an upload for which there is no room, of which the server has `bytes`: {NoRoom}
 * while it is waited for, {LocalFailure} after a day in which it took nothing; whoever tries again
 * then has another day.
 */
export function waitedForRoom(
  work: WaitingForRoom,
  refused: FileRefused,
  { bytes, nowMs }: { nowMs: number; bytes: number },
): NoRoom | LocalFailure {
  if (bytes > (work.fullAtBytes ?? bytes)) work.fullSinceMs = undefined;
  work.fullAtBytes = bytes;
  // A clock that was set back does not make the day longer.
  const sinceMs = Math.min(work.fullSinceMs ?? nowMs, nowMs);
  if (nowMs - sinceMs < ROOM_LIMIT_MS) {
    work.fullSinceMs = sinceMs;
    return new NoRoom(refused);
  }
  work.fullSinceMs = work.fullAtBytes = undefined;
  return new LocalFailure("The disk of the server was full for a whole day", { cause: refused });
}
