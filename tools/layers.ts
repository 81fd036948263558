/**
 * Checks that no import crosses a side or runs upward, and that no modules import each other in a
 * circle, types included: `deno task layers` prints each one that does.
 */
import { dirname, join, normalize } from "node:path/posix";
import { fileURLToPath } from "node:url";
import { circles } from "./layers/circles.ts";
import { type Import, importsOf } from "./layers/imports.ts";
import { FLOORS, MAY_IMPORT } from "./layers/order.ts";

/** The folders whose modules are read. */
const FOLDERS = ["bench", "client", "protocol", "server", "tests", "tools"];

/** One import that is not allowed. */
export interface Violation {
  /** Path of the file from the root of the project. */
  file: string;
  /** Line of the import, from 1. */
  line: number;
  message: string;
}

/**
 * The imports and re-exports in `files` (text by path from the root of the project) that are not
 * allowed, also those of types and those that happen later. Files of no side may import everything,
 * but not in circles.
 */
export function violations(files: ReadonlyMap<string, string>): Violation[] {
  const modules = new Map([...files].map(([file, text]) => [file, importsOf(text)]));
  return [...misdirected(modules), ...circular(modules)];
}

type Modules = ReadonlyMap<string, readonly Import[]>;

function misdirected(modules: Modules): Violation[] {
  return [...modules].flatMap(([file, imports]) => {
    const allowed = MAY_IMPORT[sideOf(file)];
    if (allowed === undefined) return [];
    return imports.flatMap((one) => {
      const message = complaint(file, one, allowed);
      return message === undefined ? [] : [{ file, line: one.line, message }];
    });
  });
}

function complaint(
  file: string,
  { specifier }: Import,
  allowed: readonly string[],
): string | undefined {
  if (specifier === undefined) {
    return "imports what it computes; the executable holds only what is imported by a literal name";
  }
  if (!/^[./]|^file:/.test(specifier)) return undefined;
  const target = targetOf(file, specifier);
  if (!allowed.includes(sideOf(target))) {
    const name = (which: string) => which === "root" ? "a file of the root" : `${which}/`;
    return `imports ${target}, but ${name(sideOf(file))} may import only ${
      allowed.map(name).join(", ")
    }`;
  }
  return upward(file, target);
}

/** What is wrong with an import from one floor of a side to another one. */
function upward(file: string, target: string): string | undefined {
  const side = sideOf(file);
  const floors = FLOORS[side];
  if (floors === undefined || sideOf(target) !== side) return undefined;
  const [from, to] = [file, target].map((path) => {
    const floor = floorOf(path, floors);
    return { floor, height: floors.indexOf(floor) };
  });
  if (from === undefined || to === undefined) return undefined;
  const unknown = [from, to].find(({ height }) => height < 0);
  if (unknown !== undefined) {
    return `imports ${target}, but tools/layers/order.ts does not say where in ${side}/ ` +
      `"${unknown.floor}" is`;
  }
  if (to.height <= from.height) return undefined;
  return `imports ${target}, but ${side}/${from.floor}/ is below ${side}/${to.floor}/`;
}

function circular(modules: Modules): Violation[] {
  const imports = new Map(
    [...modules].map(([file, found]) => [
      file,
      new Set(
        found.flatMap(({ specifier }) =>
          specifier?.startsWith(".") ? [targetOf(file, specifier)] : []
        ),
      ),
    ]),
  );
  return circles(imports).map((way) => {
    const [file = "", next = ""] = way;
    const line = modules.get(file)?.find(({ specifier }) =>
      specifier !== undefined && targetOf(file, specifier) === next
    )?.line ?? 1;
    return { file, line, message: `imports itself in a circle: ${way.join(" → ")}` };
  });
}

function targetOf(file: string, specifier: string): string {
  return /^\.\.?\//.test(specifier) ? normalize(join(dirname(file), specifier)) : specifier;
}

/** `server` for `server/a/b.ts`, `root` for `main.ts`. */
function sideOf(path: string): string {
  const slash = path.indexOf("/");
  return slash < 0 ? "root" : path.slice(0, slash);
}

/** The folder of the plan that a file lies in, without its side; where it is in none, its own folder. */
function floorOf(path: string, floors: readonly string[]): string {
  const folders = path.split("/").slice(1, -1);
  for (let depth = folders.length; depth > 0; depth--) {
    const floor = folders.slice(0, depth).join("/");
    if (floors.includes(floor)) return floor;
  }
  return folders.join("/") || path;
}

/** Reads every module of the project. */
async function readModules(folder: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  const read = async (path: string): Promise<void> => {
    for await (const { name, isDirectory } of Deno.readDir(join(folder, path))) {
      const below = join(path, name);
      if (isDirectory && FOLDERS.includes(sideOf(`${below}/`))) await read(below);
      else if (/\.[cm]?[jt]sx?$/.test(name)) {
        files.set(below, await Deno.readTextFile(join(folder, below)));
      }
    }
  };
  await read("");
  return files;
}

if (import.meta.main) {
  const files = await readModules(fileURLToPath(new URL("..", import.meta.url)));
  const found = violations(files);
  for (const { file, line, message } of found) console.error(`${file}:${line} ${message}`);
  if (found.length > 0) Deno.exitCode = 1;
  else console.log(`Checked the layers of ${files.size} files`);
}
