/** Words as a shell reads them: apart at blanks, unless quotes or a backslash hold them together. */

/** One word. */
export interface ShellWord {
  /** Without quotes and backslashes. */
  readonly text: string;
  /** Where it stands in what was typed: from `start` up to `end`. */
  readonly start: number;
  readonly end: number;
  /** Whether it begins with a `~` that stands for the home folder. */
  readonly isFromHome: boolean;
  /** The quote that it ends within; empty when it is closed. */
  readonly openQuote: "" | "'" | '"';
}

/** Takes a line apart; on Windows a backslash is part of a path. */
export function shellWords(line: string, { isWindows }: { isWindows: boolean }): ShellWord[] {
  const words: ShellWord[] = [];
  for (let at = 0; at < line.length;) {
    if (/\s/.test(line.charAt(at))) {
      at++;
      continue;
    }
    const word = wordAt(line, at, isWindows);
    words.push(word);
    at = word.end;
  }
  return words;
}

/** A text as one word that a shell, and {@linkcode shellWords}, reads as exactly that. */
export function quoted(text: string): string {
  return /^[\p{L}\p{N}_\-./:@%+=,]+$/u.test(text) && !text.startsWith("~")
    ? text
    : `'${text.replaceAll("'", `'"'"'`)}'`;
}

function wordAt(line: string, start: number, isWindows: boolean): ShellWord {
  let text = "";
  let quote: "" | "'" | '"' = "";
  let at = start;
  for (; at < line.length; at++) {
    const character = line.charAt(at);
    if (quote === "" && /\s/.test(character)) break;
    const next = line.charAt(at + 1);
    const escapes = character === "\\" && !isWindows && next !== "" && quote !== "'" &&
      (quote === "" || next === '"' || next === "\\");
    if (escapes) {
      text += next;
      at++;
    } else if (quote === "" && (character === "'" || character === '"')) quote = character;
    else if (character === quote) quote = "";
    else text += character;
  }
  const isFromHome = /^~(?:[/\\]|$)/.test(line.slice(start, at));
  return { text, start, end: at, isFromHome, openQuote: quote };
}
