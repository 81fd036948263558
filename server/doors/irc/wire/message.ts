/** Lines of IRC become messages and messages lines (RFC 1459, section 2.3, as modern.ircdocs.horse has it). */
import { formatTags, NO_TAGS, parseTags, type Tags } from "./tags.ts";

const encoder = new TextEncoder();

/** Most bytes of what follows the tags, without its line end. */
export const MAX_BODY_BYTES = 510;

/** Most bytes of tags that a client may send, with their `@` and the space behind them. */
export const MAX_CLIENT_TAG_BYTES = 4_096;

/** One message, without its line end. */
export interface IrcMessage {
  readonly tags: Tags;
  /** Who it comes from; undefined in what clients send. */
  readonly source: string | undefined;
  /** In capital letters, or three digits. */
  readonly command: string;
  readonly params: readonly string[];
}

/** A message that the server makes: tags and source may be missing. */
export interface Outgoing {
  readonly tags?: Tags;
  readonly source?: string;
  readonly command: string;
  readonly params: readonly string[];
}

/** Parses a line; undefined when there is no command in it, which is letters, digits, `_` or `-`. */
export function parseMessage(line: string): IrcMessage | undefined {
  let rest = line;
  let tags = NO_TAGS;
  let source: string | undefined;
  if (rest.startsWith("@")) {
    const [word, after] = cutWord(rest.slice(1));
    tags = parseTags(word);
    rest = after;
  }
  rest = rest.replace(/^ +/, "");
  if (rest.startsWith(":")) [source, rest] = cutWord(rest.slice(1));
  const [command, after] = cutWord(rest.replace(/^ +/, ""));
  if (!/^[A-Za-z0-9_-]+$/.test(command)) return undefined;
  return { tags, source, command: command.toUpperCase(), params: paramsOf(after) };
}

/**
 * A message as a line, without its line end. What would end the line is left out, and so is what would
 * make another parameter of one that is not the last. What does not fit (a long topic, say) is cut off
 * between characters; only what people say is left as it is, which whoever makes the line has measured.
 */
export function formatMessage({ tags, source, command, params }: Outgoing): string {
  const head = tags !== undefined && tags.size > 0 ? `@${formatTags(tags)} ` : "";
  let line = "";
  if (source !== undefined) line += `:${clean(source).replaceAll(" ", "_")} `;
  line += command;
  for (const [index, given] of params.entries()) {
    const param = clean(given);
    if (index < params.length - 1) line += ` ${param === "" ? "*" : param.replaceAll(" ", "_")}`;
    else line += param === "" || /^:| /.test(param) ? ` :${param}` : ` ${param}`;
  }
  return head + (command === "PRIVMSG" || command === "NOTICE" ? line : fitting(line));
}

/** As much of a line as clients have room for: what is beyond that they may take for the next line. */
function fitting(line: string): string {
  // A character has three bytes at most for each of its units.
  if (line.length * 3 <= MAX_BODY_BYTES) return line;
  const { read } = encoder.encodeInto(line, new Uint8Array(MAX_BODY_BYTES));
  return read < line.length ? line.slice(0, read) : line;
}

/** How many bytes of a line come before its body, and how many are in that. */
export function partsOf(line: Uint8Array): { tagBytes: number; bodyBytes: number } {
  if (line[0] !== 0x40) return { tagBytes: 0, bodyBytes: line.length };
  const space = line.indexOf(0x20);
  const tagBytes = space < 0 ? line.length : space + 1;
  return { tagBytes, bodyBytes: line.length - tagBytes };
}

function clean(param: string): string {
  return /[\r\n\0]/.test(param) ? param.replace(/[\r\n\0]+/g, " ") : param;
}

function paramsOf(text: string): string[] {
  const params: string[] = [];
  for (let rest = text.replace(/^ +/, ""); rest !== "";) {
    if (rest.startsWith(":")) {
      params.push(rest.slice(1));
      break;
    }
    const [word, after] = cutWord(rest);
    params.push(word);
    rest = after.replace(/^ +/, "");
  }
  return params;
}

function cutWord(text: string): [string, string] {
  const space = text.indexOf(" ");
  return space < 0 ? [text, ""] : [text.slice(0, space), text.slice(space + 1)];
}
