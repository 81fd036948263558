/** The proxy that the config file names. */
import { clientFolder } from "../base/client_folder.ts";
import { readConfig } from "./config_file.ts";

/** What it is in the folder that `--config-dir` names, for clients whose settings do not change. */
export async function readProxySetting(asked: string | undefined): Promise<() => string> {
  const { config: { proxy } } = await readConfig(clientFolder(asked));
  return () => proxy;
}
