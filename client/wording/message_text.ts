/** Writes messages as lines of text; everything others wrote is made harmless here. */
import { foldUsername } from "../../protocol/names.ts";
import { printable, printableLines } from "../../protocol/text/printable.ts";
import { bodyOf, isNameWithin, type Said, spokenBy } from "./content/kinds.ts";
import type { Message, Place } from "../../protocol/records.ts";
import { encryptionRemark, type Marked } from "./marked.ts";

/** For whom the text is. */
export interface Reader {
  readonly username: string;
  /** Where the reader is; messages of other rooms are marked with theirs. */
  readonly place: Place;
}

/** Continuation lines of a message begin with this, which no name does. */
export const INDENT = "    ";

/** Most characters of an {@linkcode excerpt}. */
const EXCERPT_LENGTH = 50;

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
  return message.room === reader.place.room ? from : `#${printable(message.room)} ${from}`;
}

/**
 * The message as lines: `alice: hi`, further lines indented, `* alice waves` for `/me`, and above
 * a reply the message that it replies to.
 */
export function messageLines(message: Message, reader: Reader, quoted?: Message): string[] {
  const [first = "", ...more] = bodyLines(message);
  const label = messageLabel(message, reader);
  const lines = [
    ...quoteLines(message, quoted),
    `${spokenBy(label, message)} ${first}`,
    ...more.map((line) => INDENT + line),
  ];
  const last = lines.pop() ?? "";
  return [...lines, last + encryptionRemark(message)];
}

/** The lines of the text, or what stands in its place when there is none. */
export function bodyLines(message: Said): string[] {
  return printableLines(bodyOf(message));
}

/** A message in one harmless line: `alice: the first words…`, `* alice waves`. */
export function messageExcerpt(message: Said & { from: string }): string {
  const remark = encryptionRemark(message);
  return `${spokenBy(printable(message.from), message)} ${excerpt(bodyOf(message))}${remark}`;
}

/** A message in one line where the name stands elsewhere: `the first words…`, `* alice waves`. */
export function saidExcerpt(message: Said & { from: string }): string {
  return isNameWithin(message) ? messageExcerpt(message) : excerpt(bodyOf(message));
}

/** The line above a reply; none for other messages. */
export function quoteLines(message: Message, quoted: Message | undefined): string[] {
  if (message.reply_to === undefined) return [];
  return [
    quoted === undefined ? "  ↳ an earlier message" : `  ↳ ${messageExcerpt(quoted)}`,
  ];
}

/** The first words of a text in one harmless line. */
export function excerpt(text: string): string {
  const lines = text.slice(0, EXCERPT_LENGTH * 8).split(/\r\n|\n|\r/);
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const characters = Array.from(printable(first.replaceAll("\t", " ").trim()));
  const isCut = characters.length > EXCERPT_LENGTH || lines.length > 1;
  return characters.slice(0, EXCERPT_LENGTH).join("").trimEnd() + (isCut ? "…" : "");
}

/** Whether two usernames mean the same account. */
export function isSame(one: string, other: string): boolean {
  return one === other || foldUsername(one) === foldUsername(other);
}

/**
 * What is said behind a message: ` (edited)`, ` (calls nobody)`, ` (NOT encrypted)`; empty when there
 * is nothing.
 */
export function remarkOn(message: Marked): string {
  const { deleted, edited, hushed } = message;
  if (deleted === true) return "";
  const changes = edited === undefined ? "" : " (edited)";
  return `${changes}${hushed === true ? " (calls nobody)" : ""}${encryptionRemark(message)}`;
}
