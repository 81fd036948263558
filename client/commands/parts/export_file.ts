/** Writes everything that belongs to an account into a file, and says which files belong to it. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { reasonOf } from "../../base/failure.ts";
import { filesFolderOf, type OwnFile, withFilePaths } from "./export_files.ts";
import { gatherExport } from "./gather_export.ts";
import { Mistake } from "./mistake.ts";

/** Largest export that is read again to go on with its files. */
const MAX_READ_BYTES = 256 * 1024 * 1024;

/** What an export has come to. */
export interface Exported {
  /** In how many parts the data came. */
  readonly parts: number;
  readonly files: readonly OwnFile[];
}

/**
 * Fetches part after part and writes them as one JSON object: lists in the parts are put one behind
 * the other, and files say where they will be. The file must not exist yet; nobody else can read it.
 *
 * @throws {Mistake} when the file cannot be written; nothing is left of it when anything fails.
 */
export async function exportTo(
  path: string,
  fetchPart: (after: number | undefined) => Promise<AnswerFields["export"]>,
): Promise<Exported> {
  using file = await create(path);
  try {
    const gathered = await gatherExport(fetchPart);
    const { files, whole } = withFilePaths(gathered.whole, lastOf(filesFolderOf(path)));
    const bytes = new TextEncoder().encode(`${JSON.stringify(whole, undefined, 2)}\n`);
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.sync();
    return { parts: gathered.parts, files };
  } catch (error) {
    await Deno.remove(path).catch(() => {}); // the error that led here says more
    throw error;
  }
}

/** The files of an export of this account that was written before; none where it is something else. */
export async function filesOfExport(path: string, username: string): Promise<readonly OwnFile[]> {
  try {
    const { isFile, size } = await Deno.stat(path);
    if (!isFile || size > MAX_READ_BYTES) return [];
    const whole = JSON.parse(await Deno.readTextFile(path));
    if (foldUsername(String(whole?.account?.username)) !== foldUsername(username)) return [];
    return withFilePaths(whole, "").files;
  } catch {
    return []; // it is not there, or something else
  }
}

/** The last part of a path, also of one of Windows. */
function lastOf(path: string): string {
  return path.split(/[/\\]/).at(-1) ?? path;
}

async function create(path: string): Promise<Deno.FsFile> {
  try {
    return await Deno.open(path, { write: true, createNew: true, mode: 0o600 });
  } catch (cause) {
    throw new Mistake(
      cause instanceof Deno.errors.AlreadyExists
        ? `${path} exists already and is left as it is; choose another name`
        : `Cannot write ${path}: ${reasonOf(cause)}`,
      { cause },
    );
  }
}
