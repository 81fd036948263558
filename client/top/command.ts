/** The options of `chat top` and their help. */
import { type Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { ClientFailure } from "../base/failure.ts";
import { complain } from "../base/say.ts";

const DETAILS = `
For admins and owners. One row for each connection: lines and bytes that wait for it, what goes out and
comes in each second, how many events were left out (DROPS) and how many gaps told of them, and how long a ping
takes that waits its turn. Docs: docs/flow-control.md

Keys:
  q quit   n w o i d g l sort by name, waits, out, in, drops, gaps, lag   r reverse
  up, down, page up, page down, home, end scroll

Examples:
  chat top alice@chat.example
  chat top alice@localhost --interval 1
  chat top alice@localhost --once --password-file pw
  chat top alice@localhost --json --password-file pw >> connections.jsonl

Exit codes: those of chat connect.`;

const MS_PER_SECOND = 1_000;

/** Adds the arguments, options, help and action of `chat top` to `command`. */
export function configureTop(command: Command): void {
  command
    .argument("<[user@]host[:port]>", "the server, on port 5000 unless it says otherwise")
    .option("--interval <seconds>", "how long between two looks", seconds, 2)
    .option("--once", "print one look and end")
    .option("--json", "print each look as a line of JSON")
    .option("--password-file <file>", "read the password from the first line of this file")
    .option("--code-command <command>", "a program that shows the code of a second factor")
    .option("--fingerprint <SHA256:…>", "accept only the server with this key")
    .option("--no-tls", "connect without encryption")
    .option("--proxy <address>", "connect through this proxy: socks5://host:1080, http://…, none")
    .option("--config-dir <folder>", "remember servers in this folder")
    .addHelpText("after", DETAILS)
    .action(async (address, { interval, json, once, ...options }) => {
      try {
        const { prepareSession } = await import("../login/prepare_session.ts");
        const { runTop } = await import("./run_top.ts");
        const { readProxySetting } = await import("../config/proxy_setting.ts");
        const proxySetting = await readProxySetting(options.configDir);
        const session = await prepareSession({ address, ...options, proxySetting });
        Deno.exit(
          await runTop(session, {
            intervalMs: interval * MS_PER_SECOND,
            once: once ?? false,
            json: json ?? false,
          }),
        );
      } catch (error) {
        if (!(error instanceof ClientFailure)) throw error;
        complain(error.message);
        Deno.exit(error.exitCode);
      }
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (!/^\d{1,2}(\.\d)?$/.test(text) || value < 0.5 || value > 60) {
    throw new InvalidArgumentError("It must be a number of seconds from 0.5 to 60.");
  }
  return value;
}
