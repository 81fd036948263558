/** Checks that no import crosses a layer: `deno task layers` prints each one that does. */
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";

/** What each layer may import. `root` is the two files that start everything. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  root: ["root", "protocol", "server", "client"],
  protocol: ["protocol"],
  server: ["server", "protocol"],
  client: ["client", "protocol"],
};

/** One import that is not allowed. */
export interface Violation {
  /** Path of the file from the root of the project. */
  file: string;
  /** Line of the import, from 1. */
  line: number;
  message: string;
}

/**
 * The imports and re-exports in `files` (text by path from the root of the project) that cross a
 * layer, also those of types and those that happen later. Files of no layer may import everything.
 */
export function violations(files: ReadonlyMap<string, string>): Violation[] {
  return [...files].flatMap(([file, text]) => {
    const layer = layerOf(file);
    const allowed = MAY_IMPORT[layer];
    if (allowed === undefined) return [];
    return importsOf(text).flatMap(({ specifier, line }) => {
      const message = complaint(file, { layer, allowed, specifier });
      return message === undefined ? [] : [{ file, line, message }];
    });
  });
}

interface Import {
  /** What is imported; undefined when that is computed. */
  specifier: string | undefined;
  line: number;
}

interface CheckedImport {
  layer: string;
  allowed: readonly string[];
  specifier: string | undefined;
}

function complaint(file: string, { layer, allowed, specifier }: CheckedImport): string | undefined {
  if (specifier === undefined) {
    return "imports what it computes; the executable holds only what is imported by a literal name";
  }
  if (!/^[./]|^file:/.test(specifier)) return undefined;
  const target = /^\.\.?\//.test(specifier) ? normalize(join(dirname(file), specifier)) : specifier;
  const targetLayer = layerOf(target);
  if (allowed.includes(targetLayer)) return undefined;
  const name = (which: string) => which === "root" ? "a file of the root" : `${which}/`;
  return `imports ${target}, but ${name(layer)} may import only ${allowed.map(name).join(", ")}`;
}

/** `server` for `server/a/b.ts`, `root` for `main.ts`. */
function layerOf(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? "root" : path.slice(0, slash);
}

/** Every import of a module that `deno fmt` has formatted, in the order of its lines. */
function importsOf(text: string): Import[] {
  const code = text.replaceAll(
    /^[ \t]*(\/\/.*$|\/\*[^]*?\*\/)/gm,
    (comment) => comment.replaceAll(/[^\n]/g, " "),
  );
  const patterns = [
    /^(?:import|export)\b[^;"'`]*?\bfrom\s*(["'])(?<specifier>.*?)\1/gm,
    /^import\s*(["'])(?<specifier>.*?)\1/gm,
    /\bimport\s*\(\s*(?:(["'`])(?<specifier>[^"'`$]*)\1)?/g,
  ];
  return patterns
    .flatMap((pattern) => [...code.matchAll(pattern)])
    .sort((one, other) => one.index - other.index)
    .map(({ index, groups }) => ({
      specifier: groups?.["specifier"],
      line: code.slice(0, index).split("\n").length,
    }));
}

/** Reads every module below `folder` that belongs to a layer. */
async function readLayers(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const read = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, path))) {
      const below = join(path, name);
      if (isDirectory && layerOf(`${below}/`) in MAY_IMPORT) await read(below);
      else if (/\.[cm]?[jt]sx?$/.test(name)) {
        files.set(below, await Deno.readTextFile(join(folder, below)));
      }
    }
  };
  await read("");
  return files;
}

if (import.meta.main) {
  const files = await readLayers(fileURLToPath(new URL("..", import.meta.url)));
  const found = violations(files);
  for (const { file, line, message } of found) console.error(`${file}:${line} ${message}`);
  if (found.length > 0) Deno.exitCode = 1;
  else console.log(`Checked the layers of ${files.size} files`);
}
