/** What counts as a mention, for the server that counts them and the clients that ring for them. */
import { codeSpans, lineKinds } from "./code_spans.ts";
import { foldUsername } from "./names.ts";

/** The name that mentions everybody in a room. */
export const EVERYBODY = "room";

/** Addresses, which are passed over, and names. Neither begins in the middle of a word. */
const ADDRESS_OR_NAME =
  /(?<![a-z0-9+.-])[a-z][a-z0-9+.-]{0,30}:\/\/[^\s<>"`]+|(?<![\p{L}\p{N}_@/.-])@([a-z0-9_-]{1,32})(?![\p{L}\p{N}_-])/giu;

const QUOTE = /^ {0,3}>/;

/** A name that is mentioned, and where it stands with its `@`. */
export interface Mention {
  name: string;
  start: number;
  end: number;
}

/**
 * The names that a text mentions, folded, `room` for everybody. Code, quoted lines (`> …`) and
 * addresses like `https://…/@name` mention nobody.
 */
export function mentionedNames(text: string): Set<string> {
  const names = new Set<string>();
  if (!text.includes("@")) return names;
  const lines = text.split(/\r\n|\n|\r/);
  const kinds = lineKinds(lines);
  for (const [index, line] of lines.entries()) {
    if (kinds[index] !== "text" || isQuote(line)) continue;
    for (const part of withoutCode(line)) {
      for (const { name } of mentionsIn(part)) names.add(foldUsername(name));
    }
  }
  return names;
}

/** The mentions in a piece of a line that is no code and no quote, from left to right. */
export function mentionsIn(part: string): Mention[] {
  const mentions: Mention[] = [];
  for (const { 0: { length }, 1: name, index: start } of part.matchAll(ADDRESS_OR_NAME)) {
    if (name !== undefined) mentions.push({ name, start, end: start + length });
  }
  return mentions;
}

/** Whether a line quotes somebody. */
export function isQuote(line: string): boolean {
  return QUOTE.test(line);
}

function withoutCode(line: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of codeSpans(line)) {
    parts.push(line.slice(from, start));
    from = end;
  }
  return [...parts, line.slice(from)];
}
