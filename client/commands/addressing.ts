/** Whom a text is for that begins with the name of somebody: `@bob are you there?`. */
import { EVERYBODY } from "../../protocol/text/mentions.ts";

/** A name at the beginning, and what is said to whoever has it. */
export interface Addressed {
  readonly name: string;
  readonly text: string;
}

/** `@name text`, also with a colon or comma after the name. */
const ADDRESSED = /^@([\p{L}\p{N}_-]+)[:,]?(?:\s+(.*))?$/su;

/** A second name behind the first: `@bob @carol`, `@bob, @carol`, `@bob and @carol`. */
const SECOND = /^(?:(?:and|&)\s+)?@[\p{L}\p{N}_-]+(?![\p{L}\p{N}_@-])/u;

/**
 * The one account that a text is for alone; `undefined` when it is for all who are there, as one
 * that begins with `@room`.
 *
 * `isSeen` says that people see before they send it whom it is for: then blanks in front change
 * nothing, and a text that begins with two names is for all. Scripts have it as they always had.
 */
export function addressedTo(text: string, isSeen: boolean): Addressed | undefined {
  const [, name = "", rest = ""] = ADDRESSED.exec(isSeen ? text.trimStart() : text) ?? [];
  if (name === "" || name.toLowerCase() === EVERYBODY) return undefined;
  return isSeen && SECOND.test(rest) ? undefined : { name, text: rest };
}

/** A command by which something is said to one account alone. */
const PRIVATE_COMMAND = /^\/(?:msg|query)\s+@?([\w-]+)\s/i;

/** Whom alone a line is for that is still being written, as soon as that is clear. */
export function addressee(text: string, isSeen: boolean): string | undefined {
  const written = PRIVATE_COMMAND.exec(text)?.[1];
  if (written !== undefined) return written;
  // Behind a name more of it may come.
  return /^\s*@\S+\s/.test(text) ? addressedTo(text, isSeen)?.name : undefined;
}
