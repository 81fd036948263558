/** Notices when the files that a server has open are not those in its data folder any more. */
import { databasePath } from "../journal/database/database.ts";

/** How often it looks, in milliseconds. */
const LOOK_EVERY_MS = 500;

/** Options of a {@linkcode StorageWatch}. */
export interface StorageWatchOptions {
  dataFolder: string;
  /** Called with whether the database is lost, each time that changes. */
  onChange(isLost: boolean): void;
}

/** Looks after the database from the moment it is made, which must be while the file is there. */
export class StorageWatch {
  readonly #options: StorageWatchOptions;
  readonly #path: string;
  readonly #identity: string | undefined;
  readonly #timer: ReturnType<typeof setInterval>;
  #isLost = false;

  constructor(options: StorageWatchOptions) {
    this.#options = options;
    this.#path = databasePath(options.dataFolder);
    this.#identity = identityOf(this.#path);
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
  }

  /** Looks at once. */
  look(): void {
    // Windows has no such numbers; there a file that is open cannot be deleted.
    const isLost = this.#identity !== undefined && identityOf(this.#path) !== this.#identity;
    if (isLost === this.#isLost) return;
    this.#isLost = isLost;
    this.#options.onChange(isLost);
  }

  /** Stops to look. */
  close(): void {
    clearInterval(this.#timer);
  }
}

/** What tells a file from every other one while it is there; undefined when it is not. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = Deno.statSync(path);
    return ino === null ? undefined : `${dev}:${ino}`;
  } catch {
    // Whatever keeps it from being found: what is written to it cannot be found either.
    return undefined;
  }
}
