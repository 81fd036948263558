/** The options of `chat config` and what they do. */
import { dirname } from "node:path";
import type { Command } from "@commander-js/extra-typings";
import { clientFolder } from "../base/client_folder.ts";
import { ClientFailure, EXIT, type ExitCode } from "../base/failure.ts";
import { mayOthersRead } from "../base/private_file.ts";
import { hasPassword } from "../net/proxy/proxy.ts";
import { complain, say, sayError } from "../base/say.ts";
import { CONFIG_FILE, readConfig } from "./config_file.ts";
import { defaultConfigText } from "./default_text.ts";

const DETAILS = `
Without options it says where the file is and whether everything in it can be taken.

Examples:
  chat config --default > "$(chat config --path)"   begin with everything as it is by default
  chat config --check                               exits with 2 when something is wrong in it`;

/** What `chat config` is asked for. */
export interface ConfigCommandOptions {
  default?: true | undefined;
  path?: true | undefined;
  check?: true | undefined;
  configDir?: string | undefined;
}

/** Where `chat config` writes. */
export interface ConfigOutput {
  out: (text: string) => void;
  err: (text: string) => void;
}

/** Adds the options, help and action of `chat config` to `command`. */
export function configureConfig(command: Command): void {
  command
    .option("--default", "print the file with everything as it is by default, and comments")
    .option("--path", "print where the file is looked for, and make the folder for it")
    .option("--check", "say what in the file cannot be taken; exit with 2 when there is something")
    .option("--config-dir <folder>", "look in this folder")
    .addHelpText("after", DETAILS)
    .action(async (options) => {
      try {
        Deno.exitCode = await runConfig(options, { out: say, err: sayError });
      } catch (error) {
        if (!(error instanceof ClientFailure)) throw error;
        complain(error.message);
        Deno.exitCode = error.exitCode;
      }
    });
}

/** Runs `chat config`; returns the exit code. */
export async function runConfig(
  options: ConfigCommandOptions,
  { err, out }: ConfigOutput,
): Promise<ExitCode> {
  if (options.default) {
    out(defaultConfigText().trimEnd());
    return EXIT.fine;
  }
  const folder = clientFolder(options.configDir);
  const { config, exists, path, problems } = await readConfig(folder);
  if (path === undefined) {
    err("chat: There is no config folder, because neither HOME nor CHAT_CONFIG_DIR is set");
    return EXIT.error;
  }
  if (options.path) {
    // Whoever asks is about to write it, and a shell makes no folder.
    await Deno.mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch(() => {});
    out(path);
    return EXIT.fine;
  }
  for (const problem of problems) err(problem);
  const isOpen = hasPassword(config.proxy) && await mayOthersRead(path);
  if (isOpen) {
    err(
      `${path}: others can read it, and the password of a proxy; protect it with: chmod 600 ${path}`,
    );
  } else if (problems.length === 0) {
    out(exists ? `${path}: everything in it is fine` : `${path}: there is none`);
  }
  if (!exists) out(`chat config --default prints a ${CONFIG_FILE} to begin with`);
  return options.check && problems.length > 0 ? EXIT.usage : EXIT.fine;
}
