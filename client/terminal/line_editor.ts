/** Edits one line the way a shell does; pure, so that it needs no terminal. */
import { keepable, REPLACEMENT } from "../../protocol/text/printable.ts";
import { firstOf, lastOf, withoutLast } from "../text/graphemes.ts";
import type { Key } from "./input/key.ts";

/** A line with the cursor between `before` and `after`, and what was cut last. */
export interface Line {
  readonly before: string;
  readonly after: string;
  readonly cut: string;
  /** What was cut before that, the newest first; bounded. @default nothing */
  readonly olderCuts?: readonly string[];
  /**
   * What the last key did: what is cut next belongs to the same cut; the text before the cursor is a
   * cut, the first one or an older one. @default anything else
   */
  readonly last?: { readonly kind: "cut" } | { readonly kind: "pasted"; readonly index: number };
}

/** A line with nothing in it. */
export const EMPTY_LINE: Line = { before: "", after: "", cut: "" };

/** Longest line that can be typed, in UTF-16 units; what goes beyond is not taken. */
export const MAX_TYPED_LENGTH = 100_000;

/** The whole text of the line. */
export function textOf({ after, before }: Line): string {
  return before + after;
}

/** So many cuts are kept besides the last one. */
const MAX_OLDER_CUTS = 20;

/** A line with `text`, the cursor at its end; what was cut is kept. */
export function lineWith(text: string, line: Line = EMPTY_LINE): Line {
  return { ...line, before: text, after: "" };
}

/** The line with what was cut elsewhere. */
export function withCutsOf(line: Line, { cut, last, olderCuts }: Line): Line {
  return {
    before: line.before,
    after: line.after,
    cut,
    ...(olderCuts === undefined ? {} : { olderCuts }),
    ...(last === undefined ? {} : { last }),
  };
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
  if (edit !== undefined) return CUTS.has(edit) ? edit(line) : forgetful(edit(line), edit);
  const isTyped = key.text !== "" && key.name !== "paste" && key.name !== "background";
  return isTyped ? forgetful(insert(line, key.text)) : undefined;
}

type Edit = (line: Line) => Line;

/** After anything but a cut or what puts one back, the next cut is a new one. */
function forgetful(line: Line, edit?: Edit): Line {
  return edit === paste || edit === pasteOlder ? line : rested(line);
}

/** The line after something else was done than to cut or to put back. */
export function rested(line: Line): Line {
  if (line.last === undefined) return line;
  const { last: _last, ...rest } = line;
  return rest;
}

/** What was cut to the left or to the right of the cursor; cuts one after the other are one. */
function withCut(
  line: Line,
  rest: Pick<Line, "before" | "after">,
  gone: { readonly left: string } | { readonly right: string },
): Line {
  const text = "left" in gone ? gone.left : gone.right;
  const { cut, last, olderCuts = [] } = line;
  if (text === "") return line;
  const isOn = last?.kind === "cut";
  if (isOn) return { ...line, ...rest, cut: "left" in gone ? text + cut : cut + text };
  const older = cut === "" ? olderCuts : [cut, ...olderCuts].slice(0, MAX_OLDER_CUTS);
  return {
    ...rest,
    cut: text,
    ...(older.length === 0 ? {} : { olderCuts: older }),
    last: { kind: "cut" },
  };
}

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
const cutToEnd: Edit = (line) => {
  const { after, before } = line;
  const end = after.indexOf("\n");
  const length = end < 0 ? after.length : Math.max(1, end);
  return withCut(line, { before, after: after.slice(length) }, { right: after.slice(0, length) });
};

const cutToStart: Edit = (line) => {
  const start = line.before.lastIndexOf("\n") + 1;
  return cutBackTo(line, start === line.before.length ? Math.max(0, start - 1) : start);
};

/** As Ctrl+W in a shell: words end at blanks only. */
const cutWordLeft: Edit = (line) => cutBackTo(line, line.before.search(/\S+\s*$/u));

/** As Alt+Backspace in a shell: words are letters and digits. */
const cutShortWordLeft: Edit = (line) => cutBackTo(line, wordStart(line.before));

const cutWordRight: Edit = (line) => {
  const length = wordEnd(line.after);
  const rest = { before: line.before, after: line.after.slice(length) };
  return withCut(line, rest, { right: line.after.slice(0, length) });
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
  if (isTooLong || line.cut === "") return line;
  return { ...line, before: line.before + line.cut, last: { kind: "pasted", index: 0 } };
};

/** Puts what was cut before in the place of what was put back just now; goes round. */
const pasteOlder: Edit = (line) => {
  const { cut, last, olderCuts = [] } = line;
  if (last?.kind !== "pasted") return line;
  const cuts = [cut, ...olderCuts];
  const index = (last.index + 1) % cuts.length;
  const without = line.before.slice(0, line.before.length - (cuts[last.index] ?? "").length);
  const text = cuts[index] ?? "";
  if (without.length + text.length + line.after.length > MAX_TYPED_LENGTH) return line;
  return { ...line, before: without + text, last: { kind: "pasted", index } };
};

/** Swaps the characters around the cursor, or the last two at the end, and goes on. */
const transpose: Edit = (line) => {
  const atEnd = line.after === "" || line.after.startsWith("\n");
  const at = atEnd ? left(line) : line;
  const one = lastOf(at.before);
  const other = firstOf(at.after);
  if (one === "" || other === "" || one === "\n") return line;
  return {
    ...line,
    before: at.before.slice(0, -one.length) + other + one,
    after: at.after.slice(other.length),
  };
};

/** Swaps the word before the cursor with the one behind it, or the last two, and goes on. */
const transposeWords: Edit = (line) => {
  const text = textOf(line);
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}_]+/gu)].map((found) => ({
    text: found[0],
    from: found.index,
    to: found.index + found[0].length,
  }));
  const cursor = line.before.length;
  const next = words.findIndex(({ to }) => to > cursor);
  const second = next < 0 ? words.length - 1 : Math.max(1, next);
  const [one, other] = [words[second - 1], words[second]];
  if (one === undefined || other === undefined) return line;
  const before = text.slice(0, one.from) + other.text + text.slice(one.to, other.from) + one.text;
  return { ...line, before, after: text.slice(other.to) };
};

const CUTS: ReadonlySet<Edit> = new Set([
  cutToEnd,
  cutToStart,
  cutWordLeft,
  cutShortWordLeft,
  cutWordRight,
]);

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
  ["t", transpose],
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
  ["t", transposeWords],
  ["y", pasteOlder],
]);

function cutBackTo(line: Line, start: number): Line {
  const from = Math.max(0, start);
  const rest = { before: line.before.slice(0, from), after: line.after };
  return withCut(line, rest, { left: line.before.slice(from) });
}

function wordStart(before: string): number {
  return Math.max(0, before.search(/[\p{L}\p{N}\p{M}_]+[^\p{L}\p{N}\p{M}_]*$/u));
}

function wordEnd(after: string): number {
  return /^[^\p{L}\p{N}\p{M}_]*[\p{L}\p{N}\p{M}_]*/u.exec(after)?.[0].length ?? 0;
}
