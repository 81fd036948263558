/** Queries about filters. */
import type { FilterInfo } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import { EVERYWHERE } from "../filters/filter_cache.ts";
import { CONSOLE_NAME } from "../actors.ts";
import { admitToRoom, demandServerRight } from "../gate.ts";
import type { Row } from "../database/store.ts";
import { rowTime } from "./message.ts";

/** Most filters in one answer. */
const PAGE_FILTERS = 200;

/** Queries about filters. */
export interface FilterQueries {
  /** The filters that act everywhere, or those of one room, in the order in which they were added. */
  filters: {
    fields: { account: number; room: string | undefined; after: number | undefined };
    result: { filters: FilterInfo[]; more: boolean };
  };
}

/** Answers {@linkcode FilterQueries}. */
export const FILTER_READERS: Readers<FilterQueries> = {
  filters(store, { account, room, after }) {
    const place = room === undefined ? undefined : admitToRoom(store, account, room, "moderate");
    if (place === undefined) demandServerRight(store, account, "moderate");
    const rows = store.all(
      `SELECT filters.*, accounts.name AS by FROM filters
       LEFT JOIN accounts ON accounts.id = added_by
       WHERE ifnull(room, ${EVERYWHERE}) = ? AND filters.id > ? ORDER BY filters.id LIMIT ?`,
      place?.id ?? EVERYWHERE,
      after ?? 0,
      PAGE_FILTERS + 1,
    );
    const infos = rows.slice(0, PAGE_FILTERS).map((row) => filterInfo(row, place?.name));
    const filters = new ByteBudget().fitting(infos);
    return { filters, more: rows.length > filters.length };
  },
};

function filterInfo(row: Row, room: string | undefined): FilterInfo {
  return {
    filter: Number(row["id"]),
    kind: row["kind"] as FilterInfo["kind"],
    pattern: String(row["pattern"]),
    does: row["does"] as FilterInfo["does"],
    ...(room === undefined ? {} : { room }),
    by: row["added_by"] === null ? CONSOLE_NAME : String(row["by"]),
    time: rowTime(row["added_ms"]),
  };
}
