/** Looks through the chunks of a PNG before anything of it is inflated (PNG, third edition). */
import { joinBytes } from "../../protocol/join_bytes.ts";
import { inflateSync } from "node:zlib";

/** Most pixels of an image that is decoded, and most memory for it. */
export const MAX_PIXELS = 40_000_000;
export const MAX_MEMORY_BYTES = 256 * 1024 * 1024;

/** Most chunks that are looked at. */
const MAX_CHUNKS = 100_000;

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** The colour type whose samples are places in the palette. */
const INDEXED = 3;

/** Samples of a pixel and the depths that they may have, for each colour type (section 11.2.1). */
const COLOUR_TYPES: Readonly<Record<number, { channels: number; depths: readonly number[] }>> = {
  0: { channels: 1, depths: [1, 2, 4, 8, 16] },
  2: { channels: 3, depths: [8, 16] },
  3: { channels: 1, depths: [1, 2, 4, 8] },
  4: { channels: 2, depths: [8, 16] },
  6: { channels: 4, depths: [8, 16] },
};

/** Where the seven passes of Adam7 begin, and their steps (section 8.1). */
const PASSES: readonly (readonly [number, number, number, number])[] = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
];

/** Whether these are the bytes of a PNG. */
export function isPng(bytes: Uint8Array): boolean {
  return SIGNATURE.every((byte, at) => bytes[at] === byte);
}

/**
 * The same image with the least that it needs: its one header, the palette of one that has places
 * in it, all data in one chunk, and the end. The data were inflated once: there is as much as the
 * header says, no more and no less.
 *
 * @throws {TypeError} when it is no whole PNG.
 * @throws {RangeError} when it is too large, or more comes out of it than the header says.
 */
export function plainPng(bytes: Uint8Array): Uint8Array {
  const { header, palette, data, transparency } = sorted(bytes);
  const head = readHeader(header);
  const rawBytes = rawBytesOf(head);
  // The decoder holds the raw data twice and the samples once, and then there are the pixels.
  const memory = 3 * rawBytes + 4 * head.width * head.height;
  if (head.width * head.height > MAX_PIXELS) throw new RangeError("it has too many pixels");
  if (memory > MAX_MEMORY_BYTES) throw new RangeError("it needs too much memory");
  const packed = joinBytes(data);
  if (inflateSync(packed, { maxOutputLength: rawBytes }).length !== rawBytes) {
    throw new TypeError("it is broken off");
  }
  const isIndexed = head.colourType === INDEXED;
  if (isIndexed && palette === undefined) throw new TypeError("it has no palette");
  return joinBytes([
    new Uint8Array(SIGNATURE),
    chunk("IHDR", header),
    ...(isIndexed && palette !== undefined ? [chunk("PLTE", palette)] : []),
    ...(isIndexed && transparency !== undefined ? [chunk("tRNS", transparency)] : []),
    chunk("IDAT", packed),
    chunk("IEND", new Uint8Array()),
  ]);
}

interface Sorted {
  readonly header: Uint8Array;
  palette: Uint8Array | undefined;
  transparency: Uint8Array | undefined;
  readonly data: Uint8Array[];
}

/** The chunks that are needed; what else there is (profiles, texts, animations) is passed over. */
function sorted(bytes: Uint8Array): Sorted {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let found: Sorted | undefined;
  let at = SIGNATURE.length;
  for (let count = 0; count < MAX_CHUNKS; count++) {
    if (at + 12 > bytes.length) throw new TypeError("it is broken off");
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (length > bytes.length - at - 12) throw new TypeError("it is broken off");
    const content = bytes.subarray(at + 8, at + 8 + length);
    at += 12 + length;
    if ((type === "IHDR") !== (found === undefined)) {
      throw new TypeError("its header is not the one thing that it begins with");
    }
    found ??= { header: content, palette: undefined, transparency: undefined, data: [] };
    if (type === "IDAT") found.data.push(content);
    else if (type === "PLTE") found.palette = only(found.palette, content, 256 * 3);
    else if (type === "tRNS") found.transparency = only(found.transparency, content, 256);
    else if (type === "IEND") return found;
  }
  throw new RangeError("it has too many parts");
}

function only(before: Uint8Array | undefined, content: Uint8Array, most: number): Uint8Array {
  if (before !== undefined || content.length > most) throw new TypeError("its colours are wrong");
  return content;
}

interface Header {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  readonly colourType: number;
  readonly channels: number;
  readonly isInterlaced: boolean;
}

function readHeader(content: Uint8Array): Header {
  if (content.length !== 13) throw new TypeError("its header has another length");
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const [depth = 0, colourType = 0, compression, filter, interlace = 0] = content.subarray(8);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const { channels, depths } = COLOUR_TYPES[colourType] ?? { channels: 0, depths: [] };
  const isGood = width > 0 && height > 0 && depths.includes(depth) && compression === 0 &&
    filter === 0 && interlace <= 1;
  if (!isGood) throw new TypeError("its header is wrong");
  // What decodes it takes every sample of an interlaced one for a whole byte.
  if (interlace === 1 && depth < 8) throw new TypeError("it is interlaced in parts of bytes");
  return { width, height, depth, colourType, channels, isInterlaced: interlace === 1 };
}

/** The bytes that the data have when they are inflated: rows, each with the byte of its filter. */
function rawBytesOf({ channels, depth, height, isInterlaced, width }: Header): number {
  const rows = (columns: number, count: number) =>
    columns === 0 ? 0 : count * (1 + Math.ceil(columns * channels * depth / 8));
  if (!isInterlaced) return rows(width, height);
  return PASSES.reduce(
    (sum, [x, y, stepX, stepY]) =>
      sum + rows(
        Math.max(0, Math.ceil((width - x) / stepX)),
        Math.max(0, Math.ceil((height - y) / stepY)),
      ),
    0,
  );
}

/** A chunk; its checksum stays empty, since nobody looks at it here. */
function chunk(type: string, content: Uint8Array): Uint8Array {
  const made = new Uint8Array(12 + content.length);
  new DataView(made.buffer).setUint32(0, content.length);
  made.set(new TextEncoder().encode(type), 4);
  made.set(content, 8);
  return made;
}
