/** Queries of the full-text index. */
import { contentOf, plainText } from "../../../protocol/content/kinds.ts";
import type { Found } from "../../../protocol/records.ts";
import { type PlaceKind, refusalOf, type Standing } from "../../access/rights.ts";
import type { SearchPhrase, SearchTerms } from "./search_query.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import { accountNamed, admitToRoom, conversationsWith } from "../gate.ts";
import type { Store } from "../database/store.ts";
import { floorsOf } from "./guest_floors.ts";
import { readMessage } from "./message.ts";
import { lastIdBefore } from "./pages.ts";
import { MARK, snippetOf } from "./snippet.ts";

/** Words in an excerpt. */
const SNIPPET_WORDS = 24;

/** In so few conversations the index finds what matches at once. */
const FEW_PLACES = 16;

/** In more, so many matches are looked at one by one first. */
const MAX_CANDIDATES = 1_000;

const MAY_BE_SHOWN = "conversation IN (SELECT value FROM json_each(?)) AND deleted_ms IS NULL";

/** The index seeks to a rowid only when that is an integer; numbers are bound as floats. */
const BY_WORDS = `
  SELECT search.rowid AS id,
    iif(${MAY_BE_SHOWN}, snippet(search, 0, ?, ?, '…', ${SNIPPET_WORDS}), NULL) AS marked
  FROM search CROSS JOIN messages ON messages.id = search.rowid
  WHERE search MATCH ? AND search.rowid > CAST(? AS INTEGER) AND search.rowid < CAST(? AS INTEGER)
  ORDER BY search.rowid DESC`;

const BY_ID = `
  SELECT id, iif(${MAY_BE_SHOWN}, text, NULL) AS marked
  FROM messages WHERE id > ? AND id < ? ORDER BY id DESC`;

/** Queries for searching. */
export interface SearchQueries {
  /** What the account may read that matches, newest first, with ids less than `before`. */
  search: {
    fields: { account: number; terms: SearchTerms; before: number; limit: number };
    result: { results: Found[]; more: boolean };
  };
}

/** A search as the index takes it. */
interface Question {
  /** Conversations that may be searched, all of them readable by the account. */
  places: readonly number[];
  phrases: readonly SearchPhrase[];
  author: number | undefined;
  /** Ids between these two, which do not belong to it. */
  above: number;
  below: number;
}

/** A message that matches, with its excerpt in which {@linkcode MARK} surrounds what was found. */
interface Match {
  id: number;
  marked: string;
}

/** Answers {@linkcode SearchQueries}. */
export const SEARCH_READERS: Readers<SearchQueries> = {
  search(store, { account, terms, before, limit }) {
    const places = placesOf(store, account, terms.in);
    const { hides, least } = floorsOf(store, account, places);
    const question: Question = {
      places,
      phrases: terms.phrases,
      author: terms.from === undefined ? undefined : accountNamed(store, terms.from).id,
      above: Math.max(
        least,
        terms.afterMs === undefined ? 0 : lastIdBefore(store, terms.afterMs),
      ),
      below: Math.min(
        before,
        terms.upToMs === undefined ? before : lastIdBefore(store, terms.upToMs) + 1,
      ),
    };
    const budget = new ByteBudget();
    const results: Found[] = [];
    for (const { id, marked } of matches(store, question)) {
      if (hides(id)) continue;
      if (results.length === limit) return { results, more: true };
      const message = readMessage(store, id);
      const found = { ...message, snippet: snippetOf(marked, plainText(contentOf(message))) };
      if (!budget.takes(found)) return { results, more: true };
      results.push(found);
    }
    return { results, more: false };
  },
};

/** Where the account may search: in everything that it may read, or in the one place it names. */
function placesOf(store: Store, account: number, place: string | undefined): number[] {
  if (place?.startsWith("@")) {
    return conversationsWith(store, account, place.slice(1)).conversations;
  }
  if (place !== undefined) return [admitToRoom(store, account, place, "read").id];
  const rows = store.all(
    `SELECT conversation, kind, role FROM members
     JOIN conversations ON conversations.id = conversation WHERE account = ?`,
    account,
  );
  return rows
    .filter(({ kind, role }) =>
      refusalOf("read", kind as PlaceKind, role as Standing) === undefined
    )
    .map(({ conversation }) => Number(conversation));
}

/**
 * What matches, newest first. The index knows the place of each message, which finds the few that
 * somebody may read among very many that match. With many places that is slower than looking at the
 * newest matches one by one, of which somebody in many places may read most; so that comes first.
 */
function* matches(store: Store, question: Question): Generator<Match> {
  if (question.places.length === 0) return;
  const wherever = expressionOf({ ...question, places: [] });
  let { below } = question;
  if (question.places.length > FEW_PLACES) {
    let candidates = 0;
    for (const { id, marked } of rows(store, { ...question, below }, wherever)) {
      if (marked !== null) yield { id, marked };
      candidates += 1;
      below = id;
      if (candidates === MAX_CANDIDATES) break;
    }
    if (candidates < MAX_CANDIDATES) return;
  }
  for (const { id, marked } of rows(store, { ...question, below }, expressionOf(question))) {
    if (marked !== null) yield { id, marked };
  }
}

/**
 * What the expression finds, or all there is without one; `marked` is null for what is in none of the
 * places, whatever matched.
 */
function* rows(
  store: Store,
  { places, above, below }: Question,
  expression: string,
): Generator<{ id: number; marked: string | null }> {
  const inPlaces = JSON.stringify(places);
  // Prepared for this search alone, because it is read while others may be.
  const found = expression === ""
    ? store.database.prepare(BY_ID).iterate(inPlaces, above, below)
    : store.database.prepare(BY_WORDS).iterate(inPlaces, MARK, MARK, expression, above, below);
  for (const { id, marked } of found) {
    yield { id: Number(id), marked: marked === null ? null : String(marked) };
  }
}

/** The question in the language of the index; words hold no quotation marks. */
function expressionOf({ phrases, author, places }: Question): string {
  const texts = phrases.map(({ words, prefix }) => `"${words}"${prefix ? " *" : ""}`);
  const parts = [
    ...(texts.length === 0 ? [] : [`{text} : (${texts.join(" AND ")})`]),
    ...(author === undefined ? [] : [`{place} : "a${author}"`]),
    ...(places.length === 0 ? [] : [`{place} : (${places.map((id) => `"c${id}"`).join(" OR ")})`]),
  ];
  return parts.join(" AND ");
}
