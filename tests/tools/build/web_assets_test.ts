import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { unpackPage } from "../../../page_assets.ts";
import { EN } from "../../../client/web/texts/en.ts";
import { LANGUAGES } from "../../../client/web/texts/languages.ts";
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

Deno.test("upToDatePage() puts the names of emoji into one file, and no script has them, too", async () => {
  const assets = await page();
  const holding = assets.filter(({ identity }) =>
    new TextDecoder().decode(identity).includes("woman_health_worker")
  );
  assert.deepEqual(holding.map(({ path }) => path.replace(/-\w+/, "")), ["/assets/emoji.txt"]);
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

Deno.test("upToDatePage() makes a file for each language, and the first load has one of them", async () => {
  const assets = await page();
  const names = languageFiles(assets).map((path) => path.replace(/-.*/, ""));
  assert.deepEqual(names, Object.keys(LANGUAGES).map((language) => `/assets/${language}`));
  for (const text of [EN.common.connection.lost, "took the topic"]) {
    const holders = assets.filter((asset) => textOf(asset).includes(text));
    assert.deepEqual(holders.map(({ path }) => path.replace(/-.*/, "")), ["/assets/en"]);
  }
});

/** The page, and what it loads at once: of the languages the one that takes most. */
function firstLoad(assets: readonly PageAsset[]): PageAsset[] {
  const html = textOf(assets.find(({ path }) => path === "/"));
  const wanted = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path]) => path);
  const sizeOf = ({ gzip, identity }: PageAsset) => (gzip ?? identity).length;
  const [language] = languageFiles(assets)
    .flatMap((path) => assets.filter((asset) => asset.path === path))
    .sort((one, other) => sizeOf(other) - sizeOf(one));
  assert.ok(language !== undefined);
  return [
    ...assets.filter(({ path }) => path === "/" || wanted.includes(path)),
    language,
  ];
}

/** The files with the texts, as the page names them for its early script. */
function languageFiles(assets: readonly PageAsset[]): string[] {
  const html = textOf(assets.find(({ path }) => path === "/"));
  return /name="texts" content="([^"]*)"/.exec(html)?.[1]?.split(" ") ?? [];
}

function textOf(asset: PageAsset | undefined): string {
  return new TextDecoder().decode(asset?.identity);
}
