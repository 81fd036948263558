/** What the command lines of the build and of releases have in common. */
import {
  CommanderError,
  type CommandUnknownOpts,
  InvalidArgumentError,
} from "@commander-js/extra-typings";
import { BuildError } from "./build_error.ts";
import { parseTarget, type Target } from "./targets.ts";

/** Reads a target for an option. @throws {InvalidArgumentError} with the nearest one. */
export function targetArgument(name: string): Target {
  try {
    return parseTarget(name);
  } catch (error) {
    throw new InvalidArgumentError(error instanceof Error ? error.message : String(error));
  }
}

/** Runs `command`; the exit code is 2 for a wrong command line, and 1 for what cannot be made. */
export async function runTool(command: CommandUnknownOpts): Promise<void> {
  try {
    await command.parseAsync(Deno.args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      Deno.exitCode = error.exitCode === 0 ? 0 : 2;
    } else if (error instanceof BuildError) {
      console.error(`${error.message}.`);
      Deno.exitCode = 1;
    } else {
      throw error;
    }
  }
}
