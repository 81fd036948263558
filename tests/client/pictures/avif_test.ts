/** What becomes of AVIFs. */
import assert from "node:assert/strict";
import { inflateSync } from "node:zlib";
import fc from "fast-check";
import { isAvif } from "../../../client/pictures/avif_brand.ts";
import { decode } from "../../../client/pictures/decode.ts";

/** A red and a blue half, 32 × 4. */
const SMALL = Uint8Array.fromBase64(
  "AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUEAAADybWV0YQAAAAAAAAAoaGRscgAAAAAAAAAAcGljdAAAAAAAAAAA" +
    "AAAAAGxpYmF2aWYAAAAADnBpdG0AAAAAAAEAAAAeaWxvYwAAAABEAAABAAEAAAABAAABGgAAAC8AAAAoaWluZgAAAAAAAQAA" +
    "ABppbmZlAgAAAAABAABhdjAxQ29sb3IAAAAAamlwcnAAAABLaXBjbwAAABRpc3BlAAAAAAAAACAAAAAEAAAAEHBpeGkAAAAA" +
    "AwgICAAAAAxhdjFDgSAAAAAAABNjb2xybmNseAABAA0ABoAAAAAXaXBtYQAAAAAAAAABAAEEAQKDBAAAADdtZGF0EgAKCDgQ" +
    "f7CAhoNIMiERQAAAQOqh7aePrJcuFNWBvwqRwY1d1TXkVG0K33IFiKA=",
);

/** One colour, 9,000 × 9,000, in 1,422 bytes; as zlib packs it. */
const HUGE = inflateSync(Uint8Array.fromBase64(
  "eNpjYGBQSCupLEgsy0xjAAIQnZuZZpibmZjm62joBBT6lJtaksgAARoZKTlFUDZDQWZyCQMSyMlMghnDV5BZkgsWZARiucyc" +
    "/GQQxwXEZ4SIMkoxMLCA9GtkZualwdVKATmpTFBeYpmBoXN+Tj7YyqzMgqICIO2dWZCcD6RFMosLUiE2K2tAMINAQWZFJkiE" +
    "mYODA0jxJJYZOjeK8ICEhJPzc4ryknMqgCbzMrA1AIXEMwtyYV4DOoyFkamZBeiqmtyUxBIhBi5uWfNk9Z75TUxSvBxGjziE" +
    "exp4DA5zMRR8i7Cvmaeu4H1g2iWbCUu5jd4IHNfjZNj0KP1Y2K5vW7crB9w5Hs52/0esjNb6aPaIjfWTdT8F8Hb/FdjfyzPn" +
    "3kGLXdOrKk0V/Iz/JXHK5c+fHa0nuvHU+eKFe88W+BtdKquaqSI3+7jkVpYpOQruJZH1qWyHNUaCjYvJsZG/026iUUWQ8sId" +
    "UnqHes3tzdm+bHx+Yd8T3VWbilS+MVz/pzHPVpIvpm5btjOT77WDz9UimtP8NfilrbTKJWMkF/SsZ/aunl2qvXzC8v/8dloB" +
    "mxJPirjx8IR+ibmsflFr/r2MzDrH3Pk+1cGh79/unHk4t7qbrsGSw3GMZ3HUk9fGG5Q63s3RqODXC/kpKzq9RGTCOYHuvQmj" +
    "jsHlmMGdlL7OnF7KEmYdyZC+6dAsu7X7Fub4Sp/bVXzzyQcAsNg0eQ==",
));

Deno.test("decode() reads an AVIF", async () => {
  const { height, rgba, width } = await decode(SMALL);
  assert.deepEqual([width, height, rgba.length], [32, 4, 32 * 4 * 4]);
  const near = (at: number, colour: readonly number[]) =>
    colour.forEach((value, channel) => {
      assert.ok(Math.abs((rgba[at + channel] ?? -1) - value) < 8, `${rgba.slice(at, at + 4)}`);
    });
  near(0, [255, 0, 0, 255]);
  near(rgba.length - 4, [0, 0, 255, 255]);
});

Deno.test("decode() refuses an AVIF that needs too much memory, and reads the next one", async () => {
  await assert.rejects(decode(HUGE), /cannot be decoded/);
  assert.equal((await decode(SMALL)).width, 32);
});

Deno.test("isAvif() looks at the brands of a file alone", () => {
  assert.ok(isAvif(SMALL));
  const other = SMALL.slice();
  other[8] = 0x78; // the first brand; it is said again among the others
  assert.ok(isAvif(other));
  other[16] = 0x78;
  assert.ok(!isAvif(other));
  for (let length = 0; length < 16; length++) assert.ok(!isAvif(SMALL.subarray(0, length)));
});

Deno.test("decode() ends with an error or an image, whatever is wrong in an AVIF", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.integer({ min: 32, max: SMALL.length - 1 }), fc.nat(255)), {
        minLength: 1,
        maxLength: 6,
      }),
      async (changes) => {
        const bytes = SMALL.slice();
        for (const [at, value] of changes) bytes[at] = value;
        const image = await decode(bytes).catch((error: unknown) => error);
        if (image instanceof Error) return;
        const { height, rgba, width } = image as Awaited<ReturnType<typeof decode>>;
        assert.equal(rgba.length, width * height * 4);
      },
    ),
    { numRuns: 50 },
  );
});
