/** Finds the folder of the logs. */
import { isAbsolute, join } from "node:path";
import type { PathRoots } from "../files/local_paths.ts";

/**
 * The folder that the settings name, from the home folder on when it begins with `~` or is not
 * absolute; `logs` in the config folder when they name none. `undefined` where there is none.
 */
export function logFolder(
  named: string,
  configFolder: string | undefined,
  { home }: PathRoots,
): string | undefined {
  if (named === "") return configFolder && join(configFolder, "logs");
  if (isAbsolute(named)) return named;
  return home && join(home, named.replace(/^~[/\\]?/, ""));
}
