/** The small preview that a message carries of its image (ThumbHash). */
import { rgbaToThumbHash, thumbHashToRGBA } from "thumbhash";
import { fitted, type Pixels, scaled } from "./pixels.ts";

/** The preview of an image, in base64url. */
export function previewOf(image: Pixels): string {
  const size = fitted(image, { width: 100, height: 100 });
  const { height, rgba, width } = scaled(image, size);
  return rgbaToThumbHash(width, height, rgba).toBase64({
    alphabet: "base64url",
    omitPadding: true,
  });
}

/** The pixels of a preview, at most 32 in each direction; `undefined` when it is none. */
export function previewPixels(preview: string): Pixels | undefined {
  try {
    const { h, rgba, w } = thumbHashToRGBA(
      Uint8Array.fromBase64(preview, { alphabet: "base64url" }),
    );
    const isWhole = w >= 1 && h >= 1 && w <= 64 && h <= 64 && rgba.length === w * h * 4;
    return isWhole ? { width: w, height: h, rgba } : undefined;
  } catch {
    return undefined; // made by a program that does it otherwise
  }
}
