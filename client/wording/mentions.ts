/** Finds in a text that was parsed the names that call its reader. */
import { contentMentions, contentOf } from "../../protocol/content/kinds.ts";
import { EVERYBODY, isFor, mentionsIn } from "../../protocol/text/mentions.ts";
import type { Message } from "../../protocol/records.ts";
import type { Span } from "../text/markdown.ts";
import { bodyOf } from "./content/kinds.ts";
import { isSame } from "./message_text.ts";

/** A piece of a line; `mention` when it calls the reader or everybody. */
export type MentionSpan = Span & { mention?: true };

/** Stands for what calls nobody; part of no word (U+FFFC OBJECT REPLACEMENT CHARACTER). */
const HIDDEN = "\ufffc";

/**
 * Whether a message of somebody else calls `username`, by name or by one of the `highlights`, words at
 * which they want to be called.
 */
export function callsReader(
  message: Message,
  username: string,
  highlights?: RegExp,
): boolean {
  if (message.deleted === true || isSame(message.from, username)) return false;
  return contentMentions(contentOf(message)).some(({ name }) => rings(name, username, message)) ||
    highlights?.test(bodyOf(message)) === true;
}

/** A name calls its owner, and everybody's name all, unless the server says that it calls nobody. */
function rings(name: string, username: string, { hushed }: Pick<Message, "hushed">): boolean {
  return isFor(name, username) && !(hushed === true && name === EVERYBODY);
}

/**
 * Cuts the lines of one message at the names that call `username`; nothing of them is lost.
 * `mayAddress` says whether a name at the start counts, which it does not behind another name, and
 * `isHushed` that everybody's name calls nobody.
 */
export function mentionSpans(
  lines: readonly (readonly Span[])[],
  username: string,
  { mayAddress = true, isHushed = false } = {},
): MentionSpan[][] {
  const visible = lines.map((spans) =>
    spans.map(({ code, link, text }) => code || link ? HIDDEN.repeat(text.length) : text).join("")
  );
  const text = visible.join("\n");
  const calls = mentionsIn(text).filter(({ name, start }) =>
    rings(name, username, isHushed ? { hushed: true } : {}) && (mayAddress || text[start] === "@")
  );
  let offset = 0;
  return lines.map((spans) => {
    const cut = spans.flatMap((span) => {
      const start = offset;
      offset += span.text.length;
      return cutSpan(span, start, calls);
    });
    offset += 1;
    return cut;
  });
}

/** The span that begins at `start` of the whole text, in pieces that are called or are not. */
function cutSpan(
  span: Span,
  start: number,
  calls: readonly { start: number; end: number }[],
): MentionSpan[] {
  const end = start + span.text.length;
  const pieces: MentionSpan[] = [];
  let from = start;
  for (const call of calls) {
    const [first, last] = [Math.max(call.start, from), Math.min(call.end, end)];
    if (first >= last) continue;
    if (first > from) pieces.push({ ...span, text: span.text.slice(from - start, first - start) });
    pieces.push({ ...span, text: span.text.slice(first - start, last - start), mention: true });
    from = last;
  }
  if (from < end || pieces.length === 0) {
    pieces.push({ ...span, text: span.text.slice(from - start) });
  }
  return pieces;
}
