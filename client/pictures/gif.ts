/** Makes pixels of the first picture of a GIF (GIF89a). */
import type { Pixels } from "./pixels.ts";
import { MAX_PIXELS } from "./png_chunks.ts";

/** Bits of a code at the beginning (appendix F). */
const MIN_CODE_BITS = 2;
const MAX_CODE_BITS = 8;

/** The reader of `omggif`, which has no types of its own. */
interface Reader {
  readonly width: number;
  readonly height: number;
  numFrames(): number;
  frameInfo(frame: number): { width: number; height: number; data_offset: number };
  decodeAndBlitFrameRGBA(frame: number, pixels: Uint8Array): void;
}

/** Whether these are the bytes of a GIF. */
export function isGif(bytes: Uint8Array): boolean {
  return /^GIF8[79]a$/.test(String.fromCharCode(...bytes.subarray(0, 6)));
}

/**
 * Its first picture, in its place on the whole; what it leaves free is transparent.
 *
 * @throws {TypeError} when it is no GIF that can be read; {RangeError} when it is too large.
 */
export async function decodeGif(bytes: Uint8Array): Promise<Pixels> {
  const { GifReader } = await import("omggif") as unknown as {
    GifReader: new (bytes: Uint8Array) => Reader;
  };
  const reader = new GifReader(bytes);
  const { height, width } = reader;
  if (reader.numFrames() === 0) throw new TypeError("there is no image in it");
  const frame = reader.frameInfo(0);
  if (width * height > MAX_PIXELS || frame.width * frame.height > MAX_PIXELS) {
    throw new RangeError("it has too many pixels");
  }
  const bits = bytes[frame.data_offset] ?? 0;
  const isGood = width > 0 && height > 0 && bits >= MIN_CODE_BITS && bits <= MAX_CODE_BITS;
  if (!isGood) throw new TypeError("its header is wrong");
  const rgba = new Uint8Array(width * height * 4);
  reader.decodeAndBlitFrameRGBA(0, rgba);
  return { width, height, rgba };
}
