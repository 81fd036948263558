/** Uploads on the disk: their bytes are written and hashed in their order, and become blobs. */
import { createHash, type Hash } from "node:crypto";
import { dirname } from "node:path";
import { BoundedMap } from "../../protocol/bounded_map.ts";
import {
  makeFolder,
  names,
  removeFile,
  replaceFile,
  sizeOf,
  storageError,
  syncFile,
  syncFolder,
  writeAll,
} from "./disk.ts";
import {
  blobPath,
  blobsFolder,
  recordPath,
  shelfPath,
  UPLOAD_ID,
  uploadPath,
  uploadsFolder,
} from "./file_paths.ts";
import { type FoundUpload, parseRecord, type UploadRecord } from "./upload_record.ts";

/** Bytes that are hashed in one go; nothing else is done meanwhile. */
const HASH_AT_ONCE_BYTES = 4 * 1_024 * 1_024;

/** Uploads whose hash is kept while nothing comes for them; others are hashed again from the start. */
const MAX_KEPT_HASHES = 1_000;

/** Bytes after which an upload is brought to the disk beside the rest: less waits for whoever commits. */
const SYNC_EVERY_BYTES = 16 * 1_024 * 1_024;

/** How much of an upload has been hashed. */
interface Progress {
  hash: Hash;
  offset: number;
}

/** An upload that bytes come for. */
interface OpenUpload extends Progress {
  file: Deno.FsFile;
  /** Bytes that may not be on the disk itself yet. */
  unsynced: number;
  /** Resolves when those of a while ago are. */
  syncing: Promise<void> | undefined;
  /** What went wrong on the way to the disk itself: then nobody knows what is there. */
  failure: Error | undefined;
  /** Whether bytes are missing, because some could not be written: those after them must not be. */
  isBroken: boolean;
}

/** All calls return when it is done; whoever calls waits in a thread of its own. */
export class UploadFiles {
  readonly #folder: string;
  readonly #open = new Map<string, OpenUpload>();
  readonly #paused = new BoundedMap<string, Progress>(MAX_KEPT_HASHES);

