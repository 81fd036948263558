/** `chat serve`: its options, its help, and what it prints. */
import type { Command as AnyCommand } from "commander";
import type { Command } from "@commander-js/extra-typings";
import { GivenSettings } from "../configuration/apply.ts";
import { readConfigFile } from "../configuration/config_file.ts";
import { givenByEnvironment, misspelt, variableOf } from "../configuration/environment.ts";
import { type Given, SettingError } from "../configuration/given.ts";
import { printConfig } from "../configuration/print_config.ts";
import { complain, writeOut } from "../base/standard_streams.ts";
import { addServeOptions, serveOptionsOf } from "./command_options.ts";
import type { ServeOptions } from "./serve_options.ts";
import { runServer } from "./run_server.ts";
import type { LoadPageAssets } from "../base/page_asset.ts";
import type { WorkerEntry } from "../base/start_worker.ts";

const EXAMPLES = `
Examples:
  chat serve                                 TLS with a certificate of its own, port 5000
  chat serve --port 6000 --data /var/lib/chat
  chat serve --cert fullchain.pem --key privkey.pem
  chat serve --acme chat.example.org         a certificate from Let's Encrypt, renewed by itself
  chat serve --sessions-per-user 1           one login at a time
  chat serve --host 127.0.0.1 --no-tls       for a proxy on this machine, or for trying things
  chat serve --web :443                      browsers on a port of their own
  chat serve --log-format json 2>> chat.log
  chat serve --print-config > chat.toml      every option with what it means, to be changed
  chat serve --config chat.toml

Each option can stand in the configuration file (port = 6000) and in the environment
(CHAT_PORT=6000). The command line counts first, then the environment, then the file.

Signals:
  SIGINT, SIGTERM   stop: tell everyone, write what is queued, exit 0
  SIGHUP            read the configuration and the certificate again; stop, where standard input
                    is a terminal`;

/**
 * Adds the options and the action of `serve`; `workerEntry` is where workers are started from, and
 * `pageAssets` gives the page for browsers.
 */
export function configureServe(
  command: Command,
  { pageAssets, workerEntry }: { workerEntry: WorkerEntry; pageAssets: LoadPageAssets },
): void {
  const configured = addServeOptions(command)
    .option("--qr", "print the address for browsers as a QR code as well", false)
    .option("--config <file>", `read options from a file in TOML (or ${variableOf("config")})`)
    .option("--print-config", "print such a file with every option, and serve nothing", false)
    .addHelpText("after", EXAMPLES);
  const settings = new GivenSettings(configured as unknown as AnyCommand);
  configured.action(async (_given, self) => {
    let taken: readonly Given[] = [];
    const read = (): ServeOptions => {
      const given = givenElsewhere(self.opts().config, settings);
      settings.apply(given);
      try {
        const options = serveOptionsOf(self.opts());
        taken = given;
        return options;
      } catch (error) {
        settings.apply(taken);
        throw error;
      }
    };
    let options: ServeOptions;
    try {
      options = read();
    } catch (error) {
      if (!(error instanceof SettingError)) throw error;
      return self.error(`error: ${error.message}`, { exitCode: 2 });
    }
    const { printConfig: isPrinted, qr } = self.opts();
    const names = settings.all.map(({ name }) => name);
    const remarks = misspelt(Object.keys(Deno.env.toObject()), names);
    if (isPrinted) {
      for (const remark of remarks) complain(remark);
      return await writeOut(printConfig(settings));
    }
    await runServer(options, {
      workerEntry,
      pageAssets,
      showsQrCode: qr,
      remarks,
      readAgain() {
        const before = settings.snapshot();
        return { options: read(), changed: settings.changedSince(before) };
      },
    });
  });
}

/** What the command line has left open: in the environment, and in the file that one of them names. */
function givenElsewhere(file: string | undefined, settings: GivenSettings): Given[] {
  const read = (variable: string) => Deno.env.get(variable);
  const path = file ?? (read(variableOf("config")) || undefined);
  return [
    ...givenByEnvironment(settings.all.map(({ name }) => name), read),
    ...(path === undefined ? [] : readConfigFile(path)),
  ];
}
