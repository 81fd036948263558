/** How a server takes its data folder, which `chat admin` may have for a moment. */
import { type DataFolder, DataFolderInUse, openDataFolder } from "./data_folder.ts";
import { readControlFile, removeControlFile } from "../doors/control/control_file.ts";

/** For how long `chat admin` is waited for, in milliseconds, and how often it is looked. */
const PATIENCE_MS = 5_000;
const RETRY_MS = 50;

/**
 * Takes the folder. Whoever has it without a control door is `chat admin` and gives it back soon; a
 * server is not waited for.
 *
 * @throws {StartError} when it cannot be written or a server uses it.
 */
export async function takeFolder(path: string): Promise<DataFolder> {
  for (let waitedMs = 0;; waitedMs += RETRY_MS) {
    try {
      const folder = openDataFolder(path);
      // What a server left behind that was killed leads nowhere.
      removeControlFile(folder.path);
      return folder;
    } catch (error) {
      const isAdmin = error instanceof DataFolderInUse && readControlFile(path) === undefined;
      if (!isAdmin || waitedMs >= PATIENCE_MS) throw error;
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}
