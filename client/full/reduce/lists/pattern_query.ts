/** Understands a search for a regular expression: `/dep(loy|end)/`, `from:bob /v\d+/c`. */
import { foldUsername } from "../../../../protocol/names.ts";

/** What is searched for. */
export interface PatternQuery {
  readonly source: string;
  readonly flags: string;
  /** Only what these accounts have written, folded; empty: everybody. */
  readonly from: readonly string[];
  /** Only in these rooms; empty: everywhere. */
  readonly rooms: readonly string[];
}

/**
 * The pattern in what was typed, `undefined` where it has none, and why it cannot be used. As in every
 * search case does not count, unless `c` stands behind the pattern.
 */
export function patternIn(query: string): PatternQuery | { problem: string } | undefined {
  const found = /(?:^|\s)\/(.+)\/([ic]?)(?=\s|$)/u.exec(query);
  if (found === null) return undefined;
  const [whole, source = "", flag] = found;
  const rest = query.slice(0, found.index) + " " + query.slice(found.index + whole.length);
  const from: string[] = [];
  const rooms: string[] = [];
  for (const word of rest.split(/\s+/)) {
    const [, filter = "", name = ""] = /^(from|in):[@#]?(\S+)$/i.exec(word) ?? [];
    if (filter.toLowerCase() === "from") from.push(foldUsername(name));
    else if (filter.toLowerCase() === "in") rooms.push(name.toLowerCase());
    else if (word !== "") {
      return { problem: "beside a /pattern/ only from: and in: are understood" };
    }
  }
  return { source, flags: flag === "c" ? "u" : "iu", from, rooms };
}
