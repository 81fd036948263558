/** The disk of files as everything on the event loop sees it: a worker, which starts when it is needed. */
import type { WorkerEntry } from "../base/start_worker.ts";
import { WorkerClient } from "../base/worker_client.ts";
import type { Blob, Verified } from "./blob_files.ts";
import type { FilesCall } from "./files_worker.ts";
import type { FoundUpload, UploadRecord } from "./upload_record.ts";

/** What is done with the disk; each call resolves when it is done, in the order of the calls. */
export class FilesDisk {
  /** The folder of all files. */
  readonly folder: string;
  readonly #entry: WorkerEntry;
  #worker: WorkerClient<FilesCall> | undefined;
  #isClosed = false;

  constructor(folder: string, entry: WorkerEntry) {
    this.folder = folder;
    this.#entry = entry;
  }

  /** Whether there is any file at all. */
  async isUsed(): Promise<boolean> {
    return await Deno.stat(this.folder).then(() => true, () => false);
  }

  /** What an earlier server has left. */
  async found(): Promise<FoundUpload[]> {
    if (!await this.isUsed()) return [];
    return await this.#call({ call: "found", files: this.folder });
  }

  /** Begins an upload. */
  begin(id: string, record: UploadRecord): Promise<void> {
    return this.#call({ call: "begin", files: this.folder, id, record });
  }

  /** Has an upload ready from `offset` on; false when it has to be called again. */
  resume(id: string, offset: number): Promise<boolean> {
    return this.#call({ call: "resume", files: this.folder, id, offset });
  }

  /** Puts bytes to an upload that is ready; resolves with their memory, which is empty here meanwhile. */
  append(id: string, bytes: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
    return this.#call({ call: "append", files: this.folder, id, bytes }, [bytes.buffer]);
  }

  /** Says that nothing comes for an upload at the moment. */
  pause(id: string): Promise<void> {
    return this.#call({ call: "pause", files: this.folder, id });
  }

  /** Has all bytes on the disk; resolves with their SHA-256. */
  finish(id: string): Promise<string> {
    return this.#call({ call: "finish", files: this.folder, id });
  }

  /** Makes a blob of a finished upload. */
  keep(id: string, record: UploadRecord & { sha256: string }): Promise<void> {
    return this.#call({ call: "keep", files: this.folder, id, record });
  }

  /** Takes an upload away. */
  discard(id: string): Promise<void> {
    return this.#call({ call: "discard", files: this.folder, id });
  }

  /** The blobs of a shelf. */
  list(shelf: string): Promise<Blob[]> {
    return this.#call({ call: "list", files: this.folder, shelf });
  }

  /** Removes blobs; resolves with how many bytes that were. */
  remove(sha256s: string[]): Promise<number> {
    return this.#call({ call: "remove", files: this.folder, sha256s });
  }

  /** Looks at the next piece of a blob. */
  verify(sha256: string): Promise<Verified> {
    return this.#call({ call: "verify", files: this.folder, sha256 });
  }

  /** Ends the worker once everything is done that it was asked for. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    // Calls are answered in their order.
    await worker.call({ call: "pause", files: this.folder, id: "" }).catch(() => {});
    worker.terminate();
  }

  #call<T>(call: FilesCall, moved: Transferable[] = []): Promise<T> {
    if (this.#isClosed) return Promise.reject(new Error("The files are closed"));
    // One that has stopped has lost nothing: every upload is hashed anew by the next one.
    if (this.#worker?.hasFailed === true) this.#worker = undefined;
    this.#worker ??= new WorkerClient({ entry: this.#entry, name: "files" });
    return this.#worker.call<T>(call, moved);
  }
}
