/** Tells the staff in time that there is little room left on the disk. */
import type { DiskSpace } from "../files/disk_space.ts";
import { SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";

/** From so much of the disk on, in percent, the staff is told. */
const WARN_AT_PERCENT = 90;

/** Below so much it is told again the next time. */
const CALM_BELOW_PERCENT = 85;

/** What warnings work with. */
export interface StorageWarningsOptions {
  journal: Pick<Journal, "append">;
  space: Pick<DiskSpace, "room">;
}

/** Says it once for each time that it becomes so. */
export class StorageWarnings {
  readonly #options: StorageWarningsOptions;
  #wasTold = false;

  constructor(options: StorageWarningsOptions) {
    this.#options = options;
  }

  /** Looks at how much room there is; whoever calls does so now and then. Never rejects. */
  async look(): Promise<void> {
    const { journal, space } = this.#options;
    const { free, total } = await space.room();
    if (!Number.isFinite(total) || total === 0) return;
    const percent = Math.floor(100 - 100 * free / total);
    if (percent < CALM_BELOW_PERCENT) this.#wasTold = false;
    if (percent < WARN_AT_PERCENT || this.#wasTold) return;
    try {
      await journal.append("warn_storage", { actor: SERVER, percent });
      this.#wasTold = true;
    } catch {
      // It is said the next time.
    }
  }
}
