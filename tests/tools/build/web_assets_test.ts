import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { unpackPage } from "../../../page_assets.ts";
import type { PageAsset } from "../../../server/base/page_asset.ts";
import { upToDatePage } from "../../../tools/build/web_assets.ts";

/** What everything may take that is loaded before the first message is shown, in bytes of gzip. */
const MOST_BYTES = 100_000;
const MOST_SCRIPT_BYTES = 80_000;

const page = async () => unpackPage(await upToDatePage());

Deno.test("upToDatePage() makes a page whose first load keeps within its budget", async () => {
  const assets = await page();
  const first = firstLoad(assets);
  const sizeOf = (files: readonly PageAsset[]) =>
    files.reduce((sum, { gzip, identity }) => sum + (gzip ?? identity).length, 0);
  const scripts = sizeOf(first.filter(({ path }) => path.endsWith(".js")));
  assert.ok(scripts <= MOST_SCRIPT_BYTES, `${scripts} bytes of script`);
  assert.ok(sizeOf(first) <= MOST_BYTES, `${sizeOf(first)} bytes`);
});

Deno.test("upToDatePage() makes files that are whole in every coding", async () => {
  for (const { brotli, gzip, identity, path } of await page()) {
    if (gzip !== undefined) assert.deepEqual(gunzipSync(gzip), Buffer.from(identity), path);
    if (brotli !== undefined) {
      assert.deepEqual(brotliDecompressSync(brotli), Buffer.from(identity), path);
    }
  }
});

Deno.test("upToDatePage() makes an index.html with neither scripts nor styles in it", async () => {
  const html = textOf((await page()).find(({ path }) => path === "/"));
  assert.doesNotMatch(html, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=|\{\{/);
});

/** The page, and what it loads at once. */
function firstLoad(assets: readonly PageAsset[]): PageAsset[] {
  const html = textOf(assets.find(({ path }) => path === "/"));
  const wanted = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
  return assets.filter(({ path }) => path === "/" || wanted.includes(path));
}

function textOf(asset: PageAsset | undefined): string {
  return new TextDecoder().decode(asset?.identity);
}
