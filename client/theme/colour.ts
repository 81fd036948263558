/** Colours as numbers, and what a terminal with fewer of them shows instead. */
import type { ColourDepth } from "./colour_depth.ts";

/** Red, green and blue, 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** One of the terminal's own 256 colours, or an exact one. */
export type Colour = { readonly index: number } | { readonly rgb: Rgb };

/** What xterm shows for its first 16 colours; every terminal has its own idea of them. */
const FIRST_COLOURS: readonly Rgb[] = [
  [0, 0, 0],
  [205, 0, 0],
  [0, 205, 0],
  [205, 205, 0],
  [0, 0, 238],
  [205, 0, 205],
  [0, 205, 205],
  [229, 229, 229],
  [127, 127, 127],
  [255, 0, 0],
  [0, 255, 0],
  [255, 255, 0],
  [92, 92, 255],
  [255, 0, 255],
  [0, 255, 255],
  [255, 255, 255],
];
/** Steps of the colour cube, number 16 to 231. */
const CUBE_STEPS: readonly number[] = [0, 95, 135, 175, 215, 255];

/** The SGR parameters of a colour in front or behind; empty where there are no colours. */
export function colourCodes(colour: Colour, where: "front" | "behind", depth: ColourDepth): string {
  const exact = where === "front" ? "38" : "48";
  if (depth === 0) return "";
  if (depth === 16) {
    const index = nearestIndex(colour, 16);
    const base = (where === "front" ? 30 : 40) + (index < 8 ? 0 : 60 - 8);
    return String(base + index);
  }
  if ("index" in colour) return `${exact};5;${colour.index}`;
  return depth === 256
    ? `${exact};5;${nearestIndex(colour, 256)}`
    : `${exact};2;${colour.rgb.join(";")}`;
}

/** What a colour looks like; for the first 16 what xterm makes of them. */
export function rgbOf(colour: Colour): Rgb {
  if ("rgb" in colour) return colour.rgb;
  const { index } = colour;
  const first = FIRST_COLOURS[index];
  if (first !== undefined) return first;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const step = (number: number) => CUBE_STEPS[number % 6] ?? 0;
  const cube = index - 16;
  return [step(Math.floor(cube / 36)), step(Math.floor(cube / 6)), step(cube)];
}

function nearestIndex(colour: Colour, count: 16 | 256): number {
  if ("index" in colour && colour.index < count) return colour.index;
  const wanted = rgbOf(colour);
  let best = 0;
  let least = Infinity;
  // The first 16 are whatever the terminal likes: exact colours are looked for behind them.
  for (let index = count === 16 ? 0 : 16; index < count; index++) {
    const distance = distanceOf(wanted, rgbOf({ index }));
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}

function distanceOf(one: Rgb, other: Rgb): number {
  const [red, green, blue] = [0, 1, 2].map((part) => ((one[part] ?? 0) - (other[part] ?? 0)) ** 2);
  // The eye sees differences in green best.
  return 2 * (red ?? 0) + 4 * (green ?? 0) + 3 * (blue ?? 0);
}
