/** The line of a draft: made of a text, and replaced so that the one before can be come back to. */
import { type Line, lineWith, textOf, withSafeLines } from "../../terminal/line_editor.ts";
import type { Draft } from "./state.ts";

/** So many earlier states of a draft are kept. */
const MAX_UNDO = 100;

/** The draft with another line; the one before can be come back to. */
export function withLine(draft: Draft, line: Line, isSmall = false): Draft {
  if (textOf(line) === textOf(draft.line)) return { ...draft, line };
  const undo = isSmall && draft.undo.length > 0
    ? draft.undo
    : [...draft.undo, draft.line].slice(-MAX_UNDO);
  return { ...draft, line, undo };
}

/** A line with a text of several lines, harmless, the cursor at its end. */
export function lineFrom(text: string, before?: Line): Line {
  return lineWith(harmless(text), before);
}

/** A text as it may stand in a draft: lines as they are, what a terminal might act on replaced. */
export function harmless(text: string): string {
  return withSafeLines(text.replaceAll(/\r\n?/g, "\n"));
}
