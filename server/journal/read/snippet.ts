/** Excerpts of messages that a search found, in parts. */

/** Surrounds what was found; a noncharacter, which stands for nothing in any text. */
export const MARK = "\u{FDD0}";

/** Most characters of an excerpt, and most of them before what was found. */
const MAX_CHARACTERS = 240;
const MAX_LEAD_CHARACTERS = 80;

const ELLIPSIS = "…";

/**
 * The parts of an excerpt: those with an odd index are what was found. A text that has the mark in
 * itself is no normal one: of it there is only the beginning.
 */
export function snippetOf(marked: string, text: string): string[] {
  if (text.includes(MARK)) return [start(text.replaceAll(MARK, ""), MAX_CHARACTERS)];
  const [lead = "", ...parts] = marked.split(MARK);
  if (parts.length === 0) return [start(lead, MAX_CHARACTERS)];
  const snippet = [end(lead, MAX_LEAD_CHARACTERS)];
  let left = MAX_CHARACTERS - lengthOf(snippet[0] ?? "");
  for (const part of parts) {
    snippet.push(start(part, left));
    left -= lengthOf(part);
    if (left <= 0) break;
  }
  return snippet;
}

/** The first `length` characters, and a sign that there were more. */
function start(text: string, length: number): string {
  return lengthOf(text) <= length ? text : [...text].slice(0, length).join("") + ELLIPSIS;
}

function end(text: string, length: number): string {
  return lengthOf(text) <= length ? text : ELLIPSIS + [...text].slice(-length).join("");
}

function lengthOf(text: string): number {
  return [...text].length;
}
