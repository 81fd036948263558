/** Encodes images as sixel (DEC STD 070), in one go or in strips that share their colours. */
import type { Pixels } from "./pixels.ts";

/** Colours of an image; terminals have as many registers at least, if they are no museum pieces. */
const COLOURS = 256;
/** What is more transparent is left out: sixel knows no half. */
const MIN_ALPHA = 128;

/** A whole sequence for each strip of `height` rows of pixels; what is transparent is not drawn. */
export async function sixels({ height: all, rgba, width }: Pixels, height: number) {
  const { FINALIZER, introducer, sixelEncode } = await import("sixel");
  const { reduce } = await import("sixel/quantizer");
  // It changes what it is given.
  const { indices, palette } = reduce(rgba.slice(), width, COLOURS);
  const strips: string[] = [];
  for (let top = 0; top < all; top += height) {
    const from = top * width;
    const to = Math.min(all, top + height) * width;
    const pixels = new Uint8Array((to - from) * 4);
    const used = new Set<number>();
    for (let at = from; at < to; at++) {
      if ((rgba[at * 4 + 3] ?? 0) < MIN_ALPHA) continue;
      const colour = palette[indices[at] ?? 0];
      // Both are packed alike, red in the lowest byte.
      const packed = typeof colour === "number" ? (colour | 0xff_00_00_00) >>> 0 : 0;
      used.add(packed);
      pixels.set([packed, packed >>> 8, packed >>> 16, 255], (at - from) * 4);
    }
    const body = used.size === 0 ? "" : sixelEncode(pixels, width, (to - from) / width, [...used]);
    strips.push(`${introducer(1)}${body}${FINALIZER}`);
  }
  return strips;
}
