/** Makes a backup as one stream in the form of tar, also of a data folder whose server runs and writes. */
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { createTarPacker, type TarHeader } from "modern-tar";
import { PROGRAM_VERSION } from "../../protocol/version.ts";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { sizeOf } from "../files/disk.ts";
import { blobPath, SHA256 } from "../files/file_paths.ts";
import { damageOf } from "../journal/database/damage.ts";
import { DATABASE_FILE, MAX_TRIES, OTHER_FILES, problemOf } from "./data_copy.ts";
import { copyDatabase, referencedIn } from "./database_copy.ts";
import { type BackedUpFile, MANIFEST_FILE, manifestOf } from "./manifest.ts";
import { WorkFolder } from "./work_folder.ts";

/** Where the database is copied to, in the data folder: nowhere else is certain to have room. */
const WORK_FOLDER = ".backup";

const PIECE_BYTES = 256 * 1_024;

/** What was streamed. */
export interface StreamedBackup {
  files: number;
  bytes: number;
  /** Files that people have sent and that the data folder itself has not whole, a sentence each. */
  problems: string[];
}

/**
 * Writes a backup, its manifest last: a stream that was cut off is none. What was acknowledged before
 * is in it. Files that are damaged are in the stream but not in the manifest, and are not restored.
 *
 * @throws {StartError} when it cannot be made.
 */
export async function streamBackup(
  { dataFolder, nowMs }: { dataFolder: string; nowMs: number },
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<StreamedBackup> {
  try {
    const busy = `Another backup of ${dataFolder} is being streamed; wait for its end`;
    using work = WorkFolder.take(join(dataFolder, WORK_FOLDER), busy);
    const { blobs, problems } = await heldFast(dataFolder, work.path);
    const [damage] = damageOf(work.path);
    if (damage !== undefined) {
      throw new StartError(`The copy of the database is damaged: ${damage}`);
    }
    const others = OTHER_FILES.filter((name) => sizeOf(join(dataFolder, name)) !== undefined);
    const tar = new TarStream(nowMs, write);
    const files: BackedUpFile[] = [
      await tar.addFile(join(work.path, DATABASE_FILE), DATABASE_FILE),
    ];
    for (const name of others) files.push(await tar.addFile(join(dataFolder, name), name));
    for (const [sha256, at] of blobs) {
      const sent = await tar.addFile(at, blobPath("files", sha256).replaceAll("\\", "/"));
      if (sent.sha256 === sha256) files.push(sent);
      else problems.push(problemOf(sha256, "is damaged"));
    }
    const made = new Date(nowMs).toISOString();
    const manifest = manifestOf({ files, made, program: PROGRAM_VERSION });
    await tar.addText(MANIFEST_FILE, `${JSON.stringify(manifest, null, 1)}\n`);
    await tar.end();
    return { files: files.length, bytes: files.reduce((sum, { size }) => sum + size, 0), problems };
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError(`The backup cannot be made: ${plainReason(cause)}`, { cause });
  }
}

/**
 * Copies the database and holds all files that the copy refers to by links of their own, so that none
 * goes while the stream is written. Where there are no links, the files themselves are read.
 */
async function heldFast(
  dataFolder: string,
  work: string,
): Promise<{ blobs: Map<string, string>; problems: string[] }> {
  for (let tries = 1;; tries++) {
    await copyDatabase(dataFolder, join(work, DATABASE_FILE));
    const blobs = new Map<string, string>();
    const missing: string[] = [];
    for (const sha256 of referencedIn(work).filter((name) => SHA256.test(name))) {
      const path = blobPath("files", sha256);
      const held = hold(join(dataFolder, path), join(work, path));
      if (held === undefined) missing.push(sha256);
      else blobs.set(sha256, held);
    }
    // A message may have been deleted after the copy was made.
    if (missing.length === 0 || tries === MAX_TRIES) {
      return { blobs, problems: missing.map((sha256) => problemOf(sha256, "is missing")) };
    }
    Deno.removeSync(join(work, DATABASE_FILE));
  }
}

/** Where a file can be read; undefined when it is not there. */
function hold(from: string, to: string): string | undefined {
  if (sizeOf(to) !== undefined) return to;
  if (sizeOf(from) === undefined) return undefined;
  try {
    Deno.mkdirSync(dirname(to), { recursive: true, mode: 0o700 });
    Deno.linkSync(from, to);
    return to;
  } catch {
    // Not every file system has links.
    return sizeOf(from) === undefined ? undefined : from;
  }
}

/** Writes entries one after the other, as fast as they are taken. */
class TarStream {
  readonly #mtime: Date;
  readonly #packer = createTarPacker();
  readonly #written: Promise<void>;

  constructor(nowMs: number, write: (bytes: Uint8Array) => Promise<void>) {
    this.#mtime = new Date(nowMs);
    this.#written = this.#packer.readable.pipeTo(new WritableStream({ write }));
    // Whoever adds something finds out.
    this.#written.catch(() => {});
  }

  /** Adds a file; what is there when it is opened is what is sent, however long that takes. */
  async addFile(path: string, name: string): Promise<BackedUpFile> {
    using file = await Deno.open(path, { read: true });
    const { size } = await file.stat();
    const hash = createHash("sha256");
    const entry = this.#entry(name, size).getWriter();
    for (let left = size; left > 0;) {
      const memory = new Uint8Array(Math.min(PIECE_BYTES, left));
      const count = await file.read(memory);
      if (count === null) throw new StartError(`${path} became shorter while it was read`);
      const piece = memory.subarray(0, count);
      hash.update(piece);
      await entry.write(piece);
      left -= count;
    }
    await entry.close();
    return { path: name, size, sha256: hash.digest("hex") };
  }

  async addText(name: string, text: string): Promise<void> {
    const bytes = new TextEncoder().encode(text);
    const entry = this.#entry(name, bytes.length).getWriter();
    await entry.write(bytes);
    await entry.close();
  }

  /** Resolves when everything was taken. */
  async end(): Promise<void> {
    this.#packer.controller.finalize();
    await this.#written;
  }

  #entry(name: string, size: number): WritableStream<Uint8Array> {
    const header: TarHeader = { name, size, mtime: this.#mtime, mode: 0o600, type: "file" };
    return this.#packer.controller.add(header);
  }
}
