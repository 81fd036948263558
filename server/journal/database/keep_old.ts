/** Keeps a copy of a database that is about to be brought to a newer schema version. */
import type { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { copyWholeDatabase } from "./copy_database.ts";
import { OLD_DATABASE } from "./database.ts";
import { isOlder, versionOf } from "./schema.ts";

/**
 * Copies an older database of ours beside itself, in the place of an earlier copy, and has it on the
 * disk. Returns its schema version; undefined when nothing has to be copied.
 */
export async function keepOld(
  database: DatabaseSync,
  dataFolder: string,
): Promise<number | undefined> {
  if (!isOlder(database)) return undefined;
  const path = join(dataFolder, OLD_DATABASE);
  const unfinished = `${path}.new`;
  remove(unfinished);
  try {
    await copyWholeDatabase(database, unfinished);
    Deno.renameSync(unfinished, path);
  } catch (error) {
    remove(unfinished);
    throw error;
  }
  return versionOf(database);
}

function remove(path: string): void {
  try {
    Deno.removeSync(path);
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
}
