/** How much room the disk of the data folder has. */
import { statfs } from "node:fs/promises";

/** For how long an answer is good enough, in milliseconds. */
const GOOD_FOR_MS = 500;

/** Room on a disk in bytes. */
export interface Room {
  /** What may still be written by this user. */
  free: number;
  /** All of it. */
  total: number;
}

/** Asks the system, and remembers its answer for a moment. */
export class DiskSpace {
  readonly #folder: string;
  readonly #elapsed: () => number;
  #asked: { atMs: number; room: Promise<Room> } | undefined;

  constructor(folder: string, elapsed: () => number) {
    this.#folder = folder;
    this.#elapsed = elapsed;
  }

  /** The room there is. */
  room(): Promise<Room> {
    const nowMs = this.#elapsed();
    if (this.#asked === undefined || nowMs - this.#asked.atMs > GOOD_FOR_MS) {
      this.#asked = { atMs: nowMs, room: this.#ask() };
    }
    return this.#asked.room;
  }

  async #ask(): Promise<Room> {
    try {
      const { bavail, blocks, bsize } = await statfs(this.#folder);
      return { free: bavail * bsize, total: blocks * bsize };
    } catch {
      // Where the system does not say, writing will.
      return { free: Infinity, total: Infinity };
    }
  }
}
