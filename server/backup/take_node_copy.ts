/**
 * Copies a node of a cluster, which may be running, into a folder that another node can begin with: a
 * large database comes faster on a disk than from node to node, and nobody has to be asked for it.
 */
import { join } from "node:path";
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";
import { sizeOf, syncFolder } from "../files/disk.ts";
import { openForReading } from "../journal/database/database.ts";
import { Store } from "../journal/database/store.ts";
import { sharedPlace } from "../journal/write/cluster/shared_log.ts";
import { CERTIFICATE_FILE, KEY_FILE } from "../net/certificate/certificate_store.ts";
import { copyFile } from "./copied_file.ts";
import { DATABASE_FILE } from "./data_copy.ts";
import { copyDatabase } from "./database_copy.ts";

/** What all nodes of a cluster have alike, besides the database. */
const SHARED_FILES = [CERTIFICATE_FILE, KEY_FILE];

/**
 * Makes the folder. Files that people have sent are not in it: a node takes them from the others.
 *
 * @throws {StartError} when it is there already, or the data folder is no node's.
 */
export async function takeNodeCopy(
  dataFolder: string,
  to: string,
): Promise<{ position: number; files: number }> {
  if (positionIn(dataFolder) === undefined) {
    throw new StartError(
      `The data folder ${dataFolder} is no node's of a cluster; chat admin backup copies it.`,
    );
  }
  try {
    Deno.mkdirSync(to, { mode: 0o700 });
  } catch (cause) {
    const isThere = cause instanceof Deno.errors.AlreadyExists;
    const reason = isThere ? "it is there already" : plainReason(cause);
    throw new StartError(`Cannot make the folder ${to}: ${reason}.`, { cause });
  }
  try {
    await copyDatabase(dataFolder, join(to, DATABASE_FILE));
    const others = SHARED_FILES.filter((name) => sizeOf(join(dataFolder, name)) !== undefined);
    for (const name of others) copyFile(join(dataFolder, name), join(to, name));
    syncFolder(to);
    return { position: positionIn(to) ?? 0, files: 1 + others.length };
  } catch (error) {
    Deno.removeSync(to, { recursive: true });
    throw error;
  }
}

/** Where the database stands in the log of its cluster; undefined where it is in none. */
function positionIn(folder: string): number | undefined {
  const database = openForReading(folder);
  try {
    const known = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'shared_log'").get();
    return known === undefined ? undefined : sharedPlace(new Store(database))?.position;
  } finally {
    database.close();
  }
}
