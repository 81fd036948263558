/** Finds and reads the config file. */
import { join } from "node:path";
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";
import { UNREAD_PROXY } from "../net/proxy/proxy.ts";
import { type Config, DEFAULT_CONFIG, type ThemeFile, THEMES } from "./config.ts";
import { readSettings } from "./read_settings.ts";

/** Name of the file inside the config folder. */
export const CONFIG_FILE = "config.jsonc";

/** What was found. */
export interface FoundConfig {
  readonly config: Config;
  /** What the file of the theme says; `undefined` for a theme without one. */
  readonly themeFile?: ThemeFile | undefined;
  /** `undefined` when there is no folder to look in. */
  readonly path: string | undefined;
  readonly exists: boolean;
  /** Each is one sentence that begins with the path and the line, like an error of a compiler. */
  readonly problems: readonly string[];
}

/**
 * Reads the config in `folder`; without a file, or with one that is damaged, the default holds. Only
 * which proxy is wanted is never guessed.
 */
export async function readConfig(folder: string | undefined): Promise<FoundConfig> {
  if (folder === undefined) {
    return { config: DEFAULT_CONFIG, path: undefined, exists: false, problems: [] };
  }
  const path = join(folder, CONFIG_FILE);
  let text: string;
  try {
    text = await readSettings(path);
  } catch (error) {
    const exists = !(error instanceof Deno.errors.NotFound);
    const problems = exists ? [`${path}: cannot be read (${printable(reasonOf(error))})`] : [];
    const config = exists ? { ...DEFAULT_CONFIG, proxy: UNREAD_PROXY } : DEFAULT_CONFIG;
    return { config, path, exists, problems };
  }
  return await understood({ folder, path, text });
}

/** What a config says that stands in a file of this folder, with the file of its theme. */
export async function understood(
  { folder, mostProblems, path, text }: {
    folder: string;
    path: string;
    text: string;
    /** @default those that people are told. */
    mostProblems?: number;
  },
): Promise<FoundConfig> {
  // Who has no such file does not wait for the parser to be loaded.
  const { lineOf, parseConfig } = await import("./parse_config.ts");
  const { config, problems } = parseConfig(text, mostProblems);
  const lines = problems.map((problem) => `${path}:${problem.line}: ${problem.text}`);
  if (THEMES.some((name) => name === config.theme)) {
    return { config, path, exists: true, problems: lines };
  }
  const { readTheme } = await import("./theme_files.ts");
  const found = await readTheme(folder, config.theme);
  if ("theme" in found) {
    const all = [...lines, ...found.problems];
    return { config, themeFile: found.theme, path, exists: true, problems: all };
  }
  const problem = `${path}:${lineOf(text, "theme")}: ${found.problem}`;
  const theme = DEFAULT_CONFIG.theme;
  return { config: { ...config, theme }, path, exists: true, problems: [...lines, problem] };
}
