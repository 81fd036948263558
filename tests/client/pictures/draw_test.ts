// deno-lint-ignore-file no-control-regex -- sequences are what is tested
import assert from "node:assert/strict";
import { decode } from "../../../client/pictures/decode.ts";
import { drawn } from "../../../client/pictures/draw.ts";
import type { Pixels } from "../../../client/pictures/pixels.ts";

/** Red, of which the lower half is transparent. */
function halfClear(width: number, height: number): Pixels {
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < width * height / 2; at++) rgba.set([255, 0, 0, 255], at * 4);
  return { width, height, rgba };
}

const CELL = { width: 10, height: 20 };

Deno.test("drawn() makes a PNG of a row of cells each for iTerm2, and one of all for kitty", async () => {
  const image = halfClear(40, 40);
  const plan = { columns: 5, rows: 2, cell: CELL };
  const rows = await drawn(image, { ...plan, graphics: "iterm" }) ?? [];
  assert.equal(rows.length, 2);
  const [upper, lower] = await Promise.all(
    rows.map(async (part) => await decode(Uint8Array.fromBase64(part))),
  );
  assert.deepEqual([upper?.width, upper?.height], [50, 20]);
  assert.deepEqual([...upper?.rgba.subarray(0, 4) ?? []], [255, 0, 0, 255]);
  // What the image does not fill is transparent.
  assert.equal(upper?.rgba[49 * 4 + 3], 0);
  assert.ok(lower?.rgba.every((value) => value === 0));
  const [whole = "", ...more] = await drawn(image, { ...plan, graphics: "kitty" }) ?? [];
  assert.deepEqual(more, []);
  const { height, width } = await decode(Uint8Array.fromBase64(whole));
  assert.deepEqual([width, height], [50, 40]);
});

Deno.test("drawn() makes a sequence of sixel of each row of cells, without what is transparent", async () => {
  const plan = { columns: 4, rows: 2, cell: CELL, graphics: "sixel" } as const;
  const [upper, lower] = await drawn(halfClear(40, 40), plan) ?? [];
  assert.match(upper ?? "", /^\x1bP0;1;q"1;1;40;20#0;2;100;0;0/);
  assert.match(upper ?? "", /\x1b\\$/);
  assert.equal(lower, "\x1bP0;1;q\x1b\\");
});

Deno.test("drawn() and decode() do the same in the bundle that executables carry", async () => {
  const folder = await Deno.makeTempDir({ prefix: "chat-bundle-" });
  try {
    const root = new URL("../../../", import.meta.url);
    for (const name of ["draw", "decode"]) {
      const { stderr, success } = await new Deno.Command(Deno.execPath(), {
        args: [
          "bundle",
          "--quiet",
          "--platform=deno",
          `--output=${folder}/${name}.js`,
          `client/pictures/${name}.ts`,
        ],
        cwd: root,
      }).output();
      assert.ok(success, new TextDecoder().decode(stderr));
    }
    // What a bundle may not do it does not do here either, where the library is not loaded yet.
    Reflect.deleteProperty(globalThis, "UPNG");
    const bundled: { drawn: typeof drawn } = await import(`file://${folder}/draw.js`);
    const image = halfClear(40, 40);
    for (const graphics of ["sixel", "iterm", "kitty"] as const) {
      const plan = { columns: 4, rows: 2, cell: CELL, graphics };
      assert.deepEqual(await bundled.drawn(image, plan), await drawn(image, plan));
    }
    const [whole = ""] =
      await drawn(image, { columns: 4, rows: 2, cell: CELL, graphics: "kitty" }) ??
        [];
    const { decode: again }: { decode: typeof decode } = await import(`file://${folder}/decode.js`);
    assert.deepEqual((await again(Uint8Array.fromBase64(whole))).rgba, image.rgba);
    // The WebAssembly of a decoder is in the bundle, too.
    const webp = "UklGRiYAAABXRUJQVlA4TBkAAAAvH8AAAA8Q87//8x8OxILJ/KX7YojofxQPAA==";
    assert.equal((await again(Uint8Array.fromBase64(webp))).rgba.length, 32 * 4 * 4);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("drawn() makes nothing that would be long to write", async () => {
  const [width, height] = [1_200, 640];
  const rgba = new Uint8Array(width * height * 4);
  for (let at = 0; at < rgba.length; at += 65_536) {
    crypto.getRandomValues(rgba.subarray(at, at + 65_536));
  }
  const cell = { width: 20, height: 40 };
  const plan = { columns: 60, rows: 16, cell, graphics: "iterm" } as const;
  assert.equal(await drawn({ width, height, rgba }, plan), undefined);
});
