/** The options of `chat connect` and their help. */
import { type Command, InvalidArgumentError } from "@commander-js/extra-typings";
import { printable } from "../../protocol/text/printable.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import { MAX_HISTORY_MESSAGES } from "../conversation/history_limits.ts";
import { complain } from "../base/say.ts";
import type { StartWorker } from "../pictures/picture_decoder.ts";

const DETAILS = `
On a terminal it opens the full screen: a form asks for what is missing, F1 shows all keys and
commands, and "chat config" has the settings. When its input or output is a pipe or a file, each
line of the input is sent as a message or is a /command, and messages print as "alice: hi", private
ones as "bob -> you: hi"; it ends with its input when everything is stored.

The first connection to a server remembers its key in "known_servers" in the config folder; a
server whose key has changed later is refused.

Examples:
  chat connect localhost                           log in or register, and talk
  chat connect alice@chat.example:5000             the same, as alice
  chat connect alice@[2001:db8::7]:5000            an IPv6 address with a port needs brackets
  echo "build is green" | CHAT_PASSWORD=… chat connect bot@chat.example
  chat connect --register --password-file pw bot@chat.example < /dev/null
  tail -f app.log | chat connect --password-file pw bot@chat.example > /dev/null
  chat connect --json --password-file pw bot@chat.example < requests.jsonl
  chat connect --send log.gz --password-file pw bot@chat.example < /dev/null

Environment:
  CHAT_PASSWORD     the password, when it should not be asked for
  CHAT_TOKEN        a token (/token makes one) with which a script logs in
  CHAT_CODE         the code of a second factor, for a script with a password
  CHAT_ALLOW_RUN    what it may start: the program of --code-command, for example
  CHAT_CONFIG_DIR   the config folder (else $XDG_CONFIG_HOME/chat, else ~/.config/chat)
  ALL_PROXY         the proxy (socks5://… or http://…), but for what NO_PROXY names
  NO_COLOR          no colours

Exit codes:
  0 fine   1 error, or a message was refused   2 wrong usage   3 cannot connect
  4 refused (password, name taken, banned)     5 the key of the server has changed`;

/** Adds the arguments, options, help and action of `chat connect` to `command`. */
export function configureConnect(
  command: Command,
  { startWorker }: { startWorker: StartWorker },
): void {
  command
    .argument(
      "[[user@]host[:port]]",
      "the server, on port 5000 unless it says otherwise; on a terminal it is asked for",
    )
    .option("-r, --room <room>", "talk in this room; joins it where needed (otherwise: general)")
    .option("--register", "make the account first")
    .option("--invite <code>", "make the account with this invite code")
    .option("--password-file <file>", "read the password from the first line of this file")
    .option("--token-file <file>", "scripts: log in with the token in the first line of this file")
    .option("--code-command <command>", "scripts: a program that shows the code of a second factor")
    .option("--device <name>", "what the server lists this device as")
    .option("--fingerprint <SHA256:…>", "accept only the server with this key")
    .option("--no-tls", "connect without encryption")
    .option("--proxy <address>", "connect through this proxy: socks5://host:1080, http://…, none")
    .option(
      "--history <N>",
      "show the last N messages (--plain on a terminal: 20; the full screen scrolls)",
      parseCount,
    )
    .option(
      "--json",
      "print events and answers as JSON lines; lines that begin with { go out as is",
    )
    .option(
      "--send <file>",
      "send this file to the room first; may stand several times",
      (file: string, before: string[] | undefined) => [...before ?? [], file],
    )
    .option("--caption <text>", "what is said of the file, or of the last one of several")
    .option("--plain", "no full screen, just lines above a prompt")
    .option("--no-remember", "keep nothing for the next time: no login, no server, no text")
    .option("--config-dir <folder>", "remember servers in this folder")
    .addHelpText("after", DETAILS)
    .action(async (address, options) => {
      try {
        const { connect } = await import("./connect.ts");
        Deno.exit(await connect({ address, startWorker, ...options }));
      } catch (error) {
        const isExpected = error instanceof ClientFailure;
        complain(isExpected ? error.message : explainUnexpected(error));
        Deno.exit(isExpected ? error.exitCode : EXIT.error);
      }
    });
}

function parseCount(text: string): number {
  const count = Number(text);
  if (!/^\d{1,4}$/.test(text) || count > MAX_HISTORY_MESSAGES) {
    throw new InvalidArgumentError(`It must be a number from 0 to ${MAX_HISTORY_MESSAGES}.`);
  }
  return count;
}

function explainUnexpected(error: unknown): string {
  return `Something went wrong inside the client (${printable(reasonOf(error))}); ` +
    "please report it with what you did";
}
