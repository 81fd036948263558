/** The files of the page, from wherever this program runs: sources, the compiled file, a bundle. */
import { fileURLToPath } from "node:url";
import type { LoadPageAssets, PageAsset } from "./server/base/page_asset.ts";

/** Where the build leaves the page; the compiled program has the file within it. */
const BUILT = new URL("./dist/web/page.json", import.meta.url);

/** As the page lies in a file: the bytes in base64. */
type Packed = {
  readonly [Name in keyof PageAsset]: PageAsset[Name] extends string | boolean ? PageAsset[Name]
    : string | null;
};

/** Reads what the build has written; from the sources it is built where it is not up to date. */
export const loadPageAssets: LoadPageAssets = async () => {
  if (!Deno.build.standalone) await buildFromSources();
  return unpackPage(await Deno.readTextFile(BUILT));
};

/** The build is no part of the program, so it is a program of its own. */
async function buildFromSources(): Promise<void> {
  const build = fileURLToPath(new URL("./tools/build/web_assets.ts", import.meta.url));
  const { stderr, success } = await new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--allow-all", "--quiet", build],
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (!success) throw new Error(`The page was not built: ${new TextDecoder().decode(stderr)}`);
}

/** Makes files of the text that the build has packed them into. */
export function unpackPage(json: string): PageAsset[] {
  const { assets } = JSON.parse(json) as { assets: Packed[] };
  return assets.map(({ brotli, gzip, identity, ...known }) => ({
    ...known,
    identity: Uint8Array.fromBase64(identity ?? ""),
    gzip: gzip === null ? undefined : Uint8Array.fromBase64(gzip),
    brotli: brotli === null ? undefined : Uint8Array.fromBase64(brotli),
  }));
}
