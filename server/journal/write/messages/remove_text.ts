/** Takes the text of a message away, and its file, so that nothing of it is left. */
import { dropFile } from "../files/kept_files.ts";
import type { WriteStore } from "../write_store.ts";
import { type Indexed, unindex, unindexLater } from "./search_index.ts";

/** Empties a message, its edits, its reactions and its mentions; returns the id of that change. */
export function removeText(store: WriteStore, message: Indexed, timeMs: number): number {
  unindex(store, message);
  return empty(store, message, timeMs);
}

/** Empties one of many messages; its words are gone from the file of the index a little later. */
export function removeTextLater(store: WriteStore, message: Indexed, timeMs: number): number {
  unindexLater(store, message);
  return empty(store, message, timeMs);
}

function empty(store: WriteStore, message: Indexed, timeMs: number): number {
  const id = store.nextId();
  store.run(
    `UPDATE messages SET text = '', sealed = NULL, epoch = NULL, checksum = NULL, changed_id = ?, edited_ms = NULL, deleted_ms = ?,
       mentions_room = 0 WHERE id = ?`,
    id,
    timeMs,
    message.id,
  );
  for (const table of ["edits", "reactions", "sealed_reactions", "mentions"]) {
    store.run(`DELETE FROM ${table} WHERE message = ?`, message.id);
  }
  dropFile(store, message.id);
  return id;
}
