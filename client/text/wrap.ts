/** Breaks lines to the width of the terminal, so that no text comes to stand where names stand. */
import { graphemes } from "./graphemes.ts";

/** Says how many columns a text takes. */
export type WidthOf = (text: string) => number;

/** How lines are broken. */
export interface WrapOptions {
  /** Columns of the terminal. */
  columns: number;
  /** Columns that stay free before every row but the first; a quarter of them at most. */
  indent: number;
  widthOf: WidthOf;
}

/** Our own colours; what others wrote has no escape characters any more. */
// deno-lint-ignore no-control-regex -- that is what it looks for
const STYLES = /(\x1b\[[\d;]*m)/;
const END_OF_STYLE = "\x1b[0m";
/** More code points than any emoji has; a character of more is a pile of marks and is cut. */
const MAX_CODE_POINTS = 16;

/**
 * The rows of one line. They end at a space where there is one, the styles go on in the next row,
 * and what takes no column by itself is left out. A character that some terminals take apart counts
 * as much as its parts.
 */
export function wrapLine(line: string, options: WrapOptions): string[] {
  const { columns, widthOf } = options;
  // Most lines are short and plain.
  if (line.length <= columns && /^[\x20-\x7e]*$/.test(line)) return [line];
  const indent = Math.max(1, Math.min(options.indent, Math.floor(columns / 4)));
  const rows = new Rows(columns, indent);
  for (const [index, piece] of line.split(STYLES).entries()) {
    if (index % 2 === 1) rows.style(piece);
    else for (const grapheme of graphemes(piece)) rows.add(...cellOf(grapheme, widthOf));
  }
  return rows.done();
}

/** What a terminal gets of a character, and the most columns that it takes. */
function cellOf(grapheme: string, widthOf: WidthOf): [text: string, width: number] {
  if (/^[\x20-\x7e]$/.test(grapheme)) return [grapheme, 1];
  const codePoints = Array.from(grapheme).slice(0, MAX_CODE_POINTS);
  const text = codePoints.join("");
  const width = widthOf(text);
  const widths = codePoints.map((codePoint) => widthOf(codePoint));
  return width === 0
    ? ["", 0]
    : [text, Math.max(width, widths.reduce((sum, each) => sum + each, 0))];
}

class Rows {
  readonly #columns: number;
  readonly #indent: string;
  readonly #done: string[] = [];
  #row = "";
  #width = 0;
  #style = "";
  /** Where the row may end, behind its last space; the style is the one there. */
  #end: { length: number; width: number; style: string } | undefined;

  constructor(columns: number, indent: number) {
    this.#columns = columns;
    this.#indent = " ".repeat(indent);
  }

  style(sequence: string): void {
    this.#row += sequence;
    this.#style = sequence === END_OF_STYLE ? "" : this.#style + sequence;
  }

  add(text: string, width: number): void {
    if (this.#width + width > this.#columns && this.#width > this.#indent.length) {
      this.#break(text === " ");
      if (text === " ") return; // the end of the row stands for it
    }
    this.#row += text;
    this.#width += width;
    if (text === " ") {
      this.#end = { length: this.#row.length, width: this.#width, style: this.#style };
    }
  }

  done(): string[] {
    return [...this.#done, this.#row];
  }

  #break(isAtSpace: boolean): void {
    const here = { length: this.#row.length, width: this.#width, style: this.#style };
    // A row that would be mostly empty is broken inside the word.
    const isWorthIt = (this.#end?.width ?? 0) > this.#columns / 2;
    const end = isAtSpace || !isWorthIt ? here : this.#end ?? here;
    const rest = this.#row.slice(end.length);
    this.#done.push(this.#row.slice(0, end.length) + (end.style === "" ? "" : END_OF_STYLE));
    this.#row = this.#indent + end.style + rest;
    this.#width = this.#indent.length + here.width - end.width;
    this.#end = undefined;
  }
}
