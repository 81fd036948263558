/** The config folder of this run. */
import { configFolder } from "./config_folder.ts";
import { environmentOf } from "./environment.ts";

/** The folder, which need not exist yet; `asked` is what `--config-dir` names. */
export function clientFolder(asked: string | undefined): string | undefined {
  return configFolder({
    asked,
    environment: environmentOf,
    isWindows: Deno.build.os === "windows",
  });
}
