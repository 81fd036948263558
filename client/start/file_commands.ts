/** The options of `chat send` and `chat get` and their help. */
import type { Command } from "@commander-js/extra-typings";
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { ClientFailure, EXIT, type ExitCode, reasonOf } from "../base/failure.ts";
import { systemClock } from "../base/clock.ts";
import { complain } from "../base/say.ts";
import type { StartWorker } from "../pictures/picture_decoder.ts";
import { printable } from "../../protocol/text/printable.ts";

const SEND_DETAILS = `
It ends when the messages with the files are stored, and prints a line "ID NAME" for each. What breaks
off goes on by itself; after the program was ended, the same command goes on where it was.

Examples:
  chat send report.pdf photo.png alice@chat.example --room general --caption "as promised"
  chat send key.txt alice@chat.example --to bob
  tar c logs | chat send - bot@chat.example --room ops --name logs.tar --password-file pw

Exit codes: those of chat connect; 1 when a file was not sent.`;

const GET_DETAILS = `
ID is the number of the message: "id" in --json, "id:…" in /files. The file is checked by its SHA-256;
nothing is overwritten. What breaks off goes on by itself, also when the same command is run again.

Examples:
  chat get alice@chat.example 1234
  chat get alice@chat.example 1234 --output /tmp/photo.png
  chat get bot@chat.example 1234 --output - --password-file pw | tar t

Exit codes: those of chat connect; 1 when the file was not fetched.`;

/** Adds the arguments, options, help and action of `chat send` to `command`. */
export function configureSend(
  command: Command,
  { startWorker }: { startWorker: StartWorker },
): void {
  command
    .argument("<files...>", "the files, - for standard input; and behind them [user@]host[:port]")
    .option("-r, --room <room>", "send to this room; joins it where needed")
    .option("--to <name>", "send to this person")
    .option("--caption <text>", "what is said of the file, or of the last one of several")
    .option("--name <name>", "what standard input is called (otherwise: stdin)")
    .option("--json", "print how far the files are, and what becomes of them, as JSON lines")
    .option("--password-file <file>", "read the password from the first line of this file")
    .option("--token-file <file>", "scripts: log in with the token in the first line of this file")
    .option("--code-command <command>", "scripts: a program that shows the code of a second factor")
    .option("--device <name>", "what the server lists this device as")
    .option("--fingerprint <SHA256:…>", "accept only the server with this key")
    .option("--no-tls", "connect without encryption")
    .option("--proxy <address>", "connect through this proxy: socks5://host:1080, http://…, none")
    .option("--config-dir <folder>", "remember servers in this folder")
    .addHelpText("after", SEND_DETAILS)
    .action((words, { caption, json, name, room, to, ...options }) =>
      ended(async () => {
        const address = words.at(-1);
        const files = words.slice(0, -1);
        if (address === undefined || files.length === 0) {
          throw new ClientFailure(
            EXIT.usage,
            "Say which files and where, for example: chat send photo.png alice@chat.example --room general",
          );
        }
        const { prepareSession } = await import("../login/prepare_session.ts");
        const { sendFiles } = await import("../script/send_files.ts");
        const { PictureDecoder } = await import("../pictures/picture_decoder.ts");
        const { previewMaker } = await import("../pictures/preview_of_file.ts");
        const previewOf = previewMaker(new PictureDecoder(startWorker, systemClock));
        const { readProxySetting } = await import("../config/proxy_setting.ts");
        const proxySetting = await readProxySetting(options.configDir);
        const prepared = await prepareSession({ address, ...options, proxySetting });
        const session = { ...prepared, previewOf };
        return await sendFiles(session, { files, caption, name, room, to, isJson: json ?? false });
      })
    );
}

/** Adds the arguments, options, help and action of `chat get` to `command`. */
export function configureGet(command: Command): void {
  command
    .argument("<[user@]host[:port]>", "the server, on port 5000 unless it says otherwise")
    .argument("<ID>", "the number of the message with the file", messageId)
    .option(
      "-o, --output <file>",
      "write into this file; - writes to standard output, but on no terminal",
    )
    .option("--json", "print how far it is, and what becomes of it, as JSON lines")
    .option("--password-file <file>", "read the password from the first line of this file")
    .option("--token-file <file>", "scripts: log in with the token in the first line of this file")
    .option("--code-command <command>", "scripts: a program that shows the code of a second factor")
    .option("--device <name>", "what the server lists this device as")
    .option("--fingerprint <SHA256:…>", "accept only the server with this key")
    .option("--no-tls", "connect without encryption")
    .option("--proxy <address>", "connect through this proxy: socks5://host:1080, http://…, none")
    .option("--config-dir <folder>", "remember servers in this folder")
    .addHelpText("after", GET_DETAILS)
    .action((address, id, { json, output, ...options }) =>
      ended(async () => {
        const { prepareSession } = await import("../login/prepare_session.ts");
        const { getFile } = await import("../script/get_file.ts");
        const { readProxySetting } = await import("../config/proxy_setting.ts");
        const proxySetting = await readProxySetting(options.configDir);
        const session = await prepareSession({ address, ...options, proxySetting });
        return await getFile(session, { messageId: id, output, isJson: json ?? false });
      })
    );
}

async function ended(run: () => Promise<ExitCode>): Promise<void> {
  try {
    Deno.exit(await run());
  } catch (error) {
    const isExpected = error instanceof ClientFailure;
    complain(
      isExpected
        ? error.message
        : `Something went wrong inside the client (${printable(reasonOf(error))}); ` +
          "please report it with what you did",
    );
    Deno.exit(isExpected ? error.exitCode : EXIT.error);
  }
}

function messageId(text: string): number {
  const id = Number(text.replace(/^id:/i, ""));
  if (Number.isSafeInteger(id) && id > 0) return id;
  throw new InvalidArgumentError("It must be the number of a message.");
}
