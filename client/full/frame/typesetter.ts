/** Cuts, fills and breaks styled text to columns. */
import type { WidthOf } from "../../text/wrap.ts";
import {
  blank,
  joined,
  type Piece,
  PLAIN,
  type Row,
  rowWidth,
  type Style,
} from "../../theme/styled.ts";
import { type Cell, TextCells } from "./text_cells.ts";

/** How a text is broken into rows. */
export interface WrapPiecesOptions {
  columns: number;
  /** Columns that stay free at the beginning of every row but the first. @default 0 */
  indent?: number;
}

/** Stands where something was cut off. */
const ELLIPSIS = "…";

/** One piece of text between places where a row may end. */
interface Word {
  pieces: Piece[];
  width: number;
  isSpace: boolean;
}

/** Works with the widths of one terminal. */
export class Typesetter {
  readonly #cells: TextCells;

  constructor(widthOf: WidthOf) {
    this.#cells = new TextCells(widthOf);
  }

  /** A piece of any text, made safe for a terminal; what takes no column is left out of it. */
  piece(text: string, style: Style = PLAIN): Piece {
    return { ...this.#cells.measured(text), style };
  }

  /**
   * A piece in parts: the first within `first` columns and perhaps empty, each of the others within
   * `others`, or of a single character that is wider than that.
   */
  parts({ style, text }: Piece, { first, others }: { first: number; others: number }): Piece[] {
    const parts: Piece[] = [];
    let start = 0;
    let end = 0;
    let width = 0;
    const endPart = () => {
      parts.push({ text: text.slice(start, end), width, style });
      start = end;
      width = 0;
    };
    for (const cell of this.#cells.cells(text)) {
      const limit = parts.length === 0 ? first : others;
      if (width + cell.width > limit && (width > 0 || parts.length === 0)) endPart();
      end += cell.text.length;
      width += cell.width;
    }
    endPart();
    return parts;
  }

  /** The characters of a piece's text with their columns. */
  cells(text: string): Cell[] {
    return this.#cells.cells(text);
  }

  /** The beginning of `row` that fits; where something was cut off it ends with `…`. */
  cut(row: Row, columns: number): Row {
    if (rowWidth(row) <= columns) return row;
    if (columns <= 0) return [];
    const kept = [...this.#head(row, columns - 1)];
    const style = kept.at(-1)?.style ?? row[0]?.style ?? PLAIN;
    return [...kept, { text: ELLIPSIS, width: 1, style }];
  }

  /** `row` made exactly `columns` wide: cut, or filled on the right. */
  fit(row: Row, columns: number, fill: Style = PLAIN): Row {
    const kept = this.cut(row, columns);
    const free = columns - rowWidth(kept);
    return free > 0 ? [...kept, blank(free, fill)] : kept;
  }

  /** `row` made exactly `columns` wide: cut, or filled on the left. */
  fitRight(row: Row, columns: number, fill: Style = PLAIN): Row {
    const kept = this.cut(row, columns);
    const free = columns - rowWidth(kept);
    return free > 0 ? [blank(free, fill), ...kept] : kept;
  }

  /** Breaks `row` wherever a row is full. At least one row comes back. */
  chop(row: Row, columns: number): Row[] {
    const lines = new Lines(Math.max(1, columns), 0);
    for (const piece of row) this.#addBroken(lines, piece);
    return lines.done();
  }

  /**
   * Breaks `row` at spaces, and inside of a word only where it is longer than a row. The space at
   * which a row ends is left out. At least one row comes back.
   */
  wrap(row: Row, { columns, indent = 0 }: WrapPiecesOptions): Row[] {
    if (rowWidth(row) <= columns) return [row];
    const lines = new Lines(Math.max(1, columns), Math.min(indent, Math.max(0, columns - 2)));
    for (const word of this.#words(row)) {
      if (lines.takes(word.width)) lines.add(word.pieces);
      else if (word.isSpace) lines.end();
      else {
        if (word.width <= lines.rowColumns || lines.isMostlyFull) lines.end();
        if (lines.takes(word.width)) lines.add(word.pieces);
        else for (const piece of word.pieces) this.#addBroken(lines, piece);
      }
    }
    return lines.done();
  }

  /** Adds a piece that is longer than a row. */
  #addBroken(lines: Lines, piece: Piece): void {
    const columns = { first: lines.freeColumns, others: lines.rowColumns };
    for (const [index, part] of this.parts(piece, columns).entries()) {
      if (index > 0) lines.end();
      if (part.width > 0) lines.add([part]);
    }
  }

  /** The widest beginning of `row` within `columns`. */
  #head(row: Row, columns: number): Piece[] {
    const kept: Piece[] = [];
    let free = columns;
    for (const piece of row) {
      if (piece.width <= free) {
        kept.push(piece);
        free -= piece.width;
        continue;
      }
      const [fitting] = this.parts(piece, { first: free, others: Infinity });
      if (fitting !== undefined && fitting.width > 0) kept.push(fitting);
      break;
    }
    return kept;
  }

  #words(row: Row): Word[] {
    const words: Word[] = [];
    for (const piece of row) {
      for (const { isSpace, text } of runsOf(this.cells(piece.text))) {
        const part = this.piece(text, piece.style);
        const last = words.at(-1);
        if (last !== undefined && last.isSpace === isSpace) {
          last.pieces.push(part);
          last.width += part.width;
        } else words.push({ pieces: [part], width: part.width, isSpace });
      }
    }
    return words;
  }
}

/** Spaces and what is between them; a space that carries a mark is no space. */
function runsOf(cells: readonly Cell[]): { text: string; isSpace: boolean }[] {
  const runs: { text: string; isSpace: boolean }[] = [];
  for (const { text } of cells) {
    const isSpace = text === " ";
    const last = runs.at(-1);
    if (last?.isSpace === isSpace) last.text += text;
    else runs.push({ text, isSpace });
  }
  return runs;
}

/** Rows as they fill up. */
class Lines {
  readonly #columns: number;
  readonly #indent: number;
  readonly #done: Row[] = [];
  #row: Piece[] = [];
  #width = 0;
  #isFirst = true;

  constructor(columns: number, indent: number) {
    this.#columns = columns;
    this.#indent = indent;
  }

  /** Columns of a row after the first. */
  get rowColumns(): number {
    return this.#columns - this.#indent;
  }

  get freeColumns(): number {
    return this.#columns - this.#width;
  }

  /** Whether the rest of a long word is not worth beginning in this row. */
  get isMostlyFull(): boolean {
    return this.#width > this.#columns / 2;
  }

  takes(width: number): boolean {
    return this.#width + width <= this.#columns;
  }

  add(pieces: readonly Piece[]): void {
    for (const piece of pieces) {
      this.#row.push(piece);
      this.#width += piece.width;
    }
  }

  end(): void {
    if (this.#width <= this.#start) return;
    this.#push();
    this.#isFirst = false;
    this.#row = this.#indent > 0 ? [blank(this.#indent)] : [];
    this.#width = this.#indent;
  }

  done(): Row[] {
    if (this.#width > this.#start || this.#done.length === 0) this.#push();
    return this.#done;
  }

  get #start(): number {
    return this.#isFirst ? 0 : this.#indent;
  }

  #push(): void {
    this.#done.push(joined(this.#row));
  }
}
