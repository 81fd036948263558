/** Command line of releases: `deno task release --help` says what it does. */
import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";
import { Command } from "@commander-js/extra-typings";
import { runTool, targetArgument } from "./build/command_line.ts";
import { type Target, TARGETS } from "./build/targets.ts";
import { makeRelease } from "./release/make_release.ts";

const DESCRIPTION =
  `Writes a release: for each machine an executable (for Windows a folder in a ZIP archive),
packages for Debian, a script that installs, a bill of materials (CycloneDX) and checksums.

The runtimes come from npm and are checked against what this project knows of them.`;

const command = new Command("deno task release")
  .description(DESCRIPTION)
  .option(
    "--target <triple>",
    "only for this machine; can be given several times",
    (name: string, before: Target[] | undefined) => [...before ?? [], targetArgument(name)],
  )
  .option("--output <folder>", "the folder to write into (default: ./dist/release)")
  .addHelpText("after", `\nTargets:\n  ${TARGETS.join("\n  ")}`)
  .allowExcessArguments(false)
  .exitOverride()
  .action(async ({ target, output }) => {
    const root = fileURLToPath(new URL("..", import.meta.url));
    await makeRelease({
      root,
      output: output === undefined ? join(root, "dist", "release") : resolve(output),
      targets: target ?? TARGETS,
      say: console.log,
    });
  });

await runTool(command);
