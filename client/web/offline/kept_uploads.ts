/** Keeps the files on their way, so that they go on when the page was loaded anew. */
import { foldUsername } from "../../../protocol/names.ts";
import type { Clock } from "../../base/clock.ts";
import type { KeptDatabase } from "./kept_database.ts";
import type { KeptUpload, UploadKeeping } from "./kept_upload.ts";
import type { OtherPages } from "./other_pages.ts";

/** Larger files are not copied into the browser: they have to be chosen again. */
const MOST_FILE_BYTES = 256 * 1_024 * 1_024;

/** How often somebody looks whether another page has left something. */
const LOOK_EVERY_MS = 10_000;

/** After how long a page that is gone is gone for good: one that is loaded anew goes on by itself. */
const GONE_MS = 3_000;

/** What it works with. */
export interface KeptUploadsOptions {
  /** `undefined` where nothing is kept. */
  database: () => KeptDatabase | undefined;
  pages: OtherPages;
  clock: Clock;
  /** Who is in; empty for nobody. */
  account: () => string;
  /** How much room the browser has, in bytes; `undefined` where it does not say. */
  roomBytes: () => Promise<number | undefined>;
  /** What a page has left that is not there any more, with the file where that is kept. */
  left: (upload: KeptUpload, file: Blob | undefined) => void;
}

/** Lives as long as the page. Writing is done one after the other. */
export class KeptUploads implements UploadKeeping {
  readonly #options: KeptUploadsOptions;
  #queue: Promise<unknown> = Promise.resolve();
  #isLooking = false;
  /** Which pages were gone when it looked last, and had left something. */
  #gone: ReadonlySet<string> = new Set();

  constructor(options: KeptUploadsOptions) {
    this.#options = options;
  }

  put(upload: KeptUpload): void {
    const page = this.#options.pages.id;
    void this.#write(async (database) => await database.put("uploads", { ...upload, page }));
  }

  async putFile(id: string, file: Blob): Promise<boolean> {
    const room = await this.#options.roomBytes().catch(() => undefined) ?? Infinity;
    // Without locks nobody knows which pages are gone: nothing is taken over then.
    if (file.size > MOST_FILE_BYTES || file.size > room / 2 || !this.#options.pages.areKnown) {
      return false;
    }
    return await this.#write(async (database) => await database.put("files", { id, file }));
  }

  delete(id: string): void {
    void this.#write(async (database) => {
      await database.delete("uploads", id);
      await database.delete("files", id);
    });
  }

  /** Takes over what pages have left, now and as long as this page is there. Never rejects. */
  async follow(): Promise<void> {
    if (this.#isLooking || !this.#options.pages.areKnown) return;
    this.#isLooking = true;
    const look = async () => {
      await this.#look().catch(() => {}); // what cannot be read is as if it were not there
      const afterMs = this.#gone.size > 0 ? GONE_MS : LOOK_EVERY_MS;
      this.#options.clock.setTimer(afterMs, () => void look());
    };
    await look();
  }

  async #look(): Promise<void> {
    const { left, pages } = this.#options;
    const account = this.#options.account();
    const database = this.#options.database();
    if (database === undefined || account === "") return;
    const open = await pages.open();
    const gone = new Set<string>();
    const adopted = await database.adopt("uploads", pages.id, (page) => {
      if (open.has(page)) return true;
      if (page === pages.before || this.#gone.has(page)) return false;
      gone.add(page);
      return true;
    });
    this.#gone = gone;
    for (const upload of adopted.sort((one, other) => one.order - other.order)) {
      // What somebody else has begun is not sent under another name.
      if (foldUsername(upload.account) !== foldUsername(account)) this.delete(upload.id);
      else left(upload, (await database.get("files", upload.id))?.file);
    }
  }

  #write(work: (database: KeptDatabase) => Promise<void>): Promise<boolean> {
    const written = this.#queue.then(async () => {
      const database = this.#options.database();
      if (database === undefined) return false;
      try {
        await work(database);
        return true;
      } catch {
        return false; // full, or forbidden
      }
    });
    this.#queue = written;
    return written;
  }
}
