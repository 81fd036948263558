/** Fetches the files of an export, a few at a time, into one folder. */
import { join } from "node:path";
import type { OwnFile } from "../commands/parts/export_files.ts";
import { LocalFailure } from "../transfer/target_file.ts";
import type { Transfers } from "../transfer/transfers.ts";

/** So many of them are among the transfers at once: what waits is not kept for the next run. */
const MAX_QUEUED = 20;

/** What has become of them. */
export interface FetchedFiles {
  readonly done: number;
  /** Those that could not be fetched, and why the last of them could not. */
  readonly failed: number;
  readonly reason: string | undefined;
  /** Those that were given up with one of them, or with the disk. */
  readonly left: number;
}

/** The files that are not in a folder yet. */
export async function missingFiles(
  files: readonly OwnFile[],
  folder: string,
): Promise<readonly OwnFile[]> {
  const missing: OwnFile[] = [];
  for (const file of files) {
    // A file has its name only when it is whole.
    const found = await Deno.stat(join(folder, file.name)).catch(() => undefined);
    if (found?.isFile !== true || found.size !== file.bytes) missing.push(file);
  }
  return missing;
}

/** The files of one export on their way. */
export class OwnFiles {
  readonly #transfers: Transfers;
  readonly #folder: string;
  readonly #waiting: OwnFile[];
  readonly #going = new Set<number>();
  readonly #all: number;
  #done = 0;
  #failed = 0;
  #reason: string | undefined;

  constructor(
    transfers: Transfers,
    { files, folder }: { files: readonly OwnFile[]; folder: string },
  ) {
    this.#transfers = transfers;
    this.#folder = folder;
    this.#waiting = [...files];
    this.#all = files.length;
  }

  /** Whether a transfer is one of these. */
  has(number: number): boolean {
    return this.#going.has(number);
  }

  /** `export: 12 of 40 files`. */
  get line(): string {
    return `export: ${this.#done} of ${this.#all} files`;
  }

  /**
   * Resolves when all are there or will not be. One that is cancelled ends it, and so does what is
   * the matter with this machine, a full disk for example; files that the server does not give are
   * passed over.
   */
  async run(): Promise<FetchedFiles> {
    for (;;) {
      this.#count();
      while (this.#going.size < MAX_QUEUED) {
        const file = this.#waiting.shift();
        if (file === undefined) break;
        const { bytes, id: messageId, name, sha256 } = file;
        const folder = this.#folder;
        const [transfer] = await this.#transfers.get({ messageId, folder, name, bytes, sha256 });
        if (transfer !== undefined) this.#going.add(transfer.number);
        this.#count();
      }
      if (this.#going.size === 0) break;
      await this.#transfers.nextChange();
    }
    const left = this.#all - this.#done - this.#failed;
    return { done: this.#done, failed: this.#failed, reason: this.#reason, left };
  }

  #count(): void {
    for (const number of this.#going) {
      const transfer = this.#transfers.numbered(number);
      if (transfer?.state === "failed") {
        this.#failed += 1;
        this.#reason = transfer.reason;
        if (this.#transfers.errorOf(number) instanceof LocalFailure) this.#waiting.length = 0;
      } else if (transfer === undefined || transfer.state === "done") this.#done += 1;
      else if (transfer.state === "cancelled") this.#waiting.length = 0;
      else continue;
      this.#going.delete(number);
    }
  }
}
