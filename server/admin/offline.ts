/** The composition root of `chat admin` where no server runs: services without doors. */
import type { DataFolder } from "../start/data_folder.ts";
import { Log } from "../base/log.ts";
import { openServices } from "../start/open_services.ts";
import { DEFAULT_SERVE_OPTIONS } from "../start/serve_options.ts";
import { statusOf } from "../metrics/status.ts";
import { ConsoleRequests } from "../doors/control/console_requests.ts";
import type { WorkerEntry } from "../base/start_worker.ts";

/** Requests of the console on a data folder that this process holds the lock of. */
export interface OfflineConsole {
  requests: ConsoleRequests;
  /** Writes everything down and ends the workers. */
  close(): Promise<void>;
}

/** What it is given. */
export interface OfflineOptions {
  folder: DataFolder;
  /** Module that workers are started from; see `main.ts`. */
  workerEntry: WorkerEntry;
  now(): number;
  /** Called with what goes wrong inside. */
  onFailure(message: string): void;
}

/**
 * Opens the journal of the folder, and nothing else.
 *
 * @throws {StartError} when the database cannot be used.
 */
export async function openOffline(
  { folder, workerEntry, now, onFailure }: OfflineOptions,
): Promise<OfflineConsole> {
  const log = new Log({
    format: "text",
    messageTexts: false,
    now,
    // There is no log without a server; the audit log knows what was done. Failures are said at once.
    write: (text) => {
      for (const line of text.split("\n")) if (line.startsWith("ERROR ")) onFailure(line);
      return Promise.resolve();
    },
  });
  const { services, close } = await openServices({ ...DEFAULT_SERVE_OPTIONS, limits: false }, {
    dataFolder: folder.path,
    workerEntry,
    log,
    now,
    onFatal: () => {}, // it is in the log
  });
  const known = { dataFolder: folder.path, services };
  return { requests: new ConsoleRequests(services, () => statusOf(known)), close };
}
