/** Says something on a standard stream, where no client has taken the terminal. */
import { printableLines } from "../../protocol/text/printable.ts";

/** Writes a text of one or more lines to the standard output, made harmless for terminals. */
export function say(text: string): void {
  console.log(harmless(text));
}

/** Writes a text to the standard error. On a full disk it is lost, but the exit code still tells. */
export function sayError(text: string): void {
  try {
    console.error(harmless(text));
  } catch {
    // There is no further place to say it.
  }
}

/** Writes a text to the standard error as a message of this program. */
export function complain(text: string): void {
  sayError(`chat: ${text}`);
}

function harmless(text: string): string {
  return printableLines(text).join("\n");
}
