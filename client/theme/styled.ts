/** Pieces of text with a style, of which the rows of the screen are made. */
import { isSameStrip, type Strip } from "./drawing.ts";

/** An emoji below a message. */
export interface MessageReaction {
  readonly id: number;
  readonly emoji: string;
}

/** How a piece looks. */
export interface Style {
  /** Parameters of SGR (ECMA-48 8.3.117) without the reset, `1;38;5;12`; empty for none. */
  readonly codes: string;
  /** Where the piece leads (OSC 8); only printable ASCII. */
  readonly link?: string;
  /** Where a click on the piece leads, also where the terminal itself knows no links. */
  readonly address?: string;
  /** The reaction that a click on the piece gives or takes back. */
  readonly reaction?: MessageReaction;
  /** What is drawn in the place of the piece, which is blank and as wide. */
  readonly strip?: Strip;
}

/** Text in one style; it is safe for a terminal and no part of it is without a column. */
export interface Piece {
  readonly text: string;
  /** Columns that the text takes. */
  readonly width: number;
  readonly style: Style;
}

/** One row from left to right. */
export type Row = readonly Piece[];

/** Text as the terminal shows it by itself. */
export const PLAIN: Style = { codes: "" };

/** Columns of a row. */
export function rowWidth(row: Row): number {
  let width = 0;
  for (const piece of row) width += piece.width;
  return width;
}

/** Blank columns. */
export function blank(columns: number, style: Style = PLAIN): Piece {
  const width = Math.max(0, columns);
  return { text: " ".repeat(width), width, style };
}

/** A style that looks like `upper`, and like `base` where that says nothing. */
export function over(base: Style, upper: Style): Style {
  const codes = [base.codes, upper.codes].filter((part) => part !== "").join(";");
  return { ...base, ...upper, codes };
}

/** `row` with what `style` says on top of its looks. */
export function restyled(row: Row, style: Style): Row {
  return style.codes === ""
    ? row
    : row.map((piece) => ({ ...piece, style: over(piece.style, style) }));
}

/** Whether two styles look the same and lead to the same place. */
function isSameStyle(one: Style, other: Style): boolean {
  return one === other ||
    (one.codes === other.codes && one.link === other.link && one.address === other.address &&
      one.reaction === other.reaction &&
      isSameStrip(one.strip, other.strip));
}

/** Whether two pieces look the same. */
export function isSamePiece(one: Piece, other: Piece): boolean {
  return one === other || (one.text === other.text && isSameStyle(one.style, other.style));
}

/**
 * `row` without empty pieces, neighbours of one style joined where that cannot make one character of
 * two.
 */
export function joined(row: Row): Row {
  const pieces: Piece[] = [];
  for (const piece of row) {
    if (piece.text === "") continue;
    const last = pieces.at(-1);
    if (
      last !== undefined && isSameStyle(last.style, piece.style) &&
      (last.text.endsWith(" ") || /^[\x20-\x7e]/.test(piece.text))
    ) {
      pieces[pieces.length - 1] = {
        text: last.text + piece.text,
        width: last.width + piece.width,
        style: last.style,
      };
    } else pieces.push(piece);
  }
  return pieces;
}
