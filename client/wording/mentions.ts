/** Finds the names that a text mentions: `@alice`, `@room`. */
import { isSame } from "./message_text.ts";

/** Mentions everybody in the room. */
const EVERYBODY = "room";

const MENTION = /(?<![\p{L}\p{N}_@/.-])@([A-Za-z0-9_-]{1,32})(?![\p{L}\p{N}_-])/gu;

/** A piece of a text; `isMention` when it names the reader or everybody. */
export interface MentionPart {
  text: string;
  isMention: boolean;
}

/** Cuts `text` at the mentions of `username` and of everybody. */
export function mentionParts(text: string, username: string): MentionPart[] {
  const parts: MentionPart[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    const name = match[1] ?? "";
    if (!isSame(name, username) && !isSame(name, EVERYBODY)) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index), isMention: false });
    parts.push({ text: match[0], isMention: true });
    from = match.index + match[0].length;
  }
  if (from < text.length || parts.length === 0) {
    parts.push({ text: text.slice(from), isMention: false });
  }
  return parts;
}

/** Whether `text` mentions `username` or everybody. */
export function mentions(text: string, username: string): boolean {
  return mentionParts(text, username).some(({ isMention }) => isMention);
}
