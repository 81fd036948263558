/** Writes messages and notices as lines of text; everything others wrote is made harmless here. */
import type { JoinedEvent, LeftEvent, Message, NoticeEvent, Person } from "../protocol/events.ts";
import { foldUsername } from "../protocol/names.ts";
import { printable, printableLines } from "../protocol/printable.ts";

/** For whom the text is. */
export interface Reader {
  username: string;
  /** Messages of other rooms are marked with theirs. */
  room: string;
}

/** Continuation lines of a message begin with this, which no name does. */
export const INDENT = "    ";

/**
 * Who wrote to whom: `alice` in the reader's room, `#ops alice` in another one, `bob -> you` and
 * `you -> bob` in private.
 */
export function messageLabel(message: Message, reader: Reader): string {
  const from = printable(message.from);
  if (message.to !== undefined) {
    return isSame(message.from, reader.username)
      ? `you -> ${isSame(message.to, reader.username) ? "you" : printable(message.to)}`
      : `${from} -> you`;
  }
  return message.room === reader.room ? from : `#${printable(message.room)} ${from}`;
}

/** The message as lines: `alice: hi`, further lines indented. */
export function messageLines(message: Message, reader: Reader): string[] {
  const [first = "", ...more] = printableLines(message.text);
  return [`${messageLabel(message, reader)}: ${first}`, ...more.map((line) => INDENT + line)];
}

/** What happened, in a few words; `undefined` when it is no news for the reader. */
export function noticeText(
  event: JoinedEvent | LeftEvent | NoticeEvent,
  reader: Reader,
): string | undefined {
  if (event.event === "notice") return `notice: ${printable(event.text)}`;
  if (isSame(event.username, reader.username)) return undefined;
  const where = event.room === reader.room ? "" : ` #${printable(event.room)}`;
  return `${printable(event.username)} ${event.event}${where}`;
}

/** Who is here, in one line: `here: alice, bob (2 connections)`. */
export function whoText(users: unknown): string {
  const people = Array.isArray(users) ? users.filter(isPerson) : [];
  const names = people.map(({ connections, username }) =>
    printable(username) + (connections > 1 ? ` (${connections} connections)` : "")
  );
  return `here: ${names.join(", ") || "nobody"}`;
}

/** Whether two usernames mean the same account. */
export function isSame(one: string, other: string): boolean {
  return foldUsername(one) === foldUsername(other);
}

function isPerson(value: unknown): value is Person {
  return typeof value === "object" && value !== null &&
    "username" in value && typeof value.username === "string" &&
    "connections" in value && typeof value.connections === "number";
}
