/** Copies of the database of a server that may be running. */
import { copyWholeDatabase } from "../journal/database/copy_database.ts";
import { openForReading } from "../journal/database/database.ts";

/** Copies the database as of one moment, whatever is written meanwhile; it is on the disk then. */
export async function copyDatabase(dataFolder: string, to: string): Promise<void> {
  const database = openForReading(dataFolder);
  try {
    await copyWholeDatabase(database, to);
  } finally {
    database.close();
  }
}

/** The hashes of all files that a database refers to; none where it knows of no files yet. */
export function referencedIn(folder: string): string[] {
  const database = openForReading(folder);
  try {
    const known = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'blobs'").get();
    if (known === undefined) return [];
    return database.prepare("SELECT lower(hex(sha256)) AS sha256 FROM blobs WHERE refs > 0").all()
      .map((row) => String(row["sha256"]));
  } finally {
    database.close();
  }
}
