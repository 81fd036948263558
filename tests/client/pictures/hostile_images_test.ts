import assert from "node:assert/strict";
import { deflateSync } from "node:zlib";
import jpeg from "jpeg-js";
import { decode } from "../../../client/pictures/decode.ts";

const MIB = 1024 * 1024;

function chunk(type: string, content: Uint8Array): Uint8Array {
  const made = new Uint8Array(12 + content.length);
  new DataView(made.buffer).setUint32(0, content.length);
  made.set(new TextEncoder().encode(type), 4);
  made.set(content, 8);
  return made;
}

interface Head {
  width: number;
  height: number;
  depth?: number;
  colourType?: number;
  interlace?: number;
}

function header({ colourType = 0, depth = 8, height, interlace = 0, width }: Head): Uint8Array {
  const content = new Uint8Array(13);
  const view = new DataView(content.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  content.set([depth, colourType, 0, 0, interlace], 8);
  return chunk("IHDR", content);
}

const packed = (bytes: Uint8Array) => chunk("IDAT", new Uint8Array(deflateSync(bytes)));
const END = chunk("IEND", new Uint8Array());

function png(...chunks: readonly Uint8Array[]): Uint8Array {
  const parts = [new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), ...chunks];
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** A row of four grey pixels. */
const SMALL = { width: 4, height: 1 };
const ROW = packed(new Uint8Array([0, 1, 2, 3, 4]));

/** The red of each pixel, which of a grey one is all that it has. */
async function greys(bytes: Uint8Array): Promise<number[]> {
  const { rgba } = await decode(bytes);
  return [...rgba].filter((_, at) => at % 4 === 0);
}

Deno.test("decode() inflates no more than the header of a PNG says", async () => {
  assert.deepEqual(await greys(png(header(SMALL), ROW, END)), [1, 2, 3, 4]);
  const bomb = packed(new Uint8Array(64 * MIB));
  await assert.rejects(decode(png(header(SMALL), bomb, END)));
  await assert.rejects(decode(png(header(SMALL), packed(new Uint8Array(4)), END)), /broken off/);
});

Deno.test("decode() passes over what a PNG has besides its image, however it is packed", async () => {
  const profile = new Uint8Array([
    ...new TextEncoder().encode("bomb\0\0"),
    ...deflateSync(new Uint8Array(64 * MIB)),
  ]);
  const wrong = new Uint8Array([1, 2, 3]);
  const image = png(header(SMALL), chunk("iCCP", profile), chunk("pHYs", wrong), ROW, END);
  assert.deepEqual(await greys(image), [1, 2, 3, 4]);
  // A palette that only suggests colours is not where those of the pixels stand.
  const colours = chunk("PLTE", new Uint8Array([9, 9, 9]));
  const suggested = png(
    header({ width: 1, height: 1, colourType: 2 }),
    colours,
    packed(new Uint8Array([0, 1, 2, 3])),
    END,
  );
  assert.deepEqual([...(await decode(suggested)).rgba], [1, 2, 3, 255]);
});

Deno.test("decode() refuses a PNG whose header is not the one thing that it begins with", async () => {
  const large = header({ width: 6_000, height: 6_000, depth: 16, colourType: 6 });
  await assert.rejects(decode(png(header(SMALL), large, ROW, END)), /header/);
  await assert.rejects(decode(png(ROW, header(SMALL), END)), /header/);
  await assert.rejects(decode(png(header({ width: 0, height: 1 }), ROW, END)), /header/);
  await assert.rejects(decode(png(header({ ...SMALL, depth: 3 }), ROW, END)), /header/);
});

Deno.test("decode() refuses a PNG that needs too much memory", async () => {
  const deep = header({ width: 6_000, height: 6_000, depth: 16, colourType: 6 });
  await assert.rejects(decode(png(deep, ROW, END)), /too much memory/);
  const wide = header({ width: 50_000_000, height: 1, depth: 1 });
  await assert.rejects(decode(png(wide, ROW, END)), /too many pixels/);
});

Deno.test("decode() reads grey PNGs of 1, 2 and 4 bits from black to white", async () => {
  for (const depth of [1, 2, 4]) {
    const last = 2 ** depth - 1;
    const byte = last << (8 - 2 * depth); // black, then white
    const image = png(
      header({ width: 2, height: 1, depth }),
      packed(new Uint8Array([0, byte])),
      END,
    );
    assert.deepEqual(await greys(image), [0, 255], `${depth} bits`);
  }
  const quarter = packed(new Uint8Array([0, 0b00_01_10_11]));
  const image = png(header({ width: 4, height: 1, depth: 2 }), quarter, END);
  assert.deepEqual(await greys(image), [0, 85, 170, 255]);
});

Deno.test("decode() reads places in a palette of few bits, and how clear its colours are", async () => {
  const image = png(
    header({ width: 2, height: 1, depth: 1, colourType: 3 }),
    chunk("PLTE", new Uint8Array([1, 2, 3, 4, 5, 6])),
    chunk("tRNS", new Uint8Array([128])),
    packed(new Uint8Array([0, 0b0100_0000])),
    END,
  );
  assert.deepEqual([...(await decode(image)).rgba], [1, 2, 3, 128, 4, 5, 6, 255]);
});

Deno.test("decode() reads interlaced PNGs", async () => {
  // Adam7 of 2 × 2: the first pass has one pixel, the sixth and seventh the others.
  const image = png(
    header({ width: 2, height: 2, interlace: 1 }),
    packed(new Uint8Array([0, 1, 0, 2, 0, 3, 4])),
    END,
  );
  assert.deepEqual(await greys(image), [1, 2, 3, 4]);
});

/** A small JPEG with its frame, its scan and the end of its data. */
function jpegParts(): { whole: Uint8Array; frame: [number, number]; scanAt: number } {
  const data = new Uint8Array(16 * 16 * 4).fill(128);
  const whole = new Uint8Array(jpeg.encode({ width: 16, height: 16, data }, 90).data);
  const find = (marker: number) =>
    whole.findIndex((byte, at) => byte === 0xff && whole[at + 1] === marker);
  const frameAt = find(0xc0);
  const frameBytes = 2 + (whole[frameAt + 2] ?? 0) * 256 + (whole[frameAt + 3] ?? 0);
  return { whole, frame: [frameAt, frameAt + frameBytes], scanAt: find(0xda) };
}

Deno.test("decode() refuses a JPEG of several frames, or of one that is too large", async () => {
  const { frame: [from, to], whole } = jpegParts();
  assert.equal((await decode(whole)).width, 16);
  const frame = whole.subarray(from, to);
  const twice = new Uint8Array([...whole.subarray(0, to), ...frame, ...whole.subarray(to)]);
  await assert.rejects(decode(twice), /more than one frame/);
  const large = whole.slice();
  large.set([0xff, 0xff, 0xff, 0xff], from + 5);
  await assert.rejects(decode(large), /too many pixels/);
});

Deno.test("decode() refuses a JPEG with more scans than its size explains", async () => {
  const { frame: [from], scanAt, whole } = jpegParts();
  const scan = whole.subarray(scanAt, whole.length - 2);
  const many = new Uint8Array([
    ...whole.subarray(0, scanAt),
    ...Array.from({ length: 101 }, () => [...scan]).flat(),
    0xff,
    0xd9,
  ]);
  await assert.rejects(decode(many), /too many scans/);
  // Few scans of many pixels cost as much.
  const few = new Uint8Array([
    ...whole.subarray(0, scanAt),
    ...Array.from({ length: 20 }, () => [...scan]).flat(),
    0xff,
    0xd9,
  ]);
  few.set([0x17, 0x70, 0x17, 0x70], from + 5); // 6,000 × 6,000
  await assert.rejects(decode(few), /too many scans/);
});

Deno.test("decode() refuses a JPEG whose comment hides the beginning of a segment", async () => {
  const { frame: [start, end], whole } = jpegParts();
  // A decoder that takes the last byte of a comment for one that was lost finds a frame behind it.
  const comment = [0xff, 0xfe, 0, 3, 0xff];
  const hidden = new Uint8Array([
    ...whole.subarray(0, start),
    ...comment,
    ...whole.subarray(start + 1, end),
    ...whole.subarray(start),
  ]);
  await assert.rejects(decode(hidden), /bytes between its segments/);
});
