/** Edits one line the way a shell does; pure, so that it needs no terminal. */
import { keepable, REPLACEMENT } from "../../protocol/text/printable.ts";
import { firstOf, lastOf, withoutLast } from "../text/graphemes.ts";
import type { Key } from "./input/key.ts";

/** A line with the cursor between `before` and `after`, and what was cut last. */
export interface Line {
  readonly before: string;
  readonly after: string;
  readonly cut: string;
}

/** A line with nothing in it. */
export const EMPTY_LINE: Line = { before: "", after: "", cut: "" };

/** Longest line that can be typed, in UTF-16 units; what goes beyond is not taken. */
export const MAX_TYPED_LENGTH = 100_000;

/** The whole text of the line. */
export function textOf({ after, before }: Line): string {
  return before + after;
}

/** A line with `text`, the cursor at its end; what was cut is kept. */
export function lineWith(text: string, { cut }: Line = EMPTY_LINE): Line {
  return { before: text, after: "", cut };
}

/** Columns that a tab takes where a line is shown. */
const TAB_COLUMNS = 4;

/** Puts `text` at the cursor; what a terminal might act on is replaced, but for tabs. */
export function insert(line: Line, text: string): Line {
  const room = MAX_TYPED_LENGTH - line.before.length - line.after.length;
  const safe = withSafeLines(text.replaceAll("\n", REPLACEMENT));
  return safe.length > room ? line : { ...line, before: line.before + safe };
}

/** `text` as it may be sent: lines and tabs as they are, what a terminal might act on replaced. */
export function withSafeLines(text: string): string {
  return text.split(/([\t\n])/).map((part) => /^[\t\n]$/.test(part) ? part : keepable(part)).join(
    "",
  );
}

/** A text of a line as it is shown: tabs as spaces, everything else as it is. */
export function withoutTabs(text: string): string {
  return text.replaceAll("\t", " ".repeat(TAB_COLUMNS));
}

/** The line after `key`, or `undefined` when the key does not edit. */
export function editLine(line: Line, key: Key): Line | undefined {
  const edit = editFor(key);
  if (edit !== undefined) return edit(line);
  const isTyped = key.text !== "" && key.name !== "paste" && key.name !== "background";
  return isTyped ? insert(line, key.text) : undefined;
}

type Edit = (line: Line) => Line;

function editFor(key: Key): Edit | undefined {
  if (key.ctrl) {
    // Ctrl+Left and Ctrl+Right go by words as in most places.
    if (key.name === "left") return wordLeft;
    if (key.name === "right") return wordRight;
    return CTRL_EDITS.get(key.name);
  }
  return key.alt ? ALT_EDITS.get(key.name) : PLAIN_EDITS.get(key.name);
}

const left: Edit = (line) => {
  const moved = lastOf(line.before);
  if (moved === "") return line;
  return { ...line, before: line.before.slice(0, -moved.length), after: moved + line.after };
};

const right: Edit = (line) => {
  const moved = firstOf(line.after);
  return { ...line, before: line.before + moved, after: line.after.slice(moved.length) };
};

const home: Edit = (line) => ({ ...line, before: "", after: textOf(line) });
const end: Edit = (line) => ({ ...line, before: textOf(line), after: "" });
const backspace: Edit = (line) => ({ ...line, before: withoutLast(line.before) });
const deleteRight: Edit = (line) => ({
  ...line,
  after: line.after.slice(firstOf(line.after).length),
});

/** Of a text of several lines only the one with the cursor; at its end, what parts it from the next. */
const cutToEnd: Edit = ({ after, before, cut }) => {
  const end = after.indexOf("\n");
  const length = end < 0 ? after.length : Math.max(1, end);
  return { before, after: after.slice(length), cut: after.slice(0, length) || cut };
};

const cutToStart: Edit = ({ after, before, cut }) => {
  const start = before.lastIndexOf("\n") + 1;
  const from = start === before.length ? Math.max(0, start - 1) : start;
  return { before: before.slice(0, from), after, cut: before.slice(from) || cut };
};

/** As Ctrl+W in a shell: words end at blanks only. */
const cutWordLeft: Edit = (line) => cutBackTo(line, line.before.search(/\S+\s*$/u));

/** As Alt+Backspace in a shell: words are letters and digits. */
const cutShortWordLeft: Edit = (line) => cutBackTo(line, wordStart(line.before));

const cutWordRight: Edit = (line) => {
  const length = wordEnd(line.after);
  const cut = line.after.slice(0, length) || line.cut;
  return { before: line.before, after: line.after.slice(length), cut };
};

const wordLeft: Edit = (line) => {
  const start = wordStart(line.before);
  return {
    ...line,
    before: line.before.slice(0, start),
    after: line.before.slice(start) + line.after,
  };
};

const wordRight: Edit = (line) => {
  const length = wordEnd(line.after);
  return {
    ...line,
    before: line.before + line.after.slice(0, length),
    after: line.after.slice(length),
  };
};

/** What was cut is harmless, and may have had several lines. */
const paste: Edit = (line) => {
  const isTooLong = textOf(line).length + line.cut.length > MAX_TYPED_LENGTH;
  return isTooLong ? line : { ...line, before: line.before + line.cut };
};

const PLAIN_EDITS: ReadonlyMap<string, Edit> = new Map([
  ["left", left],
  ["right", right],
  ["home", home],
  ["end", end],
  ["backspace", backspace],
  ["delete", deleteRight],
]);

const CTRL_EDITS: ReadonlyMap<string, Edit> = new Map([
  ["a", home],
  ["b", left],
  ["d", deleteRight],
  ["e", end],
  ["f", right],
  ["h", backspace],
  ["k", cutToEnd],
  ["u", cutToStart],
  ["w", cutWordLeft],
  ["y", paste],
]);

const ALT_EDITS: ReadonlyMap<string, Edit> = new Map([
  ["b", wordLeft],
  ["backspace", cutShortWordLeft],
  ["d", cutWordRight],
  ["f", wordRight],
  ["left", wordLeft],
  ["right", wordRight],
]);

function cutBackTo(line: Line, start: number): Line {
  const from = Math.max(0, start);
  return {
    before: line.before.slice(0, from),
    after: line.after,
    cut: line.before.slice(from) || line.cut,
  };
}

function wordStart(before: string): number {
  return Math.max(0, before.search(/[\p{L}\p{N}\p{M}_]+[^\p{L}\p{N}\p{M}_]*$/u));
}

function wordEnd(after: string): number {
  return /^[^\p{L}\p{N}\p{M}_]*[\p{L}\p{N}\p{M}_]*/u.exec(after)?.[0].length ?? 0;
}
