/** What a data folder says of itself before it is opened: whether it has a database, and of which cluster. */
import { databasePath, openForReading } from "../journal/database/database.ts";
import { Store } from "../journal/database/store.ts";
import {
  knownNodes,
  oldestKept,
  type SharedPlace,
  sharedPlace,
} from "../journal/write/cluster/shared_log.ts";

/** A folder without a database, one whose database is nobody else's, or one of a cluster. */
export type FolderPlace =
  | { kind: "empty" }
  | { kind: "alone" }
  | {
    kind: "shared";
    place: SharedPlace;
    /** The nodes that it knows of. */
    nodes: string[];
    /** The position of the oldest batch that it could put back. */
    oldestKept: number;
  };

/** Looks at a folder whose lock is held. */
export function folderPlace(dataFolder: string): FolderPlace {
  if (!hasDatabase(dataFolder)) return { kind: "empty" };
  const database = openForReading(dataFolder);
  try {
    const isNew = database.prepare("SELECT 1 FROM sqlite_schema LIMIT 1").get() === undefined;
    if (isNew) return { kind: "empty" };
    const known = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'shared_log'").get();
    const store = new Store(database);
    const place = known === undefined ? undefined : sharedPlace(store);
    if (place === undefined) return { kind: "alone" };
    return { kind: "shared", place, nodes: knownNodes(store), oldestKept: oldestKept(store) };
  } finally {
    database.close();
  }
}

function hasDatabase(dataFolder: string): boolean {
  try {
    return Deno.statSync(databasePath(dataFolder)).size > 0;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
