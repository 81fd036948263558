/** Says what is wrong with the storage of a server while it runs, and has writes refused meanwhile. */
import { ChatError } from "../../protocol/errors.ts";
import type { Journal } from "../journal/journal.ts";
import type { Log } from "../base/log.ts";
import { DISK_FULL, plainReason } from "../base/plain_reason.ts";
import { DiskReserve, isStillWritten } from "./disk_reserve.ts";
import { isDiskFull } from "./storage.ts";
import { StorageWatch } from "./storage_watch.ts";

/** When it makes sense to try again on a full disk. */
const RETRY_AFTER_SECONDS = 5;

const LOST =
  "THE DATABASE IS GONE: what this server writes to is not in its data folder any more, " +
  "and nothing is stored until it is there again. Stop the server and restore the folder";
const BACK = "The database is in its place again; the server stores again";
const FULL = "THE DISK IS FULL: only logins, reading and deleting go on until there is room";
const ROOM = "There is room on the disk again; the server stores again";

/** Looks after the data folder from before the database is opened until it is closed. */
export class StorageKeeper {
  readonly #dataFolder: string;
  readonly #log: Log;
  readonly #reserve: DiskReserve;
  #watch: StorageWatch | undefined;
  #isLost = false;

  /** Takes the reserve of the disk. */
  constructor(dataFolder: string, log: Log) {
    this.#dataFolder = dataFolder;
    this.#log = log;
    this.#reserve = new DiskReserve({
      dataFolder,
      onChange: (isFull) => this.#say(isFull ? FULL : ROOM),
    });
    this.#reserve.hold();
  }

  /** Refuses what cannot be stored in the journal, whose database has just been opened. */
  guard(journal: Journal): void {
    this.#watch = new StorageWatch({
      dataFolder: this.#dataFolder,
      onChange: (isLost) => {
        this.#isLost = isLost;
        this.#say(isLost ? LOST : BACK);
      },
    });
    journal.refuse((kind) => {
      if (this.#isLost) return new ChatError("storage_lost");
      if (!this.#reserve.isFull || isStillWritten(kind)) return undefined;
      return new ChatError("storage_full", undefined, { retryAfterSeconds: RETRY_AFTER_SECONDS });
    });
  }

  /** Why nothing can be stored at the moment; undefined when all is well. */
  get failure(): "storage_lost" | "storage_full" | undefined {
    if (this.#isLost) return "storage_lost";
    return this.#reserve.isFull ? "storage_full" : undefined;
  }

  /** Finds out what it means that something could not be written. */
  failed(message: string): void {
    this.#watch?.look();
    if (this.#isLost || this.#reserve.isFull) return;
    // SQLite does not always say so when there is no room.
    if (plainReason(message) === DISK_FULL || isDiskFull(this.#dataFolder)) this.#reserve.release();
  }

  /** Stops to look. */
  close(): void {
    this.#watch?.close();
    this.#reserve.close();
  }

  #say(message: string): void {
    this.#log.write({ event: "error", message });
  }
}
