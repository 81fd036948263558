/** Entries about filters: words and patterns that are not said, or not without somebody looking. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import { EVERYWHERE } from "../../filters/filter_cache.ts";
import type { FilterKind } from "../../filters/filter_scope.ts";
import { type FilterDoes, foldedTokens } from "../../filters/word_list.ts";
import { type Actor, actorOf, type Admitted, admitToRoom, demandServerRight } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import type { Row, Store } from "../../database/store.ts";
import { announce } from "./announce.ts";
import { audit } from "./audit.ts";
import type { Acting } from "./staff.ts";

/** How many filters of each kind there may be for the whole server, and for one room. */
const MAX_FILTERS = {
  server: { word: 2_000, pattern: 100 },
  room: { word: 200, pattern: 20 },
} as const;

/** Most characters of a word or a pattern. */
const MAX_LENGTH = { word: 64, pattern: 256 } as const;

/**
 * Most instructions of one pattern, and of all together for the whole server and for one room: at the
 * worst an instruction costs some 20 ns for each character of a message.
 */
const MAX_PATTERN_SIZE = 100;
const MAX_PATTERN_SIZES = { server: 500, room: 100 } as const;

/** What a filter looks for, and what it does then. */
export interface FilterRule {
  /** Whole words, or a pattern in RE2 syntax. */
  match: FilterKind;
  pattern: string;
  does: FilterDoes;
}

/** Entries about filters. */
export interface FilterEntries {
  /** Adds a filter, everywhere or (`room`) in one; one that is there already gets another `does`. */
  filter: {
    fields: Acting & FilterRule & { room: string | undefined };
    result: { filter: number };
  };
  /** Takes one away. */
  unfilter: { fields: Acting & { filter: number }; result: Record<never, never> };
}

/** Applies {@linkcode FilterEntries}. */
export const FILTER_APPLIERS: Appliers<FilterEntries> = {
  filter(store, { actor: account, address, match, pattern, does, room, timeMs }) {
    const place = room === undefined ? undefined : admitToRoom(store, account, room, "moderate");
    const actor = place === undefined
      ? demandServerRight(store, account, "set_filters")
      : actorOf(store, account);
    const scope = place?.id ?? EVERYWHERE;
    const rule = { match, pattern: checkedPattern(match, pattern), does };
    const known = store.get(
      `SELECT id FROM filters WHERE ifnull(room, ${EVERYWHERE}) = ? AND kind = ? AND pattern = ?`,
      scope,
      match,
      rule.pattern,
    );
    if (known === undefined) checkBounds(store, scope, rule);
    const filter = known === undefined
      ? add(store, { ...rule, room: place?.id, actor, timeMs })
      : Number(known["id"]);
    if (known !== undefined) {
      store.run("UPDATE filters SET does = ? WHERE id = ?", does, filter);
    }
    store.filters.renew(store, scope);
    note(store, { action: "filter", filter, rule, place, actor, address, timeMs });
    return { filter };
  },

  unfilter(store, { actor: account, address, filter, timeMs }) {
    const row = store.get(
      `SELECT filters.*, conversations.name AS room_name FROM filters
       LEFT JOIN conversations ON conversations.id = filters.room WHERE filters.id = ?`,
      filter,
    );
    if (row === undefined) throw new ChatError("no_such_filter");
    const place = admittedTo(store, account, row);
    const actor = actorOf(store, account);
    store.run("DELETE FROM filters WHERE id = ?", filter);
    store.filters.renew(store, place?.id ?? EVERYWHERE);
    const rule = {
      match: row["kind"] as FilterKind,
      pattern: String(row["pattern"]),
      does: row["does"] as FilterDoes,
    };
    note(store, { action: "unfilter", filter, rule, place, actor, address, timeMs });
    return {};
  },
};

/** Refuses what can never be found, or cannot be shown on one line. */
function checkedPattern(match: FilterKind, given: string): string {
  const pattern = given.trim();
  const most = MAX_LENGTH[match];
  if (pattern === "" || [...pattern].length > most) {
    throw new ChatError("bad_pattern", `A ${match} to filter has 1 to ${most} characters`);
  }
  if (/\p{Cc}/u.test(pattern)) {
    throw new ChatError("bad_pattern", `A ${match} to filter has no control characters`);
  }
  if (match === "word" && foldedTokens(pattern).length === 0) {
    throw new ChatError(
      "bad_pattern",
      "A word to filter has a letter or a digit; what has none can be filtered by a pattern",
    );
  }
  return pattern;
}

function checkBounds(store: WriteStore, scope: number, { match, pattern }: FilterRule): void {
  const where = scope === EVERYWHERE ? "server" : "room";
  const row = store.get(
    `SELECT count(*) AS count FROM filters
     WHERE ifnull(room, ${EVERYWHERE}) = ? AND kind = ?`,
    scope,
    match,
  );
  if (Number(row?.["count"]) >= MAX_FILTERS[where][match]) {
    throw new ChatError(
      "too_many_filters",
      `There are ${MAX_FILTERS[where][match]} ${match} filters here, as many as there may be; ` +
        "remove one first",
    );
  }
  if (match === "word") return;
  const { engine } = store.filters;
  if (engine === undefined) throw new Error("The engine for patterns is not loaded");
  const { size } = engine.compile(pattern);
  if (size > MAX_PATTERN_SIZE) {
    throw new ChatError(
      "bad_pattern",
      `This pattern is too large (${size} steps, ${MAX_PATTERN_SIZE} are allowed); ` +
        "make its repetitions shorter or split it",
    );
  }
  const present = store.filters.scope(store, scope)?.patternSize ?? 0;
  if (present + size > MAX_PATTERN_SIZES[where]) {
    throw new ChatError(
      "too_many_filters",
      `All patterns here have ${present} steps together, and ${MAX_PATTERN_SIZES[where]} are ` +
        `allowed; this one has ${size} more, so remove others first`,
    );
  }
}

function add(
  store: WriteStore,
  { match, pattern, does, room, actor, timeMs }:
    & FilterRule
    & { room: number | undefined; actor: Actor; timeMs: number },
): number {
  const { id } = store.run(
    `INSERT INTO filters (room, kind, pattern, does, added_by, added_ms) VALUES (?, ?, ?, ?, ?, ?)`,
    room ?? null,
    match,
    pattern,
    does,
    actor.role === "console" ? null : actor.id,
    timeMs,
  );
  return id;
}

/** Whoever may not change a filter learns no more than that: not even that it is there. */
function admittedTo(store: Store, account: number, row: Row): Admitted | undefined {
  try {
    if (row["room"] !== null) {
      return admitToRoom(store, account, String(row["room_name"]), "moderate");
    }
    demandServerRight(store, account, "set_filters");
    return undefined;
  } catch (error) {
    throw error instanceof ChatError ? new ChatError("no_such_filter") : error;
  }
}

/** What there is to tell of a filter that came or went. */
interface Noted {
  action: "filter" | "unfilter";
  filter: number;
  rule: FilterRule;
  place: Admitted | undefined;
  actor: Actor;
  address: string;
  timeMs: number;
}

function note(
  store: WriteStore,
  { action, filter, rule: { does, match, pattern }, place, actor, address, timeMs }: Noted,
): void {
  const detail = `filter ${filter}: ${does} ${match} ${pattern}`;
  const room = place?.name ?? "";
  audit(store, { action, actor, address, room, detail, timeMs });
  // What a room does for itself is its own affair.
  if (place !== undefined) return;
  const verb = action === "filter" ? "added" : "removed";
  announce(store, `${actor.name} ${verb} ${detail}`, timeMs);
}
