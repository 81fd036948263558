/** Searches what was opened here: the server cannot search what it cannot read. */
import type { Found, Message } from "../../protocol/records.ts";

/** So much is shown before what was found. */
const BEFORE_LENGTH = 40;
const AFTER_LENGTH = 120;

/** The messages in which all words of a query stand, newest first; filters (`from:bob`) are not understood. */
export function foundLocally(messages: Iterable<Message>, query: string): Found[] {
  const words = query.toLowerCase().split(/\s+/).filter((word) =>
    word !== "" && !word.includes(":")
  );
  const [first] = words;
  if (first === undefined || query.includes(":")) return [];
  const found: Found[] = [];
  for (const message of messages) {
    const text = message.text.toLowerCase();
    if (message.deleted === true || !words.every((word) => text.includes(word))) continue;
    found.push({ ...message, snippet: snippetOf(message.text, text.indexOf(first), first.length) });
  }
  return found.sort((one, other) => other.id - one.id);
}

function snippetOf(text: string, at: number, length: number): string[] {
  return [
    text.slice(Math.max(0, at - BEFORE_LENGTH), at),
    text.slice(at, at + length),
    text.slice(at + length, at + length + AFTER_LENGTH),
  ];
}
