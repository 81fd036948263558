/** Room on the disk that is kept for the time when there is no other, so that little things still work. */
import { join } from "node:path";
import type { EntryKind } from "../journal/entries.ts";
import { isDiskFull } from "./storage.ts";

/** Twice what the write-ahead log grows to before it is used again from its start. */
const RESERVE_BYTES = 8 * 1_024 * 1_024;

/** How often it is tried to get the reserve back, in milliseconds. */
const RETRY_MS = 2_000;

const NAME = "reserve";

/** What still is written while the disk is full: it takes next to nothing, or makes room. */
const STILL_WRITTEN: ReadonlySet<EntryKind> = new Set([
  "clear_deleted_rooms",
  "close_sessions",
  "delete",
  "delete_account",
  "delete_room",
  "end_account",
  "erase_own",
  "expire",
  "expire_messages",
  "forget",
  "login_failed",
  "mark_read",
  "note_start",
  "open_session",
  "purge",
  "resume_session",
  "seen",
  "warn_storage",
]);

/** Whether an entry of this kind is written on a full disk. */
export function isStillWritten(kind: EntryKind): boolean {
  return STILL_WRITTEN.has(kind);
}

/** Options of a {@linkcode DiskReserve}. */
export interface DiskReserveOptions {
  dataFolder: string;
  /** Called with whether the disk is full, each time that changes. */
  onChange(isFull: boolean): void;
}

/** Holds the reserve, gives it away when the disk is full, and takes it back when there is room. */
export class DiskReserve {
  readonly #options: DiskReserveOptions;
  readonly #path: string;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: DiskReserveOptions) {
    this.#options = options;
    this.#path = join(options.dataFolder, NAME);
  }

  /** Whether only little things can be written. */
  get isFull(): boolean {
    return this.#timer !== undefined;
  }

  /** Takes the reserve at the start; on a disk that is full already it is given away at once. */
  hold(): void {
    if (!this.#isHeld() || isDiskFull(this.#options.dataFolder)) {
      if (!this.#take()) this.release();
    }
  }

  /** Gives the reserve away, because nothing else is left. */
  release(): void {
    if (this.isFull) return;
    remove(this.#path);
    this.#timer = setInterval(() => this.#retry(), RETRY_MS);
    this.#options.onChange(true);
  }

  /** Stops to look; a reserve that is held stays for the next start. */
  close(): void {
    clearInterval(this.#timer);
  }

  #retry(): void {
    if (!this.#take()) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#options.onChange(false);
  }

  #isHeld(): boolean {
    try {
      return Deno.statSync(this.#path).size === RESERVE_BYTES;
    } catch {
      return false;
    }
  }

  /** Writes the file anew; it has to be written, because a hole in it would hold no room. */
  #take(): boolean {
    try {
      using file = Deno.openSync(this.#path, {
        create: true,
        write: true,
        truncate: true,
        mode: 0o600,
      });
      const zeros = new Uint8Array(RESERVE_BYTES);
      for (let written = 0; written < RESERVE_BYTES;) {
        written += file.writeSync(zeros.subarray(written));
      }
      return true;
    } catch {
      remove(this.#path);
      return false;
    }
  }
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It is not there, or nothing can be done about it.
  }
}
