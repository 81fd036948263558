/** Tells the staff in time that there is little room left on the disk, or for files. */
import type { DiskSpace } from "../files/disk_space.ts";
import { SERVER } from "../journal/actors.ts";
import type { Journal } from "../journal/journal.ts";

/** From so much of the room on, in percent, the staff is told. */
const WARN_AT_PERCENT = 90;

/** Below so much it is told again the next time. */
const CALM_BELOW_PERCENT = 85;

/** What can be full. */
type Place = "disk" | "files";

/** What warnings work with. */
export interface StorageWarningsOptions {
  journal: Pick<Journal, "append" | "query">;
  space: Pick<DiskSpace, "room">;
  /** Most bytes of all files; Infinity where nothing bounds them but the disk. */
  maxStorageBytes: number;
}

/** Says it once for each time that it becomes so. */
export class StorageWarnings {
  readonly #options: StorageWarningsOptions;
  readonly #told = new Set<Place>();

  constructor(options: StorageWarningsOptions) {
    this.#options = options;
  }

  /** Looks at how much room there is; whoever calls does so now and then. Never rejects. */
  async look(): Promise<void> {
    const { journal, maxStorageBytes, space } = this.#options;
    try {
      const { free, total } = await space.room();
      if (Number.isFinite(total)) await this.#judge("disk", 100 - 100 * free / total);
      if (!Number.isFinite(maxStorageBytes)) return;
      // Nobody has the account 0; only what all have is of interest.
      const { server: { bytes } } = await journal.query("file_usage", { account: 0 });
      await this.#judge("files", 100 * bytes / maxStorageBytes);
    } catch {
      // It is said the next time.
    }
  }

  async #judge(of: Place, percent: number): Promise<void> {
    if (percent < CALM_BELOW_PERCENT) this.#told.delete(of);
    if (percent < WARN_AT_PERCENT || this.#told.has(of)) return;
    const fields = { actor: SERVER, of, percent: Math.floor(percent) };
    await this.#options.journal.append("warn_storage", fields);
    this.#told.add(of);
  }
}
