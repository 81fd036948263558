/** Starts the journal of a data folder with its workers. */
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import type { WorkerEntry } from "../base/start_worker.ts";
import { WorkerClient } from "../base/worker_client.ts";
import { Journal, type JournalOptions, type OpenedJournal } from "./journal.ts";
import type { ReaderCall } from "./reader_worker.ts";
import type { WriterCall } from "./writer_worker.ts";

/** Options of {@linkcode openJournal}. */
export interface OpenJournalOptions extends Omit<JournalOptions, "writer" | "startReader"> {
  /** Module that workers are started from; see `main.ts`. */
  workerEntry: WorkerEntry;
  /** Called when one of the workers has stopped by itself: nothing can be stored or read any more. */
  onFatal(message: string): void;
}

/**
 * Opens the journal in workers of its own, which end with it.
 *
 * @throws {StartError} when the database cannot be used.
 */
export async function openJournal(options: OpenJournalOptions): Promise<OpenedJournal> {
  const common = {
    entry: options.workerEntry,
    onFailure: (error: Error) => options.onFatal(error.message),
  };
  const writer = new WorkerClient<WriterCall>({ ...common, name: "writer" });
  const startReader = () => new WorkerClient<ReaderCall>({ ...common, name: "reader" });
  try {
    return await Journal.open({ ...options, writer, startReader });
  } catch (cause) {
    writer.terminate();
    throw new StartError(
      `Cannot open the database in ${options.dataFolder}: ${plainReason(cause)}.`,
      { cause },
    );
  }
}
