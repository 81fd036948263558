/** An export that is an archive: its files are read where they lie, nothing is unpacked. */
import { Readable } from "node:stream";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import { type ExportFiles, MAX_FILES } from "./export_files.ts";

/** What is used of `yauzl`. */
interface Entry {
  fileName: string;
  uncompressedSize: number;
}
interface ZipFile {
  readEntry(): void;
  on(event: "entry", listener: (entry: Entry) => void): void;
  on(event: "end", listener: () => void): void;
  on(event: "error", listener: (error: Error) => void): void;
  openReadStream(
    entry: Entry,
    callback: (error: Error | null, stream: Readable) => void,
  ): void;
  close(): void;
}
interface Yauzl {
  open(
    path: string,
    options: { lazyEntries: true; autoClose: false },
    callback: (error: Error | null, zip: ZipFile) => void,
  ): void;
}

/** Opens an archive. Throws {StartError} when it is none, or damaged. */
export async function openZip(path: string): Promise<ExportFiles> {
  const { open } = (await import("yauzl")).default as Yauzl;
  try {
    const zip = await new Promise<ZipFile>((resolve, reject) => {
      open(path, { lazyEntries: true, autoClose: false }, (error, opened) => {
        if (error === null) resolve(opened);
        else reject(error);
      });
    });
    const entries = await entriesOf(zip);
    const sizes = new Map<string, number>();
    for (const name of [...entries.keys()].toSorted()) {
      sizes.set(name, entries.get(name)?.uncompressedSize ?? 0);
    }
    return {
      sizes,
      async open(name) {
        const entry = entries.get(name);
        if (entry === undefined) throw new Deno.errors.NotFound("it is not there");
        const stream = await new Promise<Readable>((resolve, reject) => {
          zip.openReadStream(entry, (error, opened) => {
            if (error === null) resolve(opened);
            else reject(error);
          });
        });
        return Readable.toWeb(stream) as unknown as ReadableStream<Uint8Array>;
      },
      close: () => zip.close(),
    };
  } catch (error) {
    throw new StartError(`${path} is no archive that can be read: ${plainReason(error)}.`);
  }
}

function entriesOf(zip: ZipFile): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on("entry", (entry) => {
      if (!entry.fileName.endsWith("/")) entries.set(entry.fileName, entry);
      if (entries.size > MAX_FILES) reject(new Error(`it has more than ${MAX_FILES} files`));
      else zip.readEntry();
    });
    zip.on("end", () => resolve(entries));
    zip.on("error", reject);
    zip.readEntry();
  });
}
