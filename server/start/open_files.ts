/** Puts the files of a server together, and has them follow what is committed. */
import type { RandomBytes } from "../accounts/tokens.ts";
import type { WorkerEntry } from "../base/start_worker.ts";
import { Files } from "../files/files.ts";
import type { Journal } from "../journal/journal.ts";
import type { Sink } from "../publish/sinks.ts";
import type { ServeOptions } from "./serve_options.ts";

/** Room on the disk that files leave to messages, in bytes. */
const RESERVE_BYTES = 64 * 1_024 * 1_024;

/** What the files are given besides the options. */
export interface OpenFilesContext {
  /** Absolute path. */
  dataFolder: string;
  workerEntry: WorkerEntry;
  journal: Pick<Journal, "query">;
  now(): number;
  elapsed(): number;
  randomBytes: RandomBytes;
  /** Fetches a blob that is somewhere else; false when it cannot be had. */
  fetchBlob: ((sha256: string) => Promise<boolean>) | undefined;
  onFailure(message: string): void;
}

/** The files of a server. */
export function openFiles(
  { files: { maxAccountBytes, maxFileBytes, maxStorageBytes = Infinity }, rates }: ServeOptions,
  { journal, ...context }: OpenFilesContext,
): Files {
  return new Files({
    ...context,
    limits: {
      maxFileBytes,
      maxAccountBytes,
      maxStorageBytes,
      reserveBytes: RESERVE_BYTES,
      requestRate: rates.files,
    },
    async storedBytes(account) {
      const usage = await journal.query("file_usage", { account });
      return { account: usage.account.bytes, server: usage.server.bytes };
    },
    seenBefore: (ageMs) => journal.query("seen_before", { ageMs }),
    referenced: (hashes) => journal.query("referenced_blobs", { hashes }),
  });
}

/** Tells the files of what was said, and of blobs that nobody refers to any more. */
export function filesSink({ blobs, gate }: Files): Sink {
  return {
    name: "files",
    take(committed) {
      for (const { freed, isAwaited } of committed) {
        if (isAwaited) gate.noteMessage();
        if (freed !== undefined) blobs.letGo(freed);
      }
    },
  };
}
