/** Keeps the full-text index up to date, behind the messages and never in their way. */
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";
import { mayHoldDeleted, STRUCTURE_ROW } from "./index_structure.ts";

/** Pages of the index that are rewritten at a time; bounds how long a commit waits for it. */
const MERGE_PAGES = 200;

/** Puts up to `limit` messages into the index that are not in it yet; false when none is left. */
export function indexMore(store: WriteStore, limit: number): boolean {
  const indexed = indexedId(store);
  const rows = store.all(
    "SELECT id FROM messages WHERE id > ? ORDER BY id LIMIT ?",
    indexed,
    limit,
  );
  const last = rows.at(-1);
  if (last === undefined) return false;
  const lastId = Number(last["id"]);
  store.run(
    `INSERT INTO search (rowid, text, place) SELECT id, text, place FROM searchable
     WHERE id > ? AND id <= ? AND text <> ''`,
    indexed,
    lastId,
  );
  store.run("UPDATE local SET value = ? WHERE name = 'indexed_id'", lastId);
  return rows.length === limit;
}

/**
 * Takes one of many messages out of the index; call it before its text changes. Erasing them one by
 * one would take too long; their words are gone from the file after the next {@linkcode mergeMore}.
 */
export function unindexLater(store: WriteStore, message: Indexed): void {
  if (!isIndexed(store, message)) return;
  forget(store, message);
  store.run("INSERT OR REPLACE INTO local (name, value) VALUES ('merge_index', 1)");
}

/** Takes all messages of a room up to an id out of the index, before they go, as `unindexLater()`. */
export function unindexRoomLater(
  store: WriteStore,
  { room, upTo }: { room: number; upTo: number },
): void {
  store.run(
    `INSERT INTO search (search, rowid, text, place)
     SELECT 'delete', id, text, place FROM searchable
     WHERE id IN (SELECT id FROM messages WHERE conversation = ? AND id <= ?)
       AND text <> '' AND id <= ?`,
    room,
    upTo,
    indexedId(store),
  );
  store.run("INSERT OR REPLACE INTO local (name, value) VALUES ('merge_index', 1)");
}

/** Takes messages out of the index before they go, as `unindexLater()`. */
export function unindexAllLater(store: WriteStore, ids: readonly number[]): void {
  store.run(
    `INSERT INTO search (search, rowid, text, place)
     SELECT 'delete', id, text, place FROM searchable
     WHERE id IN (SELECT value FROM json_each(?)) AND text <> '' AND id <= ?`,
    JSON.stringify(ids),
    indexedId(store),
  );
  store.run("INSERT OR REPLACE INTO local (name, value) VALUES ('merge_index', 1)");
}

/** Goes on rewriting the index after much was taken out; false when there is nothing left to do. */
export function mergeMore(store: WriteStore): boolean {
  if (store.get("SELECT value FROM local WHERE name = 'merge_index'")?.["value"] !== 1) {
    return false;
  }
  const before = totalChanges(store);
  // Negative: also where there are too few segments for a merge of FTS5's own.
  store.run(`INSERT INTO search (search, rank) VALUES ('merge', -${MERGE_PAGES})`);
  if (totalChanges(store) - before >= 2) return true;
  store.run("UPDATE local SET value = 0 WHERE name = 'merge_index'");
  const { block } = store.get(`SELECT block FROM search_data WHERE id = ${STRUCTURE_ROW}`) ?? {};
  if (!(block instanceof Uint8Array) || !mayHoldDeleted(block)) return false;
  // Only where less is left than was taken out: what is left is indexed once more, bit by bit.
  store.run("INSERT INTO search (search) VALUES ('delete-all')");
  store.run("UPDATE local SET value = 0 WHERE name = 'indexed_id'");
  return true;
}

/** A message as the index knows it. */
export interface Indexed {
  id: number;
  author: number;
  text: string;
  place: { id: number };
}

/**
 * Takes a message out of the index, so that none of its words is left in the file; call it before
 * its text changes.
 */
export function unindex(store: WriteStore, message: Indexed): void {
  if (!isIndexed(store, message)) return;
  eraseWhenDeleting(store, true);
  forget(store, message);
  eraseWhenDeleting(store, false);
}

function isIndexed(store: Store, { id, text }: Indexed): boolean {
  return text !== "" && id <= indexedId(store);
}

function forget(store: WriteStore, { id, text, author, place }: Indexed): void {
  store.run(
    "INSERT INTO search (search, rowid, text, place) VALUES ('delete', ?, ?, ?)",
    id,
    text,
    `c${place.id} a${author}`,
  );
}

/**
 * Whether what is deleted is erased at once (SQLite's `secure-delete` of FTS5) or with the next merge
 * of its segment. Erasing costs half a millisecond for each message, too much for a whole room.
 */
function eraseWhenDeleting(store: WriteStore, erase: boolean): void {
  store.run(`INSERT INTO search (search, rank) VALUES ('secure-delete', ${erase ? 1 : 0})`);
}

/** Puts a message back with its new text, if the index has come as far as it. */
export function reindex(store: WriteStore, id: number): void {
  if (id > indexedId(store)) return;
  store.run(
    "INSERT INTO search (rowid, text, place) SELECT id, text, place FROM searchable WHERE id = ?",
    id,
  );
}

function indexedId(store: Store): number {
  return Number(store.get("SELECT value FROM local WHERE name = 'indexed_id'")?.["value"] ?? 0);
}

function totalChanges(store: Store): number {
  return Number(store.get("SELECT total_changes() AS count")?.["count"]);
}
