/** Puts the files of a server together, and has them follow what is committed. */
import type { RandomBytes } from "../accounts/tokens.ts";
import type { WorkerEntry } from "../base/worker_client.ts";
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
  onFailure(message: string): void;
}

/** The files of a server. */
export function openFiles(
  _options: ServeOptions,
  { journal: _journal, ...context }: OpenFilesContext,
): Files {
  return new Files({
    ...context,
    limits: {
      maxFileBytes: 100 * 1024 * 1024,
      maxAccountBytes: 1024 ** 3,
      maxStorageBytes: 10 * 1024 ** 3,
      reserveBytes: RESERVE_BYTES,
    },
    storedBytes: () => Promise.resolve({ account: 0, server: 0 }),
    referenced: (all) => Promise.resolve([...all]),
  });
}

/** Tells the files of what was said, and of blobs that nobody refers to any more. */
export function filesSink({ gate }: Files): Sink {
  return {
    name: "files",
    take() {
      gate.noteMessage();
    },
  };
}
