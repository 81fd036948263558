/** Runs another program for the build and tells how it went. */

/** How a program ended. */
export interface CommandResult {
  /** Exit code; 124 when it took too long and was killed, 127 when it could not be started. */
  code: number;
  stdout: string;
  stderr: string;
}

/** Options of {@linkcode runCommand}. */
export interface CommandOptions {
  /** @default the folder of this process */
  cwd?: string;
  /** The whole environment of the program, but for colours. @default what this process has */
  environment?: Record<string, string>;
  /** After which the program is killed. @default 300_000 */
  timeoutMs?: number;
}

/**
 * Runs `file` with `args` to its end and collects what it prints, which is read and not shown and so
 * has no colours; never throws for how it ends.
 */
export async function runCommand(
  [file, ...args]: readonly [string, ...string[]],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const { cwd, environment, timeoutMs = 300_000 } = options;
  const deadline = AbortSignal.timeout(timeoutMs);
  try {
    const output = await new Deno.Command(file, {
      args,
      stdin: "null",
      signal: deadline,
      ...(cwd === undefined ? {} : { cwd }),
      clearEnv: true,
      env: withoutColours(environment ?? Deno.env.toObject()),
    }).output();
    const decoder = new TextDecoder();
    return {
      code: deadline.aborted ? 124 : output.code,
      stdout: decoder.decode(output.stdout),
      stderr: decoder.decode(output.stderr),
    };
  } catch (error) {
    // What is not there or is no program for this machine is an ordinary outcome for a build.
    return { code: 127, stdout: "", stderr: error instanceof Error ? error.message : `${error}` };
  }
}

/** Some programs let what forces colours win over what forbids them. */
function withoutColours(environment: Record<string, string>): Record<string, string> {
  const { FORCE_COLOR: _, CLICOLOR_FORCE: __, ...rest } = environment;
  return { ...rest, NO_COLOR: "1" };
}

/** The first line of `text`, for the end of a sentence. */
export function firstLine(text: string): string {
  return text.trim().split("\n", 1)[0] ?? "";
}

/** What deno gave as the reason why it failed, and where: the first "error: …" and its place. */
export function firstError({ code, stderr }: CommandResult): string {
  const found = stderr.match(/^error: (.+(?:\n +at .+)*)/m)?.[1];
  return found?.replaceAll(/\n +/g, " ") ?? `deno ended with exit code ${code}`;
}
