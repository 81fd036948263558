/** Makes pixels of the bytes of an image: PNG and JPEG, of which most that people send are. */
import type { Pixels } from "./pixels.ts";

/** Most pixels of an image that is decoded, and most memory for it. */
const MAX_MEGAPIXELS = 40;
const MAX_MEMORY_MIB = 256;

/** Media types that can be decoded. */
export const DECODED_TYPES: readonly string[] = ["image/png", "image/jpeg"];

/** The pixels; rejects when it is no image, or too large. */
export async function decode(bytes: Uint8Array): Promise<Pixels> {
  if (bytes[0] === 0xff && bytes[1] === 0xd8) {
    const { default: { decode: decodeJpeg } } = await import("jpeg-js");
    const { data, height, width } = decodeJpeg(bytes, {
      useTArray: true,
      maxResolutionInMP: MAX_MEGAPIXELS,
      maxMemoryUsageInMB: MAX_MEMORY_MIB,
    });
    return { width, height, rgba: data };
  }
  // Width and height are the first that stands in a PNG (RFC 2083, section 4.1.1).
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isPng = bytes.length > 32 && view.getUint32(0) === 0x89504e47;
  if (!isPng) throw new TypeError("it is neither PNG nor JPEG");
  if (view.getUint32(16) * view.getUint32(20) > MAX_MEGAPIXELS * 1_000_000) {
    throw new RangeError("it has too many pixels");
  }
  const { decode: decodePng } = await import("fast-png");
  const png = decodePng(bytes, { checkCrc: false });
  const { channels, data, depth, height, palette, width } = png;
  const rgba = new Uint8Array(width * height * 4);
  const sample = sampleReader({ channels, data, depth, width });
  for (let pixel = 0; pixel < width * height; pixel++) {
    const [red, green, blue, alpha] = palette === undefined
      ? colourOf(sample, pixel, channels)
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

function colourOf(
  sample: (pixel: number, channel: number) => number,
  pixel: number,
  channels: number,
): Colour {
  const first = sample(pixel, 0);
  if (channels <= 2) return [first, first, first, channels === 2 ? sample(pixel, 1) : 255];
  const alpha = channels === 4 ? sample(pixel, 3) : 255;
  return [first, sample(pixel, 1), sample(pixel, 2), alpha];
}

function paletteColour(palette: readonly (readonly number[])[], index: number): Colour {
  const [red = 0, green = 0, blue = 0, alpha = 255] = palette[index] ?? [];
  return [red, green, blue, alpha];
}
