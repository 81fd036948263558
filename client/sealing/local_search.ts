/** Searches what was opened here: the server cannot search what it cannot read. */
import { foldUsername } from "../../protocol/names.ts";
import type { Found, Message } from "../../protocol/records.ts";

/** So much is shown before what was found. */
const BEFORE_LENGTH = 40;
const AFTER_LENGTH = 120;

/** What was found, newest first, and from which day on there was something to search; none for nothing. */
export interface FoundLocally {
  found: Found[];
  day: string | undefined;
}

/**
 * The private messages in which all words of a query stand. `from:bob` and `in:@bob` are understood;
 * with other filters nothing is found.
 */
export function foundLocally(messages: readonly Message[], query: string): FoundLocally {
  const [oldest] = messages.toSorted((one, other) => one.id - other.id);
  return { found: foundIn(messages, query), day: oldest?.time.slice(0, 10) };
}

function foundIn(messages: readonly Message[], query: string): Found[] {
  const parts = query.toLowerCase().split(/\s+/).filter((part) => part !== "");
  const words = parts.filter((part) => !part.includes(":"));
  const filters = parts.filter((part) => part.includes(":")).map(filterIn);
  const [first] = words;
  if (first === undefined) return [];
  const found: Found[] = [];
  for (const message of messages) {
    const text = message.text.toLowerCase();
    if (message.deleted === true || !words.every((word) => text.includes(word))) continue;
    if (!filters.every((fits) => fits(message))) continue;
    found.push({ ...message, snippet: snippetOf(message.text, text.indexOf(first), first.length) });
  }
  return found.sort((one, other) => other.id - one.id);
}

/** Whether a message is one that a filter wants. */
function filterIn(part: string): (message: Message) => boolean {
  const [filter, value = ""] = part.split(":", 2);
  const name = foldUsername(value.replace(/^@/, ""));
  const isOf = (account: string | undefined) =>
    account !== undefined && foldUsername(account) === name;
  if (filter === "from") return ({ from }) => isOf(from);
  if (filter === "in" && value.startsWith("@")) return ({ from, to }) => isOf(from) || isOf(to);
  return () => false;
}

function snippetOf(text: string, at: number, length: number): string[] {
  return [
    text.slice(Math.max(0, at - BEFORE_LENGTH), at),
    text.slice(at, at + length),
    text.slice(at + length, at + length + AFTER_LENGTH),
  ];
}
