/** What is new in many conversations at once, in the order of ids. */
import type { Store } from "../database/store.ts";

/** Ids that are read of a conversation at first, and at most at a time: most have little that is new. */
const FIRST_CHUNK = 4;
const MAX_CHUNK = 256;

/** Of more conversations than this those are found first in which there is anything new at all. */
const FEW = 50;

/** Something new: a message, or a change to one, by the id of what is new about it. */
export interface News {
  at: number;
  id: number;
}

const ADDED =
  "SELECT id, id AS at FROM messages WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?";
const CHANGED = `
  SELECT id, changed_id AS at FROM messages
  WHERE conversation = ? AND changed_id > ? ORDER BY changed_id LIMIT ?`;

/** The rows of one conversation in order, a few at a time, more when it has more. */
class Cursor {
  readonly #store: Store;
  readonly #sql: string;
  readonly #conversation: number;
  /** Whether it passes over the history of another chat: that is no news, however late it was brought in. */
  readonly #passesOver: boolean;
  #after: number;
  #chunk = FIRST_CHUNK;
  #rows: News[] = [];
  #index = 0;
  #isLast = false;

  constructor(
    store: Store,
    sql: string,
    from: { conversation: number; after: number; passesOver: boolean },
  ) {
    this.#store = store;
    this.#sql = sql;
    this.#passesOver = from.passesOver;
    this.#conversation = from.conversation;
    this.#after = from.after;
  }

  /** What comes next. */
  get first(): News | undefined {
    if (this.#index === this.#rows.length && !this.#isLast) this.#readOn();
    return this.#rows[this.#index];
  }

  next(): void {
    this.#index += 1;
  }

  #readOn(): void {
    let rows: News[];
    do {
      const found = this.#store.all(this.#sql, this.#conversation, this.#after, this.#chunk);
      rows = found.map(({ at, id }) => ({ at: Number(at), id: Number(id) }));
      this.#isLast = rows.length < this.#chunk;
      const run = this.#passesOver ? this.#nextRun() : undefined;
      this.#after = rows.at(-1)?.at ?? this.#after;
      if (run === undefined || run.first > this.#after) break;
      // However long it is, nobody reads through it.
      rows = rows.filter(({ at }) => at < run.first);
      this.#isLast = false;
      this.#after = run.last;
    } while (rows.length === 0);
    this.#rows = rows;
    this.#index = 0;
    this.#chunk = Math.min(2 * this.#chunk, MAX_CHUNK);
  }

  /** The first run of imported messages that ends after where it stands. */
  #nextRun(): { first: number; last: number } | undefined {
    const row = this.#store.get(
      `SELECT first_id, last_id FROM imported_runs WHERE conversation = ? AND last_id > ?
       ORDER BY last_id LIMIT 1`,
      this.#conversation,
      this.#after,
    );
    return row && { first: Number(row["first_id"]), last: Number(row["last_id"]) };
  }
}

/**
 * The first `limit` news after an id. It reads a few rows of each conversation and more only of those
 * whose turn comes, so the rows it reads grow with the conversations and with `limit`, and not with
 * what there is; of many conversations those are looked into that can have one of these news. A change
 * to a message that is new itself is no news.
 */
export function newsAfter(
  store: Store,
  conversations: readonly number[],
  { lastId, limit }: { lastId: number; limit: number },
): News[] {
  // With nothing known every message is new.
  const sources = lastId === 0 ? [ADDED] : [ADDED, CHANGED];
  const heap = new CursorHeap();
  const isImported = store.get("SELECT 1 FROM imported_runs LIMIT 1") !== undefined;
  const isMany = conversations.length > FEW;
  const looked = isMany ? foremost(store, conversations, { lastId, limit }) : conversations;
  for (const conversation of looked) {
    for (const sql of sources) {
      const passesOver = isImported && sql === ADDED;
      heap.push(new Cursor(store, sql, { conversation, after: lastId, passesOver }));
    }
  }
  const news: News[] = [];
  while (news.length < limit) {
    const cursor = heap.pop();
    const first = cursor?.first;
    if (cursor === undefined || first === undefined) break;
    // No more changes are left out than there are new messages before them.
    if (first.at === first.id || first.id <= lastId) news.push(first);
    cursor.next();
    heap.push(cursor);
  }
  return news;
}

/**
 * The conversations whose first news are the first `limit` of all: no other one can have any that are.
 * Where history was brought in since, which is no news, it is not known yet which is the first there.
 */
function foremost(
  store: Store,
  conversations: readonly number[],
  { lastId, limit }: { lastId: number; limit: number },
): number[] {
  const rows = store.all(
    `WITH places AS (SELECT value AS place, EXISTS (SELECT 1 FROM imported_runs
         WHERE imported_runs.conversation = value AND last_id > ?2) AS is_imported
       FROM json_each(?1)),
     firsts AS (SELECT place,
         (SELECT min(id) FROM messages WHERE conversation = place AND id > ?2) AS added,
         (SELECT min(changed_id) FROM messages
           WHERE conversation = place AND changed_id > ?2) AS changed
       FROM places WHERE NOT is_imported)
     SELECT place FROM (
       SELECT place FROM firsts WHERE coalesce(added, changed) IS NOT NULL
       ORDER BY min(ifnull(added, changed), ifnull(changed, added)) LIMIT ?3)
     UNION ALL SELECT place FROM places WHERE is_imported`,
    JSON.stringify(conversations),
    lastId,
    limit,
  );
  return rows.map(({ place }) => Number(place));
}

/** Cursors, the one whose next row comes first on top; those without rows are left out. */
class CursorHeap {
  readonly #heap: { at: number; cursor: Cursor }[] = [];

  push(cursor: Cursor): void {
    const at = cursor.first?.at;
    if (at === undefined) return;
    const added = { at, cursor };
    let index = this.#heap.push(added) - 1;
    while (index > 0) {
      const above = (index - 1) >> 1;
      const parent = this.#heap[above];
      if (parent === undefined || parent.at <= at) break;
      this.#heap[index] = parent;
      index = above;
    }
    this.#heap[index] = added;
  }

  pop(): Cursor | undefined {
    const top = this.#heap[0];
    const last = this.#heap.pop();
    if (last !== undefined && this.#heap.length > 0) this.#sink(last);
    return top?.cursor;
  }

  /** Puts an entry where the top was, and down to its place. */
  #sink(entry: { at: number; cursor: Cursor }): void {
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      const [one, other] = [this.#heap[left], this.#heap[left + 1]];
      const isOther = one !== undefined && other !== undefined && other.at < one.at;
      const child = isOther ? other : one;
      if (child === undefined || child.at >= entry.at) break;
      this.#heap[index] = child;
      index = isOther ? left + 1 : left;
    }
    this.#heap[index] = entry;
  }
}
