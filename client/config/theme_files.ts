/** Theme files: `themes/NAME.jsonc` in the config folder. */
import { join } from "node:path";
import { nearest } from "../../protocol/text/nearest.ts";
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";
import { type ThemeFile, THEMES } from "./config.ts";
import { parseTheme } from "./parse_config.ts";
import { readSettings } from "./read_settings.ts";

/** The folder of the files in the config folder, and how their names end. */
const FOLDER = "themes";
const END = ".jsonc";

/** Most files that are listed. */
const MAX_THEMES = 200;

/** The names of all themes: those without a file first, then the files by name. */
export async function themeNames(folder: string | undefined): Promise<readonly string[]> {
  const found: string[] = [];
  try {
    if (folder !== undefined) {
      for await (const { isDirectory, name } of Deno.readDir(join(folder, FOLDER))) {
        const [, theme] = /^([a-z0-9][a-z0-9_-]{0,63})\.jsonc$/.exec(name) ?? [];
        if (theme !== undefined && !isDirectory) found.push(theme);
        if (found.length >= MAX_THEMES) break;
      }
    }
  } catch {
    // There is no such folder, or none that may be read: then there are no files.
  }
  const own = found.filter((name) => THEMES.every((theme) => theme !== name)).sort();
  return [...THEMES, ...own];
}

/** What the file of a theme says, and what in it cannot be taken; or why there is nothing. */
export async function readTheme(
  folder: string,
  name: string,
): Promise<{ theme: ThemeFile; problems: readonly string[] } | { problem: string }> {
  const path = join(folder, FOLDER, name + END);
  try {
    const { problems, theme } = parseTheme(await readSettings(path));
    return { theme, problems: problems.map(({ line, text }) => `${path}:${line}: ${text}`) };
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      return { problem: `${path} cannot be read (${printable(reasonOf(error))})` };
    }
    const names = await themeNames(folder);
    const meant = nearest(name, names);
    return {
      problem: `There is no theme "${name}"; ` +
        (meant === undefined ? `there are ${names.join(", ")}` : `did you mean "${meant}"?`),
    };
  }
}
