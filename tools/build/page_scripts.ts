/**
 * Bundles the scripts of the page: one for the first load with everything that the first message needs,
 * a few for what is opened later, and one for each language.
 */
import { createHash } from "node:crypto";
import { join, relative } from "node:path";
import { BuildError } from "./build_error.ts";
import { firstError, runCommand } from "./run_command.ts";

/** A script of the page: its path there, and its text. */
export type Script = readonly [path: string, text: string];

/** Where the scripts of a bundle come from, and where they may be left. */
export interface Bundling {
  /** The root of the project. */
  root: string;
  /** A folder that is thrown away afterwards. */
  output: string;
}

/** An import or export of names out of another script, as the bundler writes them. */
const STATIC = /\bimport(?:\s*\{([^}]*)\}\s*from)?\s*"\.\/([\w.-]+\.js)";?/g;
const DYNAMIC = /\bimport\("\.\/([\w.-]+\.js)"\)/g;

/**
 * The page's scripts. The bundler cuts what several of them share into many small files, which a
 * browser would have to ask for one by one; what `main` needs at once is made one file again, and the
 * others take what they need out of it.
 *
 * @throws {BuildError} when the sources cannot be bundled.
 */
export async function pageScripts(
  entry: string,
  { isText, output, root }: Bundling & {
    /** Whether a script holds the texts of a language: it is loaded beside `main`, not after it. */
    isText: (name: string) => boolean;
  },
): Promise<{ main: Script; others: Script[] }> {
  await bundle(root, ["--code-splitting", "--outdir", output, entry]);
  const pieces = new Map<string, string>();
  for await (const { name } of Deno.readDir(output)) {
    pieces.set(name, await Deno.readTextFile(join(output, name)));
  }
  const mainName = relative(root, entry).replace(/.*\//, "").replace(/\.tsx?$/, ".js");
  if (!pieces.has(mainName)) throw new BuildError("The bundle of the page has no main script");
  const first = neededBy(mainName, pieces);
  // Nothing is shown before the texts are here, so nothing is asked for after them.
  for (const name of pieces.keys()) {
    if (isText(name)) {
      for (const each of neededBy(name, pieces)) if (each !== name) first.add(each);
    }
  }
  const later = [...pieces].filter(([name]) => !first.has(name));
  const exported = exportsFor(first, later.map(([, text]) => text));
  const main = await joined({ exported, first, mainName, output, root });
  // Scripts name each other, so the names hold for all of them together.
  const version = hashOf([main, ...later.flat()].join("\n"));
  const names = new Map(later.map(([name]) => [name, renamed(name, version)]));
  const mainPath = `main-${version.slice(0, 10)}.js`;
  const named = (text: string) =>
    text.replaceAll(STATIC, (all, imported: string | undefined, from: string) => {
      if (!first.has(from)) return all.replace(from, names.get(from) ?? from);
      if (imported === undefined) return ""; // it has run already
      const wanted = bindings(imported).map(({ here, name }) =>
        `${exported.get(`${from} ${name}`)} as ${here}`
      );
      return `import{${wanted.join(",")}}from"./${mainPath}";`;
    }).replaceAll(DYNAMIC, (all, from: string) => all.replace(from, names.get(from) ?? from));
  return {
    main: [`/assets/${mainPath}`, named(main)],
    others: later.map(([name, text]) => [`/assets/${names.get(name)}`, named(text)]),
  };
}

/** Bundles one script that imports nothing. Throws {BuildError} when it cannot be. */
export async function wholeScript(entry: string, { output, root }: Bundling): Promise<string> {
  const file = join(output, "whole.js");
  await bundle(root, ["--output", file, entry]);
  return await Deno.readTextFile(file);
}

/** The scripts that run before `name` can, and itself. */
function neededBy(name: string, pieces: ReadonlyMap<string, string>): Set<string> {
  const needed = new Set<string>();
  const look = (name: string) => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const [, , from = ""] of (pieces.get(name) ?? "").matchAll(STATIC)) look(from);
  };
  look(name);
  return needed;
}

/** What the `later` scripts import out of the `first`: a short name for each `FILE NAME`. */
function exportsFor(first: ReadonlySet<string>, later: readonly string[]): Map<string, string> {
  const wanted = new Set<string>();
  for (const text of later) {
    for (const [, imported, from = ""] of text.matchAll(STATIC)) {
      if (imported === undefined || !first.has(from)) continue;
      for (const { name } of bindings(imported)) wanted.add(`${from} ${name}`);
    }
  }
  return new Map([...wanted].sort().map((key, index) => [key, `e${index.toString(36)}`]));
}

/** One script of all in `first`, which exports what the others need of it. */
async function joined(
  { exported, first, mainName, output, root }: Bundling & {
    exported: ReadonlyMap<string, string>;
    first: ReadonlySet<string>;
    mainName: string;
  },
): Promise<string> {
  const lines = [...exported].map(([key, short]) => {
    const [from, name] = key.split(" ");
    return `export { ${name} as ${short} } from "./${from}";`;
  });
  const later = (await namesIn(output)).filter((name) => !first.has(name));
  const entry = join(output, "first-load.js");
  await Deno.writeTextFile(entry, [`import "./${mainName}";`, ...lines].join("\n"));
  const file = join(output, "joined.js");
  const externals = later.flatMap((name) => ["--external", `./${name}`]);
  await bundle(root, [...externals, "--output", file, entry]);
  return await Deno.readTextFile(file);
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  for await (const { name } of Deno.readDir(folder)) names.push(name);
  return names;
}

/** The names in `a as b, c`: as they are called there and here. */
function bindings(imported: string): { name: string; here: string }[] {
  return imported.split(",").map((one) => {
    const [name = "", here = name] = one.trim().split(/\s+as\s+/);
    return { name, here };
  });
}

/** Another hash in the name that the bundler has given. */
function renamed(name: string, version: string): string {
  return name.replace(
    /-(\w+)\.js$/,
    (_all, hash: string) => `-${hashOf(`${hash} ${version}`).slice(0, 10)}.js`,
  );
}

async function bundle(root: string, options: readonly string[]): Promise<void> {
  const result = await runCommand(
    [Deno.execPath(), "bundle", "--platform=browser", "--minify", ...options],
    { cwd: root },
  );
  if (result.code !== 0) {
    throw new BuildError(`The page cannot be bundled. ${firstError(result)}`);
  }
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
