/** Where files go that are fetched, when nobody says. */
import { join } from "node:path";
import { absolutePath, pathOf, type PathRoots } from "./local_paths.ts";

/**
 * The folder of the settings, else `Downloads` in the home folder where there is one, else the
 * current folder. Rejects with a {Mistake} when that is gone.
 */
export async function downloadsFolder(
  setting: string | undefined,
  roots: PathRoots,
): Promise<string> {
  if (setting !== undefined && setting !== "") {
    return pathOf({ text: setting, isFromHome: /^~(?:[/\\]|$)/.test(setting) }, roots);
  }
  if (roots.home !== undefined) {
    const folder = join(roots.home, "Downloads");
    try {
      if ((await Deno.stat(folder)).isDirectory) return folder;
    } catch {
      // There is none.
    }
  }
  return absolutePath(".");
}
