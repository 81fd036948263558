import assert from "node:assert/strict";
import { encode as encodePng } from "fast-png";
import jpeg from "jpeg-js";
import { decode } from "../../../client/pictures/decode.ts";
import { cellsFor, halfBlocks } from "../../../client/pictures/half_blocks.ts";
import { scaled } from "../../../client/pictures/pixels.ts";
import { previewOf, previewPixels } from "../../../client/pictures/previews.ts";

/** Red on the left, blue on the right. */
function halves(width: number, height: number, channels: 3 | 4): Uint8Array {
  const data = new Uint8Array(width * height * channels);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const isLeft = pixel % width < width / 2;
    data.set(isLeft ? [255, 0, 0] : [0, 0, 255], pixel * channels);
    if (channels === 4) data[pixel * channels + 3] = 255;
  }
  return data;
}

const CORNERS = [[255, 0, 0, 255], [0, 0, 255, 255]];

/** The leftmost and the rightmost pixel. */
function corners({ rgba, width }: { rgba: Uint8Array; width: number }) {
  return [[...rgba.subarray(0, 4)], [...rgba.subarray((width - 1) * 4, width * 4)]];
}

for (const channels of [3, 4] as const) {
  Deno.test(`decode() reads PNGs of ${channels} channels`, async () => {
    const data = halves(40, 10, channels);
    const image = await decode(encodePng({ width: 40, height: 10, data, channels, depth: 8 }));
    assert.deepEqual([image.width, image.height], [40, 10]);
    assert.deepEqual(corners(image), CORNERS);
  });
}

Deno.test("decode() reads PNGs of 16 bits, and grey ones", async () => {
  const data = new Uint16Array([0xffff, 0, 0, 0, 0, 0xffff]);
  const deep = await decode(encodePng({ width: 2, height: 1, data, channels: 3, depth: 16 }));
  assert.deepEqual(corners(deep), CORNERS);
  const grey = await decode(
    encodePng({ width: 2, height: 1, data: new Uint8Array([7, 200]), channels: 1, depth: 8 }),
  );
  assert.deepEqual(corners(grey), [[7, 7, 7, 255], [200, 200, 200, 255]]);
});

Deno.test("decode() reads JPEGs", async () => {
  const { data } = jpeg.encode({ width: 64, height: 16, data: halves(64, 16, 4) }, 90);
  const image = await decode(new Uint8Array(data));
  const [left = [], right = []] = corners(image);
  assert.ok((left[0] ?? 0) > 200 && (right[2] ?? 0) > 200, String([left, right]));
});

Deno.test("decode() refuses what is no image, is broken off, or has too many pixels", async () => {
  await assert.rejects(
    decode(new TextEncoder().encode("GIF89a and so on, long enough for a head")),
  );
  const png = encodePng({ width: 40, height: 10, data: halves(40, 10, 3), channels: 3, depth: 8 });
  await assert.rejects(decode(png.subarray(0, 60)));
  const huge = png.slice();
  new DataView(huge.buffer).setUint32(16, 100_000);
  new DataView(huge.buffer).setUint32(20, 100_000);
  await assert.rejects(decode(huge), /too many pixels/);
});

Deno.test("previewOf() makes a preview that previewPixels() reads, and rubbish is none", () => {
  const image = { width: 200, height: 100, rgba: halves(200, 100, 4) };
  const preview = previewOf(image);
  assert.match(preview, /^[A-Za-z0-9_-]{4,64}$/);
  const { height = 0, rgba = new Uint8Array(), width = 0 } = previewPixels(preview) ?? {};
  assert.ok(width === 32 && height < 20, `${width} ${height}`);
  assert.ok((rgba[0] ?? 0) > 128 && (rgba[2] ?? 255) < 128);
  for (const wrong of ["", "!", "AAAA", "a".repeat(64)]) previewPixels(wrong);
});

Deno.test("halfBlocks() draws as many cells as it shall, with what the terminal has of colours", () => {
  const image = { width: 4, height: 4, rgba: halves(4, 4, 4) };
  const [row = []] = halfBlocks(image, { columns: 4, rows: 2, depth: 16_777_216 });
  assert.deepEqual(
    row.map(({ style, text, width }) => [text, width, style.codes]),
    [["  ", 2, "48;2;255;0;0"], ["  ", 2, "48;2;0;0;255"]],
  );
  const [row256 = []] = halfBlocks(image, { columns: 4, rows: 2, depth: 256 });
  assert.deepEqual(row256.map(({ style }) => style.codes), ["48;5;196", "48;5;21"]);
  assert.deepEqual(halfBlocks(image, { columns: 4, rows: 2, depth: 16 }), []);
  const clear = { width: 1, height: 2, rgba: new Uint8Array([1, 2, 3, 255, 0, 0, 0, 0]) };
  const [[piece] = []] = halfBlocks(clear, { columns: 1, rows: 1, depth: 16_777_216 });
  assert.deepEqual([piece?.text, piece?.style.codes], ["▀", "38;2;1;2;3"]);
});

