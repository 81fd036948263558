/** Encodes an image for the graphics of a terminal, each row of cells by itself. */
import type { DrawingPlan } from "../theme/drawing.ts";
import { sixels } from "./sixels.ts";
import { fitted, type Pixels, scaled } from "./pixels.ts";

/** A drawing with more characters than this is not made: it goes through the terminal as a whole. */
const MAX_DRAWING_LENGTH = 1_048_576;
/**
 * The parts of a drawing. Rows are encoded one by one, so that a terminal shows as many of them as
 * are in sight and each goes with the text of its row. `undefined` when it would be too large.
 */
export async function drawn(image: Pixels, plan: DrawingPlan): Promise<string[] | undefined> {
  const { cell, columns, graphics, rows } = plan;
  const box = { width: columns * cell.width, height: rows * cell.height };
  const whole = padded(scaled(image, fitted(image, box)), box);
  const parts = graphics === "sixel"
    ? await sixels(whole, cell.height)
    : graphics === "iterm"
    ? await pngs(whole, { rows, height: cell.height })
    : [await png(whole)];
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  return length <= MAX_DRAWING_LENGTH ? parts : undefined;
}

async function pngs(whole: Pixels, { height, rows }: { rows: number; height: number }) {
  const parts: string[] = [];
  for (let row = 0; row < rows; row++) parts.push(await png(rowsOf(whole, row * height, height)));
  return parts;
}

/** A PNG in base64, or the whole sequence that draws it (DEC STD 070, sixel). */
export async function encoded(
  image: Pixels,
  form: "png" | "sixel",
): Promise<string> {
  return form === "png" ? await png(image) : (await sixels(image, image.height)).join("");
}

async function png({ height, rgba, width }: Pixels): Promise<string> {
  const { encode } = await import("fast-png");
  return encode({ width, height, data: rgba, channels: 4, depth: 8 }).toBase64();
}

/** The image in the upper left corner of a larger one that is transparent. */
function padded(image: Pixels, { height, width }: { width: number; height: number }): Pixels {
  if (image.width === width && image.height === height) return image;
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < image.height; y++) {
    rgba.set(image.rgba.subarray(y * image.width * 4, (y + 1) * image.width * 4), y * width * 4);
  }
  return { width, height, rgba };
}

function rowsOf({ rgba, width }: Pixels, top: number, height: number): Pixels {
  return { width, height, rgba: rgba.slice(top * width * 4, (top + height) * width * 4) };
}
