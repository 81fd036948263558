/** The lines that a screen has shown last, to show them again when the terminal has lost them. */
import { wrapLine, type WrapOptions } from "../text/wrap.ts";

/** More lines than any terminal has rows. */
const MAX_LINES = 500;
/** Rows after the first of a line stand as far to the right as further lines of a message. */
const INDENT_COLUMNS = 6;

/** How lines become rows. */
export type BacklogOptions = Omit<WrapOptions, "indent">;

/** The newest lines; older ones are forgotten. */
export class Backlog {
  #lines: string[] = [];

  /** Takes a line that is shown now; returns its rows. */
  add(line: string, options: BacklogOptions): string[] {
    this.#lines.push(line);
    if (this.#lines.length > 2 * MAX_LINES) this.#lines = this.#lines.slice(-MAX_LINES);
    return rowsOf(line, options);
  }

  /** The last rows of all lines, at most `count`. */
  last(count: number, options: BacklogOptions): string[] {
    const rows: string[] = [];
    for (const line of this.#lines.toReversed()) {
      if (rows.length >= count) break;
      rows.unshift(...rowsOf(line, options));
    }
    return count > 0 ? rows.slice(-count) : [];
  }

  /**
   * The rows of the lines that a terminal shows which was `columns` wide and has become narrower or
   * wider, and how many rows they take there: a narrower terminal breaks rows itself.
   */
  afterResize(
    wasColumns: number,
    count: number,
    options: BacklogOptions,
  ): { taken: number; rows: string[] } {
    const { columns, widthOf } = options;
    const rows: string[] = [];
    let taken = 0;
    for (const line of this.#lines.toReversed()) {
      if (taken >= count) break;
      for (const row of rowsOf(line, { columns: wasColumns, widthOf })) {
        taken += Math.max(1, Math.ceil(widthOf(row) / columns));
      }
      rows.unshift(...rowsOf(line, options));
    }
    return { taken, rows };
  }
}

function rowsOf(line: string, options: BacklogOptions): string[] {
  return wrapLine(line, { ...options, indent: INDENT_COLUMNS });
}