Deno.test("cellsFor() keeps the shape of an image, and small ones small", () => {
  assert.deepEqual(cellsFor({ width: 4_000, height: 2_000 }, 50), { columns: 50, rows: 13 });
  assert.deepEqual(cellsFor({ width: 2_000, height: 4_000 }, 50), { columns: 16, rows: 16 });
  assert.deepEqual(cellsFor({ width: 16, height: 16 }, 50), { columns: 2, rows: 1 });
  assert.deepEqual(cellsFor({ width: 100_000, height: 1 }, 50), { columns: 50, rows: 1 });
});

Deno.test("scaled() takes the mean, and what cannot be seen has no part in it", () => {
  const rgba = new Uint8Array([200, 0, 0, 255, 0, 0, 200, 0]);
  assert.deepEqual([...scaled({ width: 2, height: 1, rgba }, { width: 1, height: 1 }).rgba], [
    200,
    0,
    0,
    127,
  ]);
});

/** A GIF of 4 × 2 pixels whose one picture has two red pixels and a transparent one, at 1, 1. */
function smallGif({ bits = 2, frameWidth = 3 } = {}): Uint8Array {
  const palette = [0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255];
  // Codes of three bits: clear, 1, 1, 0, end.
  const codes = [4, 1, 1, 0, 5];
  const packed = codes.reduce((sum, code, at) => sum | code << (3 * at), 0);
  return Uint8Array.from([
    ...new TextEncoder().encode("GIF89a"),
    ...[4, 0, 2, 0, 0x81, 0, 0],
    ...palette,
    ...[0x21, 0xf9, 4, 1, 0, 0, 0, 0],
    ...[
      0x2c,
      1,
      0,
      1,
      0,
      frameWidth & 255,
      frameWidth >> 8,
      frameWidth > 3 ? 255 : 1,
      frameWidth > 3 ? 255 : 0,
      0,
    ],
    ...[bits, 2, packed & 255, packed >> 8, 0, 0x3b],
  ]);
}

Deno.test("decode() reads the first picture of a GIF, where it stands", async () => {
  const { height, rgba, width } = await decode(smallGif());
  assert.deepEqual([width, height], [4, 2]);
  const alphas = [...rgba].filter((_, at) => at % 4 === 3);
  assert.deepEqual(alphas, [0, 0, 0, 0, 0, 255, 255, 0]);
  assert.deepEqual([...rgba.subarray(5 * 4, 5 * 4 + 3)], [255, 0, 0]);
});

Deno.test("decode() refuses a GIF that is too large, broken off or none", async () => {
  await assert.rejects(decode(smallGif({ frameWidth: 65_535 })), /too many pixels/);
  await assert.rejects(decode(smallGif({ bits: 13 })), /header is wrong/);
  const whole = smallGif();
  for (let length = 6; length < whole.length - 1; length++) {
    await assert.rejects(decode(whole.subarray(0, length)), `${length}`);
  }
});

/** A red and a blue half, 32 × 4, made with libwebp: without loss, and with loss and a channel of its own for alpha. */
const LOSSLESS_WEBP = "UklGRiYAAABXRUJQVlA4TBkAAAAvH8AAAA8Q87//8x8OxILJ/KX7YojofxQPAA==";
const LOSSY_WEBP =
  "UklGRoAAAABXRUJQVlA4WAoAAAAQAAAAHwAAAwAAQUxQSBMAAAABD3DA/4iIIBZM5i/dF0NE/4N6AFZQ" +
  "OCBGAAAAkAMAnQEqIAAEAADAEiWgAnTKEcDeAfgB+wH9A5ALsB+wAFMPAAD++iGX/3czR/sa3/9aGHUFTuH/h93MKSNG" +
  "QrF6xGfQAA==";

Deno.test("decode() reads WebPs, of both ways of writing them", async () => {
  const image = await decode(Uint8Array.fromBase64(LOSSLESS_WEBP));
  assert.deepEqual([image.width, image.height], [32, 4]);
  assert.deepEqual(corners(image), CORNERS);
  const lossy = await decode(Uint8Array.fromBase64(LOSSY_WEBP));
  assert.deepEqual([lossy.width, lossy.height], [32, 4]);
  assert.deepEqual(corners(lossy).map((colour) => colour[3]), [255, 127]);
  assert.match(previewOf(image), /^[\w-]{8,64}$/);
});
