/** What is shown of a file on its way. */
import type { Place } from "../../protocol/records.ts";

/** How a transfer stands. */
export type TransferState =
  /** Waits for its turn. */
  | "queued"
  /** The file on this machine is read and hashed. */
  | "checking"
  | "moving"
  /** The connection is lost, or the server has no time; it goes on by itself. */
  | "waiting"
  /** The server has the file, and is about to have the message. */
  | "saying"
  | "paused"
  | "done"
  /** It does not go on by itself. */
  | "failed"
  | "cancelled";

/** A file on its way, as it stands now. Names and reasons are harmless. */
export interface Transfer {
  /** Counts from 1 as long as the client runs. */
  readonly number: number;
  readonly kind: "upload" | "download";
  readonly name: string;
  readonly state: TransferState;
  /** Bytes of the file, where that is known, and how many of them are there. */
  readonly bytes: number | undefined;
  readonly done: number;
  /** While it is moving. */
  readonly bytesPerSecond: number | undefined;
  /** Why it waits, or has failed. */
  readonly reason: string | undefined;
  /** Of a download that is done: where the file is. */
  readonly path: string | undefined;
  /** Of an upload: where it is said. */
  readonly to: Place | undefined;
  /** Of a download, and of an upload that is done: the message. */
  readonly messageId: number | undefined;
}

/** Whether a transfer is over, one way or another. */
export function isOver({ state }: Pick<Transfer, "state">): boolean {
  return state === "done" || state === "cancelled";
}

/** Whether it goes on by itself. */
export function isGoing({ state }: Pick<Transfer, "state">): boolean {
  return !isOver({ state }) && state !== "paused" && state !== "failed";
}

/** Seconds that are left at the present rate, where that is known. */
export function secondsLeft({ bytes, bytesPerSecond, done }: Transfer): number | undefined {
  if (bytes === undefined || bytesPerSecond === undefined || bytesPerSecond <= 0) return undefined;
  return (bytes - done) / bytesPerSecond;
}
