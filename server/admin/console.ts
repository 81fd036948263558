/** Opens the console of a data folder: through the server that uses it, or the folder itself. */
import { databasePath } from "../journal/database/database.ts";
import { DataFolderInUse, openDataFolder } from "../start/data_folder.ts";
import { checkDatabaseFile } from "../start/storage.ts";
import { StartError } from "../base/start_error.ts";
import type {
  ConsoleAction,
  ConsoleAnswer,
  ConsoleFields,
} from "../doors/control/console_requests.ts";
import { ControlClient } from "../doors/control/control_client.ts";
import { readControlFile, removeControlFile } from "../doors/control/control_file.ts";
import { openOffline } from "./offline.ts";
import type { WorkerEntry } from "../base/start_worker.ts";

/** What makes requests as the console. */
export interface AdminConsole {
  /** Makes a request. Throws {ChatError} when it is refused, {StartError} when the server is gone. */
  request<A extends ConsoleAction>(action: A, fields: ConsoleFields<A>): Promise<ConsoleAnswer<A>>;
  close(): Promise<void>;
}

/** What {@linkcode openConsole} is given. */
export interface OpenConsoleOptions {
  /** Path of the data folder. */
  data: string;
  workerEntry: WorkerEntry;
  now(): number;
  /** Called with what goes wrong inside. */
  onFailure(message: string): void;
}

/** For how long a server that starts or stops, or another `chat admin`, is waited for. */
const PATIENCE_MS = 10_000;
const RETRY_MS = 100;

/** After how long without a request a connection to the door is not trusted to be open any more. */
const MAX_IDLE_MS = 10_000;

/**
 * Opens the console. Whoever holds the lock of the folder is asked through its control door; without
 * one this process takes the lock for as long as the console is open.
 *
 * @throws {StartError} with a sentence for the person who asks.
 */
export async function openConsole(options: OpenConsoleOptions): Promise<AdminConsole> {
  const { data, now } = options;
  checkData(data);
  const deadlineMs = now() + PATIENCE_MS;
  for (;;) {
    const opened = await tryToOpen(options);
    if (opened !== undefined) return opened;
    if (now() >= deadlineMs) {
      throw new StartError(
        `The server that uses ${data} does not answer. Stop it, or try again when it has started.`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

/**
 * Opens the console of a server that runs; does nothing to the folder when none does.
 *
 * @throws {StartError} when none does, or it does not answer.
 */
export async function openRunning(data: string): Promise<AdminConsole> {
  const opened = await throughDoor(data);
  if (opened === undefined) throw new StartError(`No server runs on ${data}.`);
  return opened;
}

/** Undefined when somebody holds the lock who does not answer, or not yet. */
async function tryToOpen(options: OpenConsoleOptions): Promise<AdminConsole | undefined> {
  let folder: ReturnType<typeof openDataFolder>;
  try {
    folder = openDataFolder(options.data);
  } catch (error) {
    if (error instanceof DataFolderInUse) return await throughDoor(options.data);
    throw error;
  }
  try {
    removeControlFile(folder.path);
    checkDatabaseFile(folder.path);
    const offline = await openOffline({ ...options, folder });
    return {
      async request<A extends ConsoleAction>(action: A, fields: ConsoleFields<A>) {
        return await offline.requests.answer({ action, ...fields }) as ConsoleAnswer<A>;
      },
      async close() {
        await offline.close();
        folder.close();
      },
    };
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function throughDoor(data: string): Promise<AdminConsole | undefined> {
  let client = await connected(data);
  if (client === undefined) return undefined;
  let usedMs = performance.now();
  return {
    async request<A extends ConsoleAction>(action: A, fields: ConsoleFields<A>) {
      // The door closes on whoever says nothing for long, as one does who reads a large export.
      if (client === undefined || performance.now() - usedMs > MAX_IDLE_MS) {
        client?.close();
        client = await connected(data);
        if (client === undefined) throw new StartError("The server has ended meanwhile.");
      }
      try {
        return await client.call({ action, ...fields }) as ConsoleAnswer<A>;
      } finally {
        usedMs = performance.now();
      }
    },
    close() {
      client?.close();
      return Promise.resolve();
    },
  };
}

async function connected(data: string): Promise<ControlClient | undefined> {
  const control = readAllowed(data, () => readControlFile(data));
  return control && await ControlClient.open(control);
}

/**
 * Sees to it that a server has used the folder.
 *
 * @throws {StartError} when it has not, or may not be read.
 */
export function checkData(data: string): void {
  try {
    readAllowed(data, () => Deno.statSync(databasePath(data)));
  } catch (cause) {
    const isMissing = cause instanceof Deno.errors.NotFound ||
      cause instanceof Deno.errors.NotADirectory;
    if (!isMissing) throw cause;
    throw new StartError(
      `There is no chat data in ${data}. Name the folder that the server uses with --data.`,
      { cause },
    );
  }
}

/** Reads something in the folder, and says what to do when that is not allowed. */
function readAllowed<T>(data: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof Deno.errors.PermissionDenied)) throw cause;
    throw new StartError(
      `You may not read the data folder ${data}. Run chat admin as the user that the server runs as.`,
      { cause },
    );
  }
}
