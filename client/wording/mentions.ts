/** Finds where a text mentions the reader: `@alice`, `@room`. */
import { EVERYBODY, mentionedNames, mentionsIn } from "../../protocol/mentions.ts";
import { foldUsername } from "../../protocol/names.ts";
import { isSame } from "./message_text.ts";

/** A piece of a text; `isMention` when it names the reader or everybody. */
export interface MentionPart {
  text: string;
  isMention: boolean;
}

/** Cuts a piece of a line that is no code at the mentions of `username` and of everybody. */
export function mentionParts(text: string, username: string): MentionPart[] {
  const parts: MentionPart[] = [];
  let from = 0;
  for (const { end, name, start } of mentionsIn(text)) {
    if (!isSame(name, username) && !isSame(name, EVERYBODY)) continue;
    if (start > from) parts.push({ text: text.slice(from, start), isMention: false });
    parts.push({ text: text.slice(start, end), isMention: true });
    from = end;
  }
  if (from < text.length || parts.length === 0) {
    parts.push({ text: text.slice(from), isMention: false });
  }
  return parts;
}

/** Whether `text` mentions `username` or everybody. */
export function mentions(text: string, username: string): boolean {
  const names = mentionedNames(text);
  return names.has(EVERYBODY) || names.has(foldUsername(username));
}
