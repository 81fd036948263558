/** Builds the page for browsers: scripts, one style sheet, compressed, with names that hold a hash. */
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { PageAsset } from "../../server/base/page_asset.ts";
import { LANGUAGES } from "../../client/web/texts/languages.ts";
import { BuildError } from "./build_error.ts";
import { emojiFile } from "./emoji_file.ts";
import { minifyCss } from "./minify_css.ts";
import { type Bundling, pageScripts, wholeScript } from "./page_scripts.ts";

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Folders of which a change makes another page. */
const SOURCES = ["client", "protocol", "tools/build"];

/** What is sent as it is, by the end of its name. */
const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
};

/** Where the build leaves the page, from the root of the project. */
export const PAGE_FILE = "dist/web/page.json";

/**
 * The page as JSON text (`unpackPage` reads it), built anew only when a source has changed since.
 *
 * @throws {BuildError} when the sources cannot be bundled, with what the bundler said.
 */
export async function upToDatePage(
  root: string = fileURLToPath(new URL("../..", import.meta.url)),
): Promise<string> {
  const stamp = await stampOf(root);
  const file = join(root, PAGE_FILE);
  const known = await readIfThere(file);
  if (known !== undefined && known.startsWith(`{"stamp":"${stamp}",`)) return known;
  const assets = await buildPage(root);
  const json = JSON.stringify({ stamp, assets: assets.map(packed) });
  // Others may build at the same moment: whoever is last leaves the same.
  const fresh = `${file}.${crypto.randomUUID()}`;
  await Deno.writeTextFile(fresh, json);
  await Deno.rename(fresh, file);
  return json;
}

/** Builds all files of the page. Throws {BuildError} when the sources cannot be bundled. */
export async function buildPage(root: string): Promise<PageAsset[]> {
  const web = join(root, "client/web");
  const folder = join(root, "dist/web");
  await Deno.mkdir(folder, { recursive: true });
  const output = await Deno.makeTempDir({ dir: folder, prefix: "bundle-" });
  const aside = await Deno.makeTempDir({ dir: folder, prefix: "bundle-" });
  try {
    const text = (bytes: string) => new TextEncoder().encode(bytes);
    const scripts = await pageScripts(join(web, "main.tsx"), {
      root,
      output,
      isText: (name) => Object.keys(LANGUAGES).some((language) => name.startsWith(`${language}-`)),
    });
    const style = asset(hashed("style", ".css", await styleSheet(web)), true);
    const [main, ...others] = [scripts.main, ...scripts.others].map(([path, script]) =>
      asset([path, text(script)], true)
    );
    if (main === undefined) throw new BuildError("The page has no main script");
    // It runs at once, so it is no module: nothing is shared with the others.
    const earlyScript = await wholeScript(join(web, "early.ts"), { root, output: aside });
    const early = asset(hashed("early", ".js", text(`(()=>{${earlyScript}})()`)), true);
    const emoji = asset(hashed("emoji", ".txt", new TextEncoder().encode(emojiFile())), true);
    const icons = (await readFiles(join(web, "page/icons"), "/icons"))
      .map((icon) => asset(icon, false));
    const manifest = asset([
      "/manifest.webmanifest",
      await Deno.readFile(join(web, "page/manifest.webmanifest")),
    ], false);
    const template = await Deno.readTextFile(join(web, "page/index.html"));
    const named = [style, early, emoji, main, ...others, ...icons, manifest];
    const version = versionOf(template, named);
    const html = fill(template, {
      version,
      style: style.path,
      script: main.path,
      early: early.path,
      texts: languageFiles(others).join(" "),
      emoji: emoji.path,
    });
    const page = asset(["/", new TextEncoder().encode(html)], false, ".html");
    const shell = { version, files: [page, ...named].map(({ path }) => path) };
    const worker = await serviceWorker({ root, output: aside }, shell);
    return await Promise.all([page, worker, ...named].map(compressed));
  } finally {
    await Promise.all([output, aside].map((path) => Deno.remove(path, { recursive: true })));
  }
}

type File = readonly [path: string, bytes: Uint8Array];

