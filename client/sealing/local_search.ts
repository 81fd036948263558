/** Searches what was opened here: the server cannot search what it cannot read. */
import type { Found, Message } from "../../protocol/records.ts";

/** So much is shown before what was found. */
const BEFORE_LENGTH = 40;
const AFTER_LENGTH = 120;

/** What was found, and from which day on there was something to search; none for nothing. */
export interface FoundLocally {
  found: Found[];
  day: string | undefined;
}

/** The messages in which all words of a query stand; filters (`from:bob`) are not understood. */
export function foundLocally(messages: readonly Message[], query: string): FoundLocally {
  const [oldest] = messages.toSorted((one, other) => one.id - other.id);
  return { found: foundIn(messages, query), day: oldest?.time.slice(0, 10) };
}

function foundIn(messages: readonly Message[], query: string): Found[] {
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
