/** Whom a text calls: the one place, for servers and clients, that decides which names ring. */
import { codeSpans, lineKinds } from "./markdown_code.ts";
import { foldUsername } from "../names.ts";

/** `@room` calls everybody in the room; nobody can have this name. */
export const EVERYBODY = "room";

/** A name that rings whoever it belongs to. */
export interface Mention {
  /** In the form in which names are compared; {@linkcode EVERYBODY} for all of a room. */
  name: string;
  /** Where in the text it stands, with its `@` or with the mark behind it. */
  start: number;
  end: number;
}

/** `@alice`, but not in `mail@alice`, `a.@alice`, `/@alice`, `@alice@example.org`. */
const CALLED = /(?<![\p{L}\p{N}_@/.-])@([A-Za-z0-9_-]{3,32})(?![\p{L}\p{N}_@-])/gu;

/** `alice: look` and `alice, look` at the very start, as people write it who know IRC. */
const ADDRESSED = /^(\s{0,16})@?([A-Za-z0-9_-]{3,32})[:,](?=\s|$)/;

/** Whatever has a scheme is an address; names within it are part of it. */
const ADDRESS = /(?<![\p{L}\p{N}])[a-z][a-z0-9+.-]{0,15}:\/\/[^\s<>"`]+/giu;

/** What somebody else has written: it rang when it was said. */
const QUOTE = /^ {0,3}>/;

/**
 * Every name that a message calls, in order: `@name`, `@room`, and `name:` or `name,` where the
 * message starts with it. Names in code, in quoted lines and in addresses call nobody. The time is
 * linear in the text.
 */
export function mentionsIn(text: string): Mention[] {
  // Most messages call nobody, and every message is asked.
  if (!text.includes("@") && !ADDRESSED.test(text)) return [];
  const lines = text.split("\n");
  const kinds = lineKinds(lines);
  const found: Mention[] = [];
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    if (kinds[index] === "text" && !QUOTE.test(line)) {
      for (const { end, name, start } of mentionsInLine(line, index === 0)) {
        found.push({ name, start: offset + start, end: offset + end });
      }
    }
    offset += line.length + 1;
  }
  return found;
}

/** Whether a message calls `username`, by name or with everybody else. */
export function mentions(text: string, username: string): boolean {
  return mentionsIn(text).some(({ name }) => isFor(name, username));
}

/** Whether a name that was found calls `username`. */
export function isFor(name: string, username: string): boolean {
  return name === EVERYBODY || name === foldUsername(username);
}

function mentionsInLine(line: string, isFirst: boolean): Mention[] {
  const hidden = [
    ...codeSpans(line),
    ...Array.from(line.matchAll(ADDRESS), ({ 0: { length }, index }) => ({
      start: index,
      end: index + length,
    })),
  ].sort((one, other) => one.start - other.start);
  const addressed = isFirst ? addressedIn(line) : undefined;
  const found = addressed === undefined ? [] : [addressed];
  let next = 0;
  for (const { 0: all, 1: name = "", index } of line.matchAll(CALLED)) {
    while ((hidden[next]?.end ?? Infinity) <= index) next++;
    const isHidden = (hidden[next]?.start ?? Infinity) <= index;
    if (isHidden || index < (addressed?.end ?? 0)) continue;
    found.push({ name: foldUsername(name), start: index, end: index + all.length });
  }
  return found;
}

/** `room: …` is a sentence about a room; everybody is called by `@room` alone. */
function addressedIn(line: string): Mention | undefined {
  const match = ADDRESSED.exec(line);
  if (match === null) return undefined;
  const [all, blanks = "", name = ""] = match;
  const folded = foldUsername(name);
  if (folded === EVERYBODY && !all.includes("@")) return undefined;
  return { name: folded, start: blanks.length, end: all.length };
}
