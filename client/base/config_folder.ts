/** Finds the folder in which the client keeps what it remembers. */
import { join } from "node:path";

/** What decides where the folder is. */
export interface ConfigFolderOptions {
  /** The folder that `--config-dir` names. */
  asked?: string | undefined;
  environment: (name: string) => string | undefined;
  isWindows: boolean;
}

/**
 * The folder, which need not exist yet: what was asked for, else `$CHAT_CONFIG_DIR`, else the
 * platform's place (XDG Base Directory Specification; `%APPDATA%` on Windows). `undefined` when the
 * environment names none.
 */
export function configFolder(options: ConfigFolderOptions): string | undefined {
  const { asked, environment, isWindows } = options;
  const named = asked ?? filled(environment("CHAT_CONFIG_DIR"));
  if (named !== undefined) return named;
  if (isWindows) {
    const appData = filled(environment("APPDATA"));
    return appData === undefined ? undefined : join(appData, "chat");
  }
  // The specification says that a relative XDG_CONFIG_HOME is to be ignored.
  const configHome = filled(environment("XDG_CONFIG_HOME"));
  if (configHome?.startsWith("/")) return join(configHome, "chat");
  const home = filled(environment("HOME"));
  return home?.startsWith("/") ? join(home, ".config", "chat") : undefined;
}

function filled(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
