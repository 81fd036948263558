/** Makes pixels of the bytes of an image: PNG, JPEG, WebP, AVIF, and the first picture of a GIF. */
import { isAvif } from "./avif_brand.ts";
import { decodeGif, isGif } from "./gif.ts";
import { isJpeg, judgeJpeg } from "./jpeg_segments.ts";
import type { Pixels } from "./pixels.ts";
import { isPng, MAX_MEMORY_BYTES, MAX_PIXELS, plainPng } from "./png_chunks.ts";
import { isWebp } from "./webp_chunks.ts";

/**
 * The pixels; rejects when it is no image, or too large. Nothing is inflated or decoded before it
 * is known how much comes out of it.
 */
export async function decode(bytes: Uint8Array): Promise<Pixels> {
  if (isJpeg(bytes)) return await decodeJpeg(bytes);
  if (isPng(bytes)) return await decodePng(bytes);
  if (isGif(bytes)) return await decodeGif(bytes);
  if (isWebp(bytes)) return await (await import("./webp.ts")).decodeWebp(bytes);
  if (isAvif(bytes)) return await (await import("./avif.ts")).decodeAvif(bytes);
  throw new TypeError("it is neither PNG, JPEG, GIF, WebP nor AVIF");
}

async function decodeJpeg(bytes: Uint8Array): Promise<Pixels> {
  judgeJpeg(bytes, MAX_PIXELS);
  const { default: { decode } } = await import("jpeg-js");
  const { data, height, width } = decode(bytes, {
    useTArray: true,
    maxResolutionInMP: MAX_PIXELS / 1_000_000,
    maxMemoryUsageInMB: MAX_MEMORY_BYTES / 1024 / 1024,
  });
  return { width, height, rgba: data };
}

async function decodePng(bytes: Uint8Array): Promise<Pixels> {
  const plain = plainPng(bytes);
  const { decode } = await import("fast-png");
  const { channels, data, depth, height, palette, width } = decode(plain, { checkCrc: false });
  const rgba = new Uint8Array(width * height * 4);
  const sample = sampleReader({ channels, data, depth, width });
  // Grey of 1, 2 or 4 bits goes from black to white in fewer steps.
  const greyStep = depth < 8 ? 255 / (2 ** depth - 1) : 1;
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green, blue, alpha] = palette === undefined
      ? colourOf((channel) => sample(pixel, channel) * greyStep, channels)
      : paletteColour(palette, sample(pixel, 0));
    rgba.set([red, green, blue, alpha], pixel * 4);
  }
  return { width, height, rgba };
}

type Colour = [number, number, number, number];

/** Reads one sample of a pixel, in the range of bytes where it is no index. */
function sampleReader(
  { channels, data, depth, width }: {
    data: ArrayLike<number>;
    channels: number;
    depth: number;
    width: number;
  },
): (pixel: number, channel: number) => number {
  if (depth === 16) return (pixel, channel) => (data[pixel * channels + channel] ?? 0) >> 8;
  if (depth === 8) return (pixel, channel) => data[pixel * channels + channel] ?? 0;
  // Several samples stand in a byte, and each row begins with a byte of its own.
  const rowBytes = Math.ceil(width * depth / 8);
  return (pixel) => {
    const x = pixel % width;
    const byte = data[Math.floor(pixel / width) * rowBytes + Math.floor(x * depth / 8)] ?? 0;
    return (byte >> (8 - depth - (x * depth) % 8)) & ((1 << depth) - 1);
  };
}

function colourOf(sample: (channel: number) => number, channels: number): Colour {
  const first = sample(0);
  if (channels <= 2) return [first, first, first, channels === 2 ? sample(1) : 255];
  return [first, sample(1), sample(2), channels === 4 ? sample(3) : 255];
}

function paletteColour(palette: readonly (readonly number[])[], index: number): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 255] = palette[index] ?? [];
  return [red, green, blue, alpha];
}
