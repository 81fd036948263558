import assert from "node:assert/strict";
import fc from "fast-check";
import { decode } from "../../../client/pictures/decode.ts";
import { isWebp, judgeWebp } from "../../../client/pictures/webp_chunks.ts";

const SMALL = Uint8Array.fromBase64(
  "UklGRiYAAABXRUJQVlA4TBkAAAAvH8AAAA8Q87//8x8OxILJ/KX7YojofxQPAA==",
);

/** A file of these chunks. */
function webp(...chunks: readonly (readonly [string, readonly number[]])[]): Uint8Array {
  const body = chunks.flatMap(([kind, content]) => [
    ...new TextEncoder().encode(kind),
    ...[0, 8, 16, 24].map((bits) => content.length >>> bits & 255),
    ...content,
    ...(content.length % 2 === 0 ? [] : [0]),
  ]);
  const size = body.length + 4;
  const start = [0, 8, 16, 24].map((bits) => size >>> bits & 255);
  return new Uint8Array([
    ...new TextEncoder().encode("RIFF"),
    ...start,
    ...new TextEncoder().encode("WEBP"),
    ...body,
  ]);
}

Deno.test("judgeWebp() takes what is small, and refuses what its parts say is large", () => {
  judgeWebp(SMALL, 32 * 4);
  assert.throws(() => judgeWebp(SMALL, 32 * 4 - 1), RangeError);
  const extended = [0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
  assert.throws(() => judgeWebp(webp(["VP8X", extended]), 1_000_000), RangeError);
  // A small canvas does not make a large frame small.
  const canvas = [0, 0, 0, 0, 1, 0, 0, 1, 0, 0];
  const frame = [0, 0, 0, 0x9d, 0x01, 0x2a, 0xff, 0x3f, 0xff, 0x3f];
  assert.throws(() => judgeWebp(webp(["VP8X", canvas], ["VP8 ", frame]), 1_000_000), RangeError);
});

Deno.test("judgeWebp() refuses animations, and what has no image in it", () => {
  const canvas = [2, 0, 0, 0, 1, 0, 0, 1, 0, 0];
  assert.throws(() => judgeWebp(webp(["VP8X", canvas]), 1_000), /animated/);
  assert.throws(() => judgeWebp(webp(["EXIF", [1, 2, 3]]), 1_000), /no image/);
  assert.throws(() => judgeWebp(webp(["VP8L", [0x2f]]), 1_000), /broken off/);
  assert.equal(
    isWebp(new TextEncoder().encode("RIFF\u0000\u0000\u0000\u0000WAVEfmt      ")),
    false,
  );
});

Deno.test("judgeWebp() refuses an image that stands where a chunk should begin", async () => {
  // libwebp would decode it, and never look at the small one behind it, which says less.
  const bare = [...SMALL.subarray(20, 24), 0, 0, 0, 0];
  const file = webp(["----", []], ["VP8L", [...SMALL.subarray(20)]]);
  file.set(bare, 12);
  assert.throws(() => judgeWebp(file, 32 * 4), /no image/);
  await assert.rejects(decode(file), TypeError);
});

Deno.test("judgeWebp() and decode() end with an error or an image, whatever the bytes are", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.nat(SMALL.length - 1), fc.nat(255)), { maxLength: 6 }),
      async (changes) => {
        const bytes = SMALL.slice();
        for (const [at, value] of changes) if (at >= 12) bytes[at] = value;
        const image = await decode(bytes).catch((error: unknown) => error);
        if (image instanceof Error) return;
        const { height, rgba, width } = image as {
          height: number;
          rgba: Uint8Array;
          width: number;
        };
        assert.equal(rgba.length, width * height * 4);
      },
    ),
    { numRuns: 50 },
  );
});
