/** Looks for words in what was opened here: the server cannot search what it cannot read. */
import { foldUsername } from "../../protocol/names.ts";
import type { Found, Message } from "../../protocol/records.ts";
import { roomKey } from "./encrypted_rooms.ts";

/** So much is shown before what was found. */
const BEFORE_LENGTH = 40;
const AFTER_LENGTH = 120;
/** Most words that are looked for; a server takes no more of them either. */
const MAX_WORDS = 30;

/** A phrase, or what stands up to the next space or quotation mark. */
const TERM = /"([^"]*)"\**|([^\s"]+)/g;

/** A search as it is done here. */
export interface LocalQuery {
  /** The one conversation that it is in; `undefined` for all. */
  readonly other: string | undefined;
  /** It is not looked for before this time, Unix milliseconds. */
  readonly afterMs: number;
  /** The message as it is shown when it was found; `undefined` when it was not. */
  find(message: Message): Found | undefined;
}

/**
 * Understands a search as a server does (`word`, `"a phrase"`, `begin*`, `from:`, `in:`, `before:`,
 * `after:`); words are found within other ones as well. `undefined` where there is nothing to look for.
 */
export function localQuery(query: string): LocalQuery | undefined {
  const words: string[] = [];
  const filters = new Map<string, string>();
  for (const [, phrase, word = ""] of query.matchAll(TERM)) {
    const [, filter, value = ""] = /^(from|in|before|after):(.*)$/i.exec(word) ?? [];
    if (filter !== undefined) filters.set(filter.toLowerCase(), value);
    else words.push(folded((phrase ?? word).replace(/\*+$/, "").trim()));
  }
  const wanted = words.filter((word) => word !== "").slice(0, MAX_WORDS);
  if (wanted.length === 0 && filters.size === 0) return undefined;
  const [first = ""] = wanted;
  const from = filters.has("from") ? nameIn(filters.get("from")) : undefined;
  const upToMs = timeOf(filters.get("before"), Infinity);
  const afterMs = timeOf(filters.get("after"), -Infinity);
  return {
    other: placeIn(filters.get("in")),
    afterMs,
    find(message) {
      if (message.deleted === true) return undefined;
      if (from !== undefined && foldUsername(message.from) !== from) return undefined;
      const timeMs = Date.parse(message.time);
      if (timeMs >= upToMs || timeMs < afterMs) return undefined;
      // A file is found by its name as well, as a server finds it.
      const said = [message.file?.name, message.text].filter((part) => part).join(" ");
      const text = folded(said);
      if (!wanted.every((word) => text.includes(word))) return undefined;
      return { ...message, snippet: snippetOf(said, first) };
    },
  };
}

/** Without case and accents, as a server compares words. */
function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}

function nameIn(value = ""): string {
  return foldUsername(value.replace(/^@/, ""));
}

function placeIn(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  return value.startsWith("@") ? nameIn(value) : roomKey(value.replace(/^#/, ""));
}

function timeOf(value: string | undefined, otherwise: number): number {
  const timeMs = value === undefined ? NaN : Date.parse(value);
  return Number.isNaN(timeMs) ? otherwise : timeMs;
}

/** The parts with an odd index are what was found. */
function snippetOf(text: string, word: string): string[] {
  const [at, end] = rangeOf(text, word);
  return [
    text.slice(Math.max(0, at - BEFORE_LENGTH), at),
    text.slice(at, end),
    text.slice(end, end + AFTER_LENGTH),
  ];
}

/** Where a folded word stands in a text, in UTF-16 units. */
function rangeOf(text: string, word: string): [number, number] {
  if (word === "") return [0, 0];
  let all = "";
  const starts: number[] = [];
  let at = 0;
  for (const character of text) {
    const piece = folded(character);
    for (let unit = 0; unit < piece.length; unit++) starts.push(at);
    all += piece;
    at += character.length;
  }
  const found = all.indexOf(word);
  if (found < 0) return [0, 0];
  return [starts[found] ?? 0, starts[found + word.length] ?? text.length];
}