/** The worker that keeps the page; browsers ask for it by this name, so it has no hash in it. */
async function serviceWorker(bundling: Bundling, shell: object): Promise<PageAsset> {
  const script = await wholeScript(join(bundling.root, "client/web/worker/worker.ts"), bundling);
  const text = `(()=>{const CHAT_SHELL=${JSON.stringify(shell)};${script}})()`;
  return asset(["/sw.js", new TextEncoder().encode(text)], false);
}

/** A name for all files of the page together as they are. */
function versionOf(template: string, files: readonly PageAsset[]): string {
  const facts = [template, ...files.map(({ etag, path }) => `${path} ${etag}`)];
  return hashOf(new TextEncoder().encode(facts.join("\n"))).slice(0, 16);
}

/** The files that hold the texts of a language: `/assets/de-….js`. */
function languageFiles(files: readonly PageAsset[]): string[] {
  return Object.keys(LANGUAGES).map((language) => {
    const file = files.find(({ path }) => path.startsWith(`/assets/${language}-`));
    if (file === undefined) throw new BuildError(`The texts in "${language}" have no file`);
    return file.path;
  });
}

/** All style sheets below `client/web`: those of `styles/` first, then those of the views, by name. */
async function styleSheet(web: string): Promise<Uint8Array> {
  const paths = (await filesBelow(web)).filter((path) => path.endsWith(".css"));
  const rank = (path: string) => relative(web, path).startsWith("styles/") ? 0 : 1;
  paths.sort((one, other) => rank(one) - rank(other) || (one < other ? -1 : 1));
  const texts = await Promise.all(paths.map((path) => Deno.readTextFile(path)));
  return new TextEncoder().encode(minifyCss(texts.join("\n")));
}

function hashed(name: string, end: string, bytes: Uint8Array): File {
  return [`/assets/${name}-${hashOf(bytes).slice(0, 10)}${end}`, bytes];
}

function asset([path, identity]: File, isImmutable: boolean, end?: string): PageAsset {
  const type = TYPES[end ?? path.slice(path.lastIndexOf("."))];
  if (type === undefined) throw new BuildError(`It is not said what type ${path} has`);
  const etag = `"${hashOf(identity).slice(0, 20)}"`;
  return {
    path,
    contentType: type,
    isImmutable,
    etag,
    identity,
    gzip: undefined,
    brotli: undefined,
  };
}

async function compressed(file: PageAsset): Promise<PageAsset> {
  if (file.contentType === "image/png") return file;
  const [small, smaller] = await Promise.all([
    compressGzip(file.identity, { level: 9 }),
    compressBrotli(file.identity, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
  ]);
  return { ...file, gzip: new Uint8Array(small), brotli: new Uint8Array(smaller) };
}

function packed({ brotli, gzip, identity, ...known }: PageAsset) {
  return {
    ...known,
    identity: identity.toBase64(),
    gzip: gzip?.toBase64() ?? null,
    brotli: brotli?.toBase64() ?? null,
  };
}

function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{\{ *(\w+) *\}\}/g, (_all, name: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new BuildError(`index.html asks for "${name}", which is nothing`);
    }
    return value;
  });
}

/** The same text as long as no source of the page has changed. */
async function stampOf(root: string): Promise<string> {
  const hash = createHash("sha256").update(Deno.version.deno);
  const paths = (await Promise.all(SOURCES.map((folder) => filesBelow(join(root, folder))))).flat();
  for (const path of [...paths.sort(), join(root, "deno.json"), join(root, "deno.lock")]) {
    hash.update(`${relative(root, path)}\n`).update(await Deno.readFile(path));
  }
  return hash.digest("hex");
}

async function filesBelow(folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { isDirectory, name } of Deno.readDir(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...await filesBelow(path));
    else found.push(path);
  }
  return found;
}

async function readFiles(folder: string, under: string): Promise<File[]> {
  const paths = await filesBelow(folder);
  return await Promise.all(
    paths.sort().map(async (path): Promise<File> => [
      `${under}/${relative(folder, path)}`,
      await Deno.readFile(path),
    ]),
  );
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await Deno.readTextFile(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

function hashOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

if (import.meta.main) await upToDatePage();
