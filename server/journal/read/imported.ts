/** The query about what an import has brought in before. */
import type { Readers } from "../applier.ts";
import { type Foreign, importedRoom } from "../write/imports/imports.ts";

/** Queries about imports. */
export interface ImportQueries {
  /** Which room takes the messages of one of theirs, and how many of these are here already. */
  imported_before: {
    fields: Foreign & { keys: readonly Uint8Array[] };
    result: { room?: string; known: number };
  };
}

/** Answers {@linkcode ImportQueries}. */
export const IMPORT_READERS: Readers<ImportQueries> = {
  imported_before(store, { source, key, keys }) {
    const room = importedRoom(store, { source, key });
    const known = keys.filter((each) =>
      store.get("SELECT 1 FROM imported WHERE key = ?", each) !== undefined
    );
    return { ...(room === undefined ? {} : { room: room.name }), known: known.length };
  },
};
