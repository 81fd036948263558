/** Makes a name that somebody has chosen for a file one under which it can be stored anywhere. */

import { trimEnds, trimLast } from "../text/trim_ends.ts";
import { utf8Length } from "../text/utf8_length.ts";

/** Longest name of a file, in bytes of UTF-8: what nearly every file system takes. */
export const MAX_FILE_NAME_BYTES = 255;

/** Longest ending that is kept of a name that is too long, in bytes. */
const MAX_ENDING_BYTES = 32;

/** What a file is called of whose name nothing is left. */
const NO_NAME = "file";

/**
 * What must not be in a name: controls, surrogates, marks of direction (Unicode TR9 and TR36), and
 * what nobody sees but the joiners, which scripts and emoji need.
 */
const HIDDEN =
  /[\p{Cc}\p{Cs}\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\uffff\u{e0000}-\u{e0fff}]/gu;

/** Controls that stand between words. */
const LINE_CONTROLS = /[\t-\r\u0085\u2028\u2029]/gu;

/** What Windows takes in no name; a colon there opens another stream of the same file. */
const FORBIDDEN = /[<>:"|?*]/g;

/** Names that are devices on Windows, whatever ending they have. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])$/i;

/**
 * The name of a file as it may be shown, stored and opened on every system: the last part of a path,
 * in Unicode's form NFC, without controls, marks of direction and dots at the start, no device of
 * Windows, and of {@linkcode MAX_FILE_NAME_BYTES} at most, with its ending as far as that is short.
 * Never empty; a name that is safe comes back as it is.
 */
export function safeFileName(name: string): string {
  const last = name.normalize("NFC").split(/[/\\]/).findLast((part) => !isNothing(part)) ?? "";
  const cleaned = trimmed(visible(last));
  const cut = trimmed(withinBytes(cleaned));
  if (cut === "") return NO_NAME;
  return isDevice(cut) ? trimmed(withinBytes(`_${cut}`)) : cut;
}

function visible(text: string): string {
  return text
    .replace(LINE_CONTROLS, " ")
    .replace(HIDDEN, "")
    .replace(/\s+/gu, " ")
    .replace(FORBIDDEN, "_")
    .normalize("NFC");
}

/** Dots at the start hide a file, and Windows takes spaces and dots away from the end. */
function trimmed(text: string): string {
  return trimEnds(text, isBlankOrDot);
}

function isBlankOrDot(character: string): boolean {
  return /[\s.]/.test(character);
}

function isNothing(part: string): boolean {
  return trimmed(visible(part)) === "";
}

function isDevice(name: string): boolean {
  const [stem = ""] = name.split(".");
  return DEVICE.test(stem.trimEnd());
}

function withinBytes(name: string): string {
  if (utf8Length(name) <= MAX_FILE_NAME_BYTES) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && utf8Length(name.slice(dot)) <= MAX_ENDING_BYTES ? name.slice(dot) : "";
  const stem = ending === "" ? name : name.slice(0, dot);
  const room = MAX_FILE_NAME_BYTES - utf8Length(ending);
  const bytes = new Uint8Array(room);
  const { read } = new TextEncoder().encodeInto(stem, bytes);
  return `${trimLast(stem.slice(0, read), isBlankOrDot)}${ending}`;
}
