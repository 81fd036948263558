/** Draws the line that is being typed into one row of the terminal. */
import { printable } from "../../protocol/text/printable.ts";
import { graphemes } from "../text/graphemes.ts";
import { type Line, withoutTabs } from "./line_editor.ts";

/** What is to be drawn. */
export interface PromptRowOptions {
  prompt: string;
  line: Line;
  /** Columns of the terminal. */
  columns: number;
  /** Shows `*` for every character. */
  isMasked: boolean;
  /** How many columns a text takes. */
  widthOf: (text: string) => number;
}

/** A row that fits, and where the cursor stands in it. */
export interface PromptRow {
  text: string;
  cursorColumn: number;
}

/** Stands where the beginning of a long line is out of sight. */
const CUT_MARK = "…";

/**
 * Draws the row; it never reaches the last column, so that no terminal wraps it. A line that is too
 * long scrolls sideways so that the cursor stays in sight.
 */
export function promptRow(options: PromptRowOptions): PromptRow {
  const { columns, line, widthOf } = options;
  const space = Math.max(1, columns - 1);
  // A prompt that takes most of a narrow terminal would leave no place to type.
  const short = space > 10 ? "> " : "";
  const prompt = widthOf(options.prompt) * 2 > space && space < 40 ? short : options.prompt;
  const promptWidth = widthOf(prompt);
  const room = space - promptWidth;
  const before = cells(line.before, options);
  const after = cells(line.after, options);

  let start = before.length;
  let beforeWidth = 0;
  for (; start > 0; start--) {
    const width = before[start - 1]?.width ?? 0;
    if (beforeWidth + width > room) break;
    beforeWidth += width;
  }
  let mark = "";
  if (start > 0) {
    // Make place for the mark.
    while (start < before.length && beforeWidth + 1 > room) {
      beforeWidth -= before[start]?.width ?? 0;
      start++;
    }
    if (beforeWidth + 1 <= room) {
      mark = CUT_MARK;
      beforeWidth += 1;
    }
  }
  let text = prompt + mark + before.slice(start).map((cell) => cell.text).join("");
  let used = beforeWidth;
  for (const cell of after) {
    if (used + cell.width > room) break;
    text += cell.text;
    used += cell.width;
  }
  return { text, cursorColumn: promptWidth + beforeWidth };
}

function cells(text: string, { isMasked, widthOf }: PromptRowOptions) {
  return graphemes(text).map((grapheme) => {
    if (isMasked) return { text: "*", width: 1 };
    const safe = printable(withoutTabs(grapheme));
    const width = widthOf(safe);
    // Terminals do not agree about characters that take no column.
    return { text: width === 0 ? "" : safe, width };
  });
}