  /** `folder` is that of all files. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** What an earlier server has left; what was about to become a blob becomes one. */
  found(): FoundUpload[] {
    const uploads: FoundUpload[] = [];
    for (const name of names(uploadsFolder(this.#folder))) {
      const id = name.replace(/\.json$/, "");
      const path = uploadPath(this.#folder, name);
      // What nothing is known of is a rest of something that was not done.
      if (!UPLOAD_ID.test(id)) removeFile(path);
      else if (name !== id) {
        const upload = this.#find(id);
        if (upload === undefined) this.discard(id);
        else uploads.push(upload);
      } else if (sizeOf(recordPath(this.#folder, id)) === undefined) removeFile(path);
    }
    return uploads;
  }

  /** Begins an upload. */
  begin(id: string, record: UploadRecord): void {
    try {
      for (const folder of [this.#folder, uploadsFolder(this.#folder), blobsFolder(this.#folder)]) {
        if (makeFolder(folder)) syncFolder(dirname(folder));
      }
      // Should the power go, it is begun anew: nothing of it was acknowledged as kept.
      Deno.writeTextFileSync(recordPath(this.#folder, id), JSON.stringify(record), { mode: 0o600 });
      this.#opened(id, { create: true }).isBroken = false;
    } catch (error) {
      this.discard(id);
      throw storageError(error);
    }
  }

  /**
   * Has an upload ready from `offset` on; false while there is more to hash, so that others have
   * their turn. Whatever is on the disk beyond that is cut off.
   */
  resume(id: string, offset: number): boolean {
    const upload = this.#opened(id);
    if (upload.offset > offset) {
      upload.hash = createHash("sha256");
      upload.offset = 0;
    }
    upload.file.seekSync(upload.offset, Deno.SeekMode.Start);
    const buffer = new Uint8Array(256 * 1_024);
    const end = Math.min(offset, upload.offset + HASH_AT_ONCE_BYTES);
    while (upload.offset < end) {
      const wanted = Math.min(buffer.length, end - upload.offset);
      const count = upload.file.readSync(buffer.subarray(0, wanted));
      if (count === null) throw new Error(`The upload ${id} has lost bytes on the disk`);
      upload.hash.update(buffer.subarray(0, count));
      upload.offset += count;
    }
    if (upload.offset < offset) return false;
    upload.file.truncateSync(offset);
    upload.file.seekSync(offset, Deno.SeekMode.Start);
    upload.isBroken = false;
    return true;
  }

  /**
   * Puts bytes to an upload that is ready; when that fails, it has to be made ready again.
   *
   * @throws {ChatError} `storage_full`.
   */
  async append(id: string, bytes: Uint8Array): Promise<void> {
    const upload = this.#open.get(id);
    if (upload === undefined || upload.isBroken) throw new Error(`The upload ${id} is not ready`);
    if (upload.failure !== undefined) throw upload.failure;
    // While the system copies them, they are hashed here.
    const written = writeAll(upload.file, bytes);
    upload.hash.update(bytes);
    upload.offset += bytes.length;
    try {
      await written;
    } catch (error) {
      upload.isBroken = true;
      upload.hash = createHash("sha256");
      upload.offset = 0;
      throw storageError(error);
    }
    upload.unsynced += bytes.length;
    if (upload.unsynced >= SYNC_EVERY_BYTES) this.#syncBeside(upload);
  }

  /** Stops for now; the hash is kept for a while. */
  pause(id: string): void {
    const upload = this.#open.get(id);
    if (upload === undefined) return;
    this.#open.delete(id);
    upload.file.close();
    this.#paused.set(id, { hash: upload.hash, offset: upload.offset });
  }

  /**
   * Has all bytes on the disk itself; resolves with their SHA-256 in hexadecimal. When it rejects, what
   * is there is worth nothing.
   */
  async finish(id: string): Promise<string> {
    const upload = this.#open.get(id);
    if (upload === undefined || upload.isBroken) throw new Error(`The upload ${id} is not ready`);
    await upload.syncing;
    if (upload.failure !== undefined) throw upload.failure;
    upload.file.syncSync();
    this.#open.delete(id);
    upload.file.close();
    return upload.hash.digest("hex");
  }

  /** Makes a blob of an upload that is finished, which nothing takes back any more. */
  keep(id: string, record: UploadRecord & { sha256: string }): void {
    const path = recordPath(this.#folder, id);
    try {
      // Everything is changed first, and then brought to the disk: most file systems do that at once.
      replaceFile(path, JSON.stringify(record));
      const shelves = this.#shelve(id, record.sha256);
      syncFile(path);
      for (const folder of [uploadsFolder(this.#folder), ...shelves]) syncFolder(folder);
    } catch (error) {
      throw storageError(error);
    }
  }

  /** Takes away what is there of an upload; a blob that has become of it stays. */
  discard(id: string): void {
    this.pause(id);
    this.#paused.delete(id);
    removeFile(uploadPath(this.#folder, id));
    removeFile(recordPath(this.#folder, id));
  }

  /** One at a time: what is written meanwhile waits for the next. */
  #syncBeside(upload: OpenUpload): void {
    if (upload.syncing !== undefined) return;
    upload.unsynced = 0;
    upload.syncing = upload.file.syncData().catch((error: Error) => {
      // Asked a second time the system would say that all is well.
      upload.failure = error;
    }).finally(() => upload.syncing = undefined);
  }

  #find(id: string): FoundUpload | undefined {
    const path = recordPath(this.#folder, id);
    const record = parseRecord(Deno.readTextFileSync(path));
    if (record === undefined) return undefined;
    const { sha256, length } = record;
    const size = sizeOf(uploadPath(this.#folder, id));
    if (sha256 !== undefined) {
      if (size === length && !this.#canShelve(id, sha256)) {
        const { sha256: _kept, ...unfinished } = record;
        return { id, record: unfinished, offset: size, lastMs: timeOf(path) };
      }
      if (sizeOf(blobPath(this.#folder, sha256)) !== length) return undefined;
      return { id, record, offset: length, lastMs: timeOf(path) };
    }
    if (size === undefined || size > length) return undefined;
    return { id, record, offset: size, lastMs: timeOf(uploadPath(this.#folder, id)) };
  }

  /** On a full disk a shelf cannot be made; then the upload is finished when there is room. */
  #canShelve(id: string, sha256: string): boolean {
    try {
      this.#shelve(id, sha256).forEach(syncFolder);
      return true;
    } catch {
      return false;
    }
  }

  /** Returns the folders that have to remember it. */
  #shelve(id: string, sha256: string): string[] {
    const shelf = shelfPath(this.#folder, sha256);
    const isNew = makeFolder(shelf);
    Deno.renameSync(uploadPath(this.#folder, id), blobPath(this.#folder, sha256));
    return isNew ? [shelf, blobsFolder(this.#folder)] : [shelf];
  }

  #opened(id: string, { create = false } = {}): OpenUpload {
    let upload = this.#open.get(id);
    if (upload !== undefined) return upload;
    const options = { create, read: true, write: true, mode: 0o600 };
    const file = Deno.openSync(uploadPath(this.#folder, id), options);
    const progress = this.#paused.get(id) ?? { hash: createHash("sha256"), offset: 0 };
    this.#paused.delete(id);
    upload = {
      ...progress,
      file,
      unsynced: 0,
      syncing: undefined,
      failure: undefined,
      isBroken: true,
    };
    this.#open.set(id, upload);
    return upload;
  }
}

function timeOf(path: string): number {
  return Deno.statSync(path).mtime?.getTime() ?? 0;
}
