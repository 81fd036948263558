/** What applies entries and what answers queries, by the part of the journal that they belong to. */
import type { Store } from "./database/store.ts";
import type { WriteStore } from "./write/write_store.ts";

/**
 * Applies the entries of one part of the journal, wherever they come from: what becomes of an entry
 * depends on nothing but the entry and the database, and where it gives out ids, on a stated order.
 * What may be refused (`ChatError`) had better come before the first change: undoing that takes long.
 */
export type Appliers<Map extends Record<keyof Map, { fields: unknown; result: unknown }>> = {
  readonly [K in keyof Map]: (
    store: WriteStore,
    entry: { kind: K; timeMs: number; actor: number } & Map[K]["fields"],
  ) => Map[K]["result"];
};

/** Answers the queries of one part of the journal. */
export type Readers<Map extends Record<keyof Map, { fields: unknown; result: unknown }>> = {
  readonly [K in keyof Map]: (store: Store, query: Map[K]["fields"]) => Map[K]["result"];
};
