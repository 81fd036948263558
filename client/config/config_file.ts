/** Finds and reads the config file. */
import { join } from "node:path";
import { printable } from "../../protocol/text/printable.ts";
import { decodeText } from "../base/decode_text.ts";
import { reasonOf } from "../base/failure.ts";
import { type Config, DEFAULT_CONFIG } from "./config.ts";

/** Name of the file inside the config folder. */
export const CONFIG_FILE = "config.jsonc";

/** Longest file that is read, in bytes. */
const MAX_BYTES = 256 * 1024;

/** What was found. */
export interface FoundConfig {
  readonly config: Config;
  /** `undefined` when there is no folder to look in. */
  readonly path: string | undefined;
  readonly exists: boolean;
  /** Each is one sentence that begins with the path and the line, like an error of a compiler. */
  readonly problems: readonly string[];
}

/** Reads the config in `folder`; without a file, or with one that is damaged, the default holds. */
export async function readConfig(folder: string | undefined): Promise<FoundConfig> {
  if (folder === undefined) {
    return { config: DEFAULT_CONFIG, path: undefined, exists: false, problems: [] };
  }
  const path = join(folder, CONFIG_FILE);
  let text: string;
  try {
    const { size } = await Deno.stat(path);
    if (size > MAX_BYTES) throw new RangeError(`it is longer than ${MAX_BYTES} bytes`);
    const decoded = decodeText(await Deno.readFile(path));
    if (decoded === undefined) throw new SyntaxError("it is not UTF-8 text; save it as UTF-8");
    text = decoded;
  } catch (error) {
    const exists = !(error instanceof Deno.errors.NotFound);
    const problems = exists ? [`${path}: cannot be read (${printable(reasonOf(error))})`] : [];
    return { config: DEFAULT_CONFIG, path, exists, problems };
  }
  // Who has no such file does not wait for the parser to be loaded.
  const { parseConfig } = await import("./parse_config.ts");
  const { config, problems } = parseConfig(text);
  const lines = problems.map((problem) => `${path}:${problem.line}: ${problem.text}`);
  return { config, path, exists: true, problems: lines };
}
