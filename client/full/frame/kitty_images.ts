/**
 * Places images with the graphics protocol of kitty: they are no text, so what a frame shows of them
 * is said beside its rows.
 */
import type { Drawing } from "../../theme/drawing.ts";
import type { Frame } from "./frame.ts";

/** Longest piece of base64 in one sequence. */
const PIECE_LENGTH = 4_096;
/** Numbers of images begin here, so that those of other programs are left alone. */
const FIRST_ID = 0x63_68_00_00;

/** Where the rows of a drawing stand: by their number, `row;column` from 1. */
type Places = Map<number, string>;

/**
 * The bytes that bring the images of a terminal which shows `before` to what `after` shows: an image
 * goes to the terminal when it comes in sight and is forgotten there when it is out of it.
 */
export function kittyChange(after: Frame, before: Frame | undefined): string {
  const wanted = drawingsIn(after);
  const shown = before === undefined ? new Map<Drawing, Places>() : drawingsIn(before);
  let output = "";
  for (const [drawing, places] of shown) {
    const id = FIRST_ID + drawing.id;
    const stays = wanted.get(drawing);
    if (stays === undefined) output += `\x1b_Ga=d,d=I,i=${id},q=2\x1b\\`;
    else {
      for (const row of places.keys()) {
        if (!stays.has(row)) output += `\x1b_Ga=d,d=i,i=${id},p=${row + 1},q=2\x1b\\`;
      }
    }
  }
  for (const [drawing, places] of wanted) {
    const old = shown.get(drawing);
    if (old === undefined) output += transmission(drawing);
    for (const [row, place] of places) {
      if (old?.get(row) !== place) output += `\x1b[${place}H${placement(drawing, row)}`;
    }
  }
  return output;
}

function drawingsIn({ content }: Frame): Map<Drawing, Places> {
  const found = new Map<Drawing, Places>();
  for (const [index, row] of content.entries()) {
    let column = 1;
    for (const { style: { strip }, width } of row) {
      const isWhole = strip?.drawing.graphics === "kitty" && width === strip.drawing.columns;
      if (isWhole) {
        const places = found.get(strip.drawing) ?? new Map<number, string>();
        found.set(strip.drawing, places.set(strip.row, `${index + 1};${column}`));
      }
      column += width;
    }
  }
  return found;
}

/** Gives the terminal the image, without showing it. */
function transmission({ id, parts: [png = ""] }: Drawing): string {
  let output = "";
  for (let start = 0; start < png.length; start += PIECE_LENGTH) {
    const head = start === 0 ? `a=t,f=100,i=${FIRST_ID + id},q=2,` : "";
    const more = start + PIECE_LENGTH < png.length ? 1 : 0;
    output += `\x1b_G${head}m=${more};${png.slice(start, start + PIECE_LENGTH)}\x1b\\`;
  }
  return output;
}

/** Shows one row of cells of it at the cursor, which stays where it is. */
function placement({ cell, columns, id }: Drawing, row: number): string {
  const part = `x=0,y=${row * cell.height},w=${columns * cell.width},h=${cell.height}`;
  return `\x1b_Ga=p,i=${FIRST_ID + id},p=${row + 1},${part},c=${columns},r=1,C=1,q=2\x1b\\`;
}
