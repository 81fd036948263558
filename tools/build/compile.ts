/** Makes an executable with `deno compile`, which needs a base runtime that Deno downloads. */
import { PERMISSION_FLAGS, runFlag } from "./permissions.ts";
import { type CommandResult, firstError, runCommand } from "./run_command.ts";
import { writeRuntimeConfig } from "./runtime_config.ts";
import { PAGE_FILE, upToDatePage } from "./web_assets.ts";

/** What to compile, and for which machine. */
export interface CompileOptions {
  /** Folder of `main.ts` and `deno.json`. */
  root: string;
  /** The file to write; it must not exist yet. */
  output: string;
  /** Target triple of another machine. @default the machine that runs the build */
  target?: string;
  /** Environment of `deno compile`. @default what this process has */
  environment?: Record<string, string>;
}

/**
 * Runs `deno compile` on the sources. Every module is reached from `main.ts` through an import with
 * a literal name, the workers too; only the page, which is no module of the program, is included by
 * hand.
 */
export async function compile(options: CompileOptions): Promise<CommandResult> {
  const { root, output, target, environment } = options;
  await upToDatePage(root);
  return await runCommand([
    Deno.execPath(),
    "compile",
    "--no-check",
    "--config",
    await writeRuntimeConfig(root),
    ...PERMISSION_FLAGS,
    runFlag(target ?? Deno.build.os),
    ...(target === undefined ? [] : ["--target", target]),
    "--include",
    PAGE_FILE,
    "--output",
    output,
    "main.ts",
  ], { cwd: root, ...(environment === undefined ? {} : { environment }) });
}

/** Why `deno compile` failed, out of what it printed, as the end of a sentence. */
export function compileFailure(result: CommandResult): string {
  if (result.code === 124) return "it did not finish in time";
  const lines = result.stderr.split("\n").map((line) => line.trim());
  // "error: what it was doing", then "Caused by:" and the causes, the innermost one last.
  const error = firstError(result);
  const cause = lines.findLast((line) => /^\d+: (?!<unknown>)/.test(line))?.replace(/^\d+: /, "");
  const download = lines.some((line) => line.includes("denort-"));
  if (download) return `its base runtime could not be downloaded (${cause ?? error})`;
  return cause ?? error;
}
