/** Says in the language of terminals how a row becomes another one. */
import { printable } from "../../../protocol/text/printable.ts";
import { isSamePiece, type Piece, type Row, rowWidth, type Style } from "../../theme/styled.ts";
import { stripOutput } from "../sequences/graphics.ts";
import type { Cell } from "./text_cells.ts";

/** Takes a text apart into characters. */
export type CellsOf = (text: string) => Cell[];

/**
 * Characters of whose width all terminals think the same: letters, digits and ideographs without
 * marks, and the signs that the client itself draws with.
 */
const AGREED =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u0590\u05d0-\u05ea\u0620-\u064a\u2010-\u2015\u2018-\u2027\u2190-\u2193\u21b3\u2500-\u259f\u3001-\u3029\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff\uac00-\ud7a3]*$/;

/**
 * The bytes that change row number `index` (from 0) from `before`, which the terminal shows, to
 * `after`: nothing when they look the same. Only what differs between the first and the last change
 * is written. Without `before` the whole row is.
 */
export function rowChange(
  index: number,
  { after, before, cellsOf }: { after: Row; before: Row | undefined; cellsOf: CellsOf },
): string {
  if (before === after) return "";
  let start = 0;
  let end = 0;
  if (before !== undefined && rowWidth(before) === rowWidth(after)) {
    const shorter = Math.min(before.length, after.length);
    while (start < shorter && isSameAt(before, after, start)) start++;
    if (start === before.length && start === after.length) return "";
    while (end < shorter - start && isSameAt(before, after, -1 - end)) end++;
  }
  const column = rowWidth(after.slice(0, start));
  const changed = after.slice(start, after.length - end);
  // What the terminal takes for wider than we do runs over what is behind it, to be written again.
  const written = changed.every(({ text }) => AGREED.test(text)) ? changed : after.slice(start);
  return `\x1b[${index + 1};${column + 1}H${piecesOutput(written, { index, column }, cellsOf)}`;
}

/**
 * The bytes that write a line over several rows from row number `index` on, the terminal wrapping it
 * itself, as it then knows that it is one line. Where widths are not agreed on, row by row.
 */
export function joinedRows(index: number, rows: readonly Row[], cellsOf: CellsOf): string {
  if (!rows.every((row) => row.every(({ text }) => AGREED.test(text)))) {
    return rows.map((after, number) =>
      rowChange(index + number, { after, before: undefined, cellsOf })
    )
      .join("");
  }
  return `\x1b[${index + 1};1H\x1b[?7h${
    rows.map((row, number) => piecesOutput(row, { index: index + number, column: 0 }, cellsOf))
      .join("")
  }\x1b[?7l`;
}

function isSameAt(one: Row, other: Row, index: number): boolean {
  const first = one.at(index);
  const second = other.at(index);
  return first !== undefined && second !== undefined && isSamePiece(first, second);
}

/** Writes pieces from `column` on; the style that was on before is gone afterwards. */
function piecesOutput(
  pieces: readonly Piece[],
  { column, index }: { index: number; column: number },
  cellsOf: CellsOf,
): string {
  let output = "";
  let at = column;
  for (const { style, text, width } of pieces) {
    output += styleStart(style) +
      (AGREED.test(text) ? text : placed(cellsOf(text), at));
    if (style.link !== undefined) output += LINK_END;
    const drawn = style.strip?.drawing.columns === width ? stripOutput(style.strip) : "";
    // Wherever the terminal leaves the cursor behind an image.
    if (drawn !== "") output += `${place(index, at)}${drawn}${place(index, at + width)}`;
    at += width;
  }
  return output;
}

function place(index: number, column: number): string {
  return `\x1b[${index + 1};${column + 1}H`;
}

const LINK_END = "\x1b]8;;\x1b\\";

function styleStart({ codes, link }: Style): string {
  const look = codes === "" ? "\x1b[0m" : `\x1b[0;${codes}m`;
  // The same address in several rows is one link for the terminal when the ids are the same.
  return link === undefined ? look : `${look}\x1b]8;id=${linkId(link)};${link}\x1b\\`;
}

function linkId(link: string): string {
  let hash = 0;
  for (let index = 0; index < link.length; index++) {
    hash = (hash * 31 + link.charCodeAt(index)) >>> 0;
  }
  return hash.toString(36);
}

/**
 * Writes characters so that each begins in its column even where the terminal takes one of them for
 * wider or narrower than we do: blanks are put under it first, and what follows is told its place.
 */
function placed(cells: readonly Cell[], column: number): string {
  let output = "";
  let at = column;
  for (const { text, width } of cells) {
    const start = at;
    at += width;
    output += AGREED.test(text)
      ? text
      : `${" ".repeat(width)}\x1b[${start + 1}G${printable(text)}\x1b[${at + 1}G`;
  }
  return output;
}
