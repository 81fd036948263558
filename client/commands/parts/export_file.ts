/** Writes everything that belongs to an account into a file. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { reasonOf } from "../../base/failure.ts";
import { gatherExport } from "./gather_export.ts";
import { Mistake } from "./mistake.ts";

/**
 * Fetches part after part and writes them as one JSON object: lists in the parts are put one behind
 * the other. The file must not exist yet; nobody else can read it. Returns the number of parts.
 *
 * @throws {Mistake} when the file cannot be written; nothing is left of it when anything fails.
 */
export async function exportTo(
  path: string,
  fetchPart: (after: number | undefined) => Promise<AnswerFields["export"]>,
): Promise<number> {
  using file = await create(path);
  try {
    const { parts, whole } = await gatherExport(fetchPart);
    const bytes = new TextEncoder().encode(`${JSON.stringify(whole, undefined, 2)}\n`);
    for (let written = 0; written < bytes.length;) {
      written += await file.write(bytes.subarray(written));
    }
    await file.sync();
    return parts;
  } catch (error) {
    await Deno.remove(path).catch(() => {}); // the error that led here says more
    throw error;
  }
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
