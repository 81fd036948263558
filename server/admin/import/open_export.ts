/** Opens an export: a folder, an archive, or one file. */
import { basename, dirname, join, relative, sep } from "node:path";
import { plainReason } from "../../base/plain_reason.ts";
import { StartError } from "../../base/start_error.ts";
import { type ExportFiles, MAX_FILES } from "./export_files.ts";
import { openZip } from "./zip_files.ts";

/** How deep folders are looked into. */
const MAX_DEPTH = 12;

/**
 * Opens an export: a folder, a `.zip`, or one file, whose neighbours are there as well when they are
 * asked for.
 *
 * @throws {StartError} when there is none, or it cannot be read.
 */
export async function openExport(path: string): Promise<ExportFiles> {
  let isFolder: boolean;
  try {
    isFolder = (await Deno.stat(path)).isDirectory;
  } catch (error) {
    throw new StartError(`${path} cannot be read: ${plainReason(error)}.`);
  }
  if (!isFolder && path.toLowerCase().endsWith(".zip")) return await openZip(path);
  const folder = await Deno.realPath(isFolder ? path : dirname(path));
  const sizes = new Map<string, number>();
  const found = new Map<string, number>();
  walk(folder, { folder, depth: 0, found });
  for (const name of [...found.keys()].toSorted()) sizes.set(name, found.get(name) ?? 0);
  return {
    sizes,
    ...(isFolder ? {} : { only: basename(path) }),
    async open(name) {
      if (!sizes.has(name)) throw new Deno.errors.NotFound("it is not there");
      return (await Deno.open(join(folder, name))).readable;
    },
    close() {},
  };
}

/** Links are not followed: they could lead out of the export, or round in circles. */
function walk(
  at: string,
  { depth, folder, found }: { folder: string; depth: number; found: Map<string, number> },
): void {
  for (const { isDirectory, isFile, name } of Deno.readDirSync(at)) {
    const path = join(at, name);
    if (isDirectory && depth < MAX_DEPTH) walk(path, { folder, depth: depth + 1, found });
    if (!isFile) continue;
    if (found.size >= MAX_FILES) {
      throw new StartError(`There are more than ${MAX_FILES} files in ${folder}.`);
    }
    found.set(relative(folder, path).split(sep).join("/"), Deno.statSync(path).size);
  }
}
