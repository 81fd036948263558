/** Finds the files of a conversation by what is in their names and captions. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Store } from "../database/store.ts";

/** Longest query, in characters, and most words in it. */
const MAX_QUERY_CHARACTERS = 500;
const MAX_WORDS = 20;

/** Most files of which one question looks at the words, and most characters of those. */
const MAX_LOOKED = 10_000;
const MAX_LOOKED_CHARACTERS = 1_000_000;

/** Which files: those that messages with ids less than `before` carry, newest first. */
export interface FileQuestion {
  conversations: readonly number[];
  /** As {@linkcode wordsOfQuery} gives them. */
  words: readonly string[];
  before: number;
  limit: number;
}

/** The messages that were found, newest first. */
export interface FoundFiles {
  ids: number[];
  /** Where to go on when not all could be looked at at once. */
  next: number | undefined;
}

/**
 * The words of a query, as they are compared: without case, accents and marks.
 *
 * @throws {ChatError} `bad_search` when there are too many.
 */
export function wordsOfQuery(query: string): string[] {
  const words = query.length > MAX_QUERY_CHARACTERS
    ? []
    : folded(query).split(/[\s\p{Cc}]+/u).filter((word) => word !== "");
  if (query.length > MAX_QUERY_CHARACTERS || words.length > MAX_WORDS) {
    throw new ChatError(
      "bad_search",
      `A search for files has at most ${MAX_WORDS} words and ${MAX_QUERY_CHARACTERS} characters`,
    );
  }
  return words;
}

/** The files in whose names and captions all words are. */
export function filesMatching(
  store: Store,
  { before, conversations, limit, words }: FileQuestion,
): FoundFiles {
  const ids: number[] = [];
  let looked = 0;
  let characters = 0;
  for (const { id, text } of newestFirst(store, conversations, before)) {
    if (ids.length === limit) return { ids, next: undefined };
    if (looked === MAX_LOOKED || characters > MAX_LOOKED_CHARACTERS) return { ids, next: id + 1 };
    if (words.length > 0) {
      looked += 1;
      characters += text.length;
      const within = folded(text);
      if (!words.every((word) => within.includes(word))) continue;
    }
    ids.push(id);
  }
  return { ids, next: undefined };
}

/** The messages with files of some conversations, most often one, read as far as they are asked for. */
function* newestFirst(
  store: Store,
  conversations: readonly number[],
  before: number,
): Generator<{ id: number; text: string }> {
  // Of one conversation the index has the order already.
  const one = conversations.length === 1 ? conversations[0] : undefined;
  const place = one === undefined ? "IN (SELECT value FROM json_each(?1))" : "= ?1";
  const rows = store.database.prepare(
    `SELECT message AS id, text FROM files JOIN messages ON messages.id = message
     WHERE files.conversation ${place} AND message < ?2 ORDER BY message DESC`,
  ).iterate(one ?? JSON.stringify(conversations), before);
  for (const { id, text } of rows) yield { id: Number(id), text: String(text) };
}

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
