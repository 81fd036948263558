/** Keeps the filters of the database compiled, so that a message costs no query. */
import { BoundedMap } from "../../../protocol/bounded_map.ts";
import type { Store } from "../database/store.ts";
import { FilterScope, type StoredFilter } from "./filter_scope.ts";
import type { PatternEngine } from "./pattern_engine.ts";

/** Rooms whose filters are kept compiled; those of a room beyond that are compiled again when needed. */
const MAX_ROOMS = 64;

/** Stands for the whole server where a room is meant by its id. */
export const EVERYWHERE = 0;

/** The filters as the writer sees them; it must be told when they have changed. */
export class FilterCache {
  /** What patterns are made with; loaded before the first one is added or read. */
  engine: PatternEngine | undefined;
  readonly #compiled = new BoundedMap<number, FilterScope>(MAX_ROOMS);
  /** The rooms that have filters, and {@linkcode EVERYWHERE}; undefined when that is not known. */
  #filtered: Set<number> | undefined;
  #hasPatterns: boolean | undefined;

  /** The filters of a room, or of {@linkcode EVERYWHERE}; undefined when it has none. */
  scope(store: Store, room: number): FilterScope | undefined {
    this.#filtered ??= new Set(
      store.all(`SELECT DISTINCT ifnull(room, ${EVERYWHERE}) AS room FROM filters`)
        .map((row) => Number(row["room"])),
    );
    if (!this.#filtered.has(room)) return undefined;
    const scope = this.#compiled.get(room) ?? new FilterScope(filtersOf(store, room), this.engine);
    this.#compiled.set(room, scope);
    return scope;
  }

  /** Whether any filter needs {@linkcode engine}. */
  hasPatterns(store: Store): boolean {
    this.#hasPatterns ??=
      store.get("SELECT 1 FROM filters WHERE kind = 'pattern' LIMIT 1") !== undefined;
    return this.#hasPatterns;
  }

  /** Reads the filters of a scope anew: they have changed. */
  renew(store: Store, room: number): void {
    this.#compiled.delete(room);
    this.#hasPatterns = undefined;
    const first = store.get(
      `SELECT 1 FROM filters WHERE ifnull(room, ${EVERYWHERE}) = ? LIMIT 1`,
      room,
    );
    if (first === undefined) this.#filtered?.delete(room);
    else this.#filtered?.add(room);
  }

  /** Reads everything anew when it is needed next: a change may have been undone. */
  forget(): void {
    this.#filtered = undefined;
    this.#hasPatterns = undefined;
    this.#compiled.clear();
  }
}

/** The filters of a room, or of {@linkcode EVERYWHERE}, in the order in which they were added. */
function filtersOf(store: Store, room: number): StoredFilter[] {
  const rows = store.all(
    `SELECT id, kind, pattern, does FROM filters WHERE ifnull(room, ${EVERYWHERE}) = ? ORDER BY id`,
    room,
  );
  return rows.map((row) => ({
    id: Number(row["id"]),
    kind: row["kind"] as StoredFilter["kind"],
    pattern: String(row["pattern"]),
    does: row["does"] as StoredFilter["does"],
  }));
}
