/** Runs `chat` from the sources to its end, without an input. */
import { chatCommand } from "./server_process.ts";

/** What the program left behind. */
export interface ChatResult {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs `chat` with these arguments. */
export async function runChat(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<ChatResult> {
  const [command, complete] = chatCommand(args);
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: complete,
    env: { NO_COLOR: "1", ...env },
    stdin: "null",
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}
