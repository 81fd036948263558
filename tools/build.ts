/** Command line of the build: `deno task build --help` says what it does. */
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { buildExecutable } from "./build/build_executable.ts";
import { runTool, targetArgument } from "./build/command_line.ts";
import { targetFileName, TARGETS } from "./build/targets.ts";

const DESCRIPTION = `Writes the executable ./chat and tests it.

It is made by deno compile, which downloads a base runtime. Where that fails it is a file that unpacks
itself at its first start; which of the two was made is said at the end.`;

const EXAMPLES = `
Examples:
  deno task build
  deno task build --target aarch64-unknown-linux-gnu
  deno task build --output /usr/local/bin/chat

Targets:
  ${TARGETS.join("\n  ")}`;

const command = new Command("deno task build")
  .description(DESCRIPTION)
  .option("--target <triple>", "build for another machine", targetArgument)
  .option("--output <file>", "the file to write (default: ./chat, or ./chat-<triple>)")
  .option("--self-extracting", "make a file that unpacks itself without trying deno compile")
  .addHelpText("after", EXAMPLES)
  .showSuggestionAfterError()
  .allowExcessArguments(false)
  .exitOverride()
  .action(async ({ target, output, selfExtracting = false }) => {
    const root = fileURLToPath(new URL("..", import.meta.url));
    const ownName = Deno.build.os === "windows" ? "chat.exe" : "chat";
    await buildExecutable({
      root,
      output: output === undefined
        ? join(root, target === undefined ? ownName : targetFileName(target))
        : resolve(output),
      selfExtracting,
      say: console.log,
      ...(target === undefined ? {} : { target }),
    });
  });

await runTool(command);
