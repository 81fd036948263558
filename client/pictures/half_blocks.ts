/** Draws an image with characters: each is the upper half of its cell, its background the lower one. */
import type { ColourDepth } from "../theme/colour_depth.ts";
import type { CellSize } from "../theme/drawing.ts";
import { blank, type Piece, type Row } from "../theme/styled.ts";
import { fitted, type Pixels, scaled } from "./pixels.ts";

/** Most cells of a picture. */
const MAX_COLUMNS = 60;
const MAX_ROWS = 16;
/** About so many pixels of an image are a cell of a terminal. */
export const USUAL_CELL: CellSize = { width: 8, height: 16 };
/** What is more transparent is not drawn. */
const MIN_ALPHA = 128;

/** How many cells a picture of an image takes where `columns` are free. */
export function cellsFor(
  image: { width: number; height: number },
  columns: number,
  cell = USUAL_CELL,
): { columns: number; rows: number } {
  const { height, width } = fitted(
    { width: image.width / cell.width, height: image.height / cell.height },
    { width: Math.min(columns, MAX_COLUMNS), height: MAX_ROWS },
  );
  return { columns: width, rows: height };
}

/** Rows of exactly so many cells; none where there are too few colours. */
export function halfBlocks(
  image: Pixels,
  { columns, depth, rows }: { columns: number; rows: number; depth: ColourDepth },
): Row[] {
  if (depth < 256) return [];
  const { rgba } = scaled(image, { width: columns, height: rows * 2 });
  const colourAt = (x: number, y: number): string | undefined => {
    const at = (y * columns + x) * 4;
    const [red = 0, green = 0, blue = 0, alpha = 0] = rgba.subarray(at, at + 4);
    if (alpha < MIN_ALPHA) return undefined;
    return depth === 256 ? `5;${nearest256(red, green, blue)}` : `2;${red};${green};${blue}`;
  };
  return Array.from({ length: rows }, (_, row) => {
    const pieces: Piece[] = [];
    for (let x = 0; x < columns; x++) {
      const upper = colourAt(x, row * 2);
      const lower = colourAt(x, row * 2 + 1);
      const piece = cell(upper, lower);
      const last = pieces.at(-1);
      // Neighbours that look the same are one piece.
      if (
        last !== undefined && last.style.codes === piece.style.codes && last.text[0] === piece.text
      ) {
        pieces[pieces.length - 1] = {
          ...last,
          text: last.text + piece.text,
          width: last.width + 1,
        };
      } else pieces.push(piece);
    }
    return pieces;
  });
}

function cell(upper: string | undefined, lower: string | undefined): Piece {
  if (upper === undefined && lower === undefined) return blank(1);
  if (upper === lower) return { ...blank(1), style: { codes: `48;${upper}` } };
  if (upper === undefined) return { text: "▄", width: 1, style: { codes: `38;${lower}` } };
  const background = lower === undefined ? "" : `;48;${lower}`;
  return { text: "▀", width: 1, style: { codes: `38;${upper}${background}` } };
}

/** The nearest of the 6×6×6 colours, or of the greys, of 256. */
function nearest256(red: number, green: number, blue: number): number {
  const level = (value: number) => value < 48 ? 0 : value < 115 ? 1 : Math.floor((value - 35) / 40);
  const isGrey = Math.max(red, green, blue) - Math.min(red, green, blue) < 12;
  if (isGrey && red > 8 && red < 238) return 232 + Math.round((red - 8) / 10);
  return 16 + 36 * level(red) + 6 * level(green) + level(blue);
}
