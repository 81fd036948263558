/** The files of an export: each is copied once, however often it was sent. */
import { join } from "node:path";
import { safeFileName } from "../../../protocol/files/file_name.ts";
import { isSha256 } from "../../../protocol/files/file_fields.ts";
import type { Message } from "../../../protocol/records.ts";
import { blobPath, filesFolder } from "../../files/file_paths.ts";

/**
 * Endings of what a browser shows, plays or saves without running anything. What has none, or one that
 * it does not know, it may take for HTML because of what is in it.
 */
const HARMLESS = new RegExp(
  "\\.(?:7z|avif|bmp|csv|docx?|epub|flac|gif|gz|jpe?g|json|m4[av]|mov|mp[34]|od[pst]|og[agv]|opus|pdf|" +
    "png|pptx?|tar|tgz|txt|wav|web[mp]|xlsx?|zip)$",
  "i",
);

/** The folder of the files, below that of the export. */
const FOLDER = "files";

/** Copies what messages carry out of the data folder. */
export class ExportedFiles {
  readonly #data: string;
  readonly #folder: string;
  /** Where each is by its SHA-256; undefined for what was not there. */
  readonly #paths = new Map<string, string | undefined>();
  /** Messages whose files are not there any more. */
  readonly missing: { message: number; name: string }[] = [];
  bytes = 0;
  count = 0;

  /** `data` is the data folder, `folder` that of the export. */
  constructor({ data, folder }: { data: string; folder: string }) {
    this.#data = data;
    this.#folder = folder;
  }

  /** Where the file of a message is below the folder of the export; undefined when there is none. */
  async pathOf({ file, id }: Message): Promise<string | undefined> {
    if (file === undefined || !isSha256(file.sha256)) return undefined;
    const { name, sha256, size } = file;
    if (!this.#paths.has(sha256)) {
      this.#paths.set(sha256, await this.#copy(sha256, `${id}-${safeFileName(name)}`));
      if (this.#paths.get(sha256) !== undefined) {
        this.count += 1;
        this.bytes += size;
      }
    }
    const path = this.#paths.get(sha256);
    if (path === undefined) this.missing.push({ message: id, name });
    return path;
  }

  async #copy(sha256: string, name: string): Promise<string | undefined> {
    const folder = join(this.#folder, FOLDER);
    await Deno.mkdir(folder, { recursive: true, mode: 0o700 });
    const short = harmless(shortened(name));
    try {
      await Deno.copyFile(blobPath(filesFolder(this.#data), sha256), join(folder, short));
    } catch (error) {
      // It was deleted meanwhile, or lost; whoever exports is told.
      if (error instanceof Deno.errors.NotFound) return undefined;
      throw error;
    }
    return `${FOLDER}/${short}`;
  }
}

/** Opened from here, a page that somebody has sent would run as one of this machine; as text it does not. */
function harmless(name: string): string {
  return HARMLESS.test(name) ? name : `${name}.txt`;
}

/** A name has 255 bytes on most disks; the end of it says what the file is. */
function shortened(name: string): string {
  const encoder = new TextEncoder();
  let short = name;
  while (encoder.encode(short).length > 200) {
    const middle = Math.floor(short.length / 2);
    short = short.slice(0, middle) + short.slice(middle + 1);
  }
  return short.toWellFormed();
}
