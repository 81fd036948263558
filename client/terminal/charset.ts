/** What a terminal that is not set to UTF-8 gets in the place of other characters than ASCII. */
import { graphemes } from "../text/graphemes.ts";
import { textWidth } from "../text/text_width.ts";

type Environment = (name: string) => string | undefined;

/** ASCII for the signs that the client draws with, and for those that people use as punctuation. */
const SIGNS: ReadonlyMap<string, string> = new Map([
  ["│", "|"],
  ["─", "-"],
  ["—", "-"],
  ["–", "-"],
  ["…", "~"],
  ["·", "."],
  ["↑", "^"],
  ["↓", "v"],
  ["←", "<"],
  ["→", ">"],
  ["↳", ">"],
  ["⏎", "|"],
  ["×", "x"],
  ["█", "#"],
  ["✎", "~"],
  ["‘", "'"],
  ["’", "'"],
  ["“", '"'],
  ["”", '"'],
]);

const ASCII = /^[\x20-\x7e]+$/;

/** Whether the locale says UTF-8 (POSIX: LC_ALL, LC_CTYPE, LANG), or nothing at all. */
export function isUtf8(environment: Environment): boolean {
  const locale = ["LC_ALL", "LC_CTYPE", "LANG"].map((name) => environment(name) ?? "")
    .find((value) => value !== "");
  return locale === undefined || /utf-?8/i.test(locale);
}

/** What to do with everything before it is written, so that this terminal can show it. */
export function outputFor(environment: Environment): (text: string) => string {
  return isUtf8(environment) ? (text) => text : asciiOnly;
}

/** `text` in ASCII, each character in the same number of columns; escape sequences stay whole. */
export function asciiOnly(text: string): string {
  return text.replaceAll(/[\x80-\u{10ffff}]+/gu, (other) => graphemes(other).map(inAscii).join(""));
}

function inAscii(character: string): string {
  const sign = SIGNS.get(character);
  if (sign !== undefined) return sign;
  const width = textWidth(character);
  const plain = character.normalize("NFKD").replaceAll(/\p{M}/gu, "");
  return plain.length === width && ASCII.test(plain) ? plain : "?".repeat(width);
}
