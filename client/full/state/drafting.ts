/** Edits what is being written: several lines, and back to what they were before. */
import type { KeyAction } from "../../keys/key_action.ts";
import { editingKey } from "../../keys/keymap.ts";
import type { Key } from "../../terminal/input/key.ts";
import {
  editLine,
  insert,
  type Line,
  MAX_TYPED_LENGTH,
  rested,
  textOf,
} from "../../terminal/line_editor.ts";
import { graphemes } from "../../text/graphemes.ts";
import { harmless, withLine } from "./draft_lines.ts";
import type { Draft } from "./state.ts";

/** The draft as it was before the last change. */
export function undone(draft: Draft): Draft {
  const last = draft.undo.at(-1);
  return last === undefined ? draft : { ...draft, line: last, undo: draft.undo.slice(0, -1) };
}

/** The draft after a key that edits, or `undefined` when it does not. */
export function edited(draft: Draft, key: Key, action: KeyAction | undefined): Draft | undefined {
  const { line } = draft;
  if (action === "line-start") return { ...draft, line: rested(lineStart(line)) };
  if (action === "line-end") return { ...draft, line: rested(lineEnd(line)) };
  const meant = action === undefined ? key : editingKey(action);
  if (meant === undefined) return undefined;
  const next = editLine(line, meant);
  // What is typed of one word is undone at once.
  const isSmall = meant.text !== "" && /\S$/u.test(line.before);
  return next === undefined ? undefined : withLine(draft, next, isSmall);
}

/** Puts a text of several lines at the cursor; what a terminal might act on is replaced. */
export function withText(draft: Draft, text: string): Draft {
  const { line } = draft;
  const room = MAX_TYPED_LENGTH - textOf(line).length;
  const safe = harmless(text);
  return safe.length > room ? draft : withLine(draft, { ...line, before: line.before + safe });
}

/** Puts a pasted text of one line at the cursor. */
export function withPasted(draft: Draft, text: string): Draft {
  return withLine(draft, insert(draft.line, text));
}

/** The cursor one line up or down in a text of several lines; `undefined` when there is none. */
export function movedByLine(line: Line, by: -1 | 1): Line | undefined {
  const text = textOf(line);
  const start = lineStartAt(text, line.before.length);
  const column = line.before.length - start;
  if (by < 0) {
    if (start === 0) return undefined;
    const above = lineStartAt(text, start - 1);
    return cursorAt(line, Math.min(above + column, start - 1));
  }
  const end = text.indexOf("\n", line.before.length);
  if (end < 0) return undefined;
  const nextEnd = text.indexOf("\n", end + 1);
  return cursorAt(line, Math.min(end + 1 + column, nextEnd < 0 ? text.length : nextEnd));
}

function lineStart(line: Line): Line {
  return cursorAt(line, lineStartAt(line.before, line.before.length));
}

function lineEnd(line: Line): Line {
  const end = line.after.indexOf("\n");
  return end < 0 ? cursorAt(line, textOf(line).length) : cursorAt(line, line.before.length + end);
}

/** Where the line begins in which `index` is. */
function lineStartAt(text: string, index: number): number {
  return text.slice(0, index).lastIndexOf("\n") + 1;
}

/** Never between the halves of what people see as one character. */
function cursorAt(line: Line, index: number): Line {
  const text = textOf(line);
  const from = lineStartAt(text, index);
  let at = from;
  const to = text.indexOf("\n", from);
  for (const character of graphemes(text.slice(from, to < 0 ? undefined : to))) {
    if (at + character.length > index) break;
    at += character.length;
  }
  return { ...line, before: text.slice(0, at), after: text.slice(at) };
}
