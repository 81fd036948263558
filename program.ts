/** The program's commands and what `chat` and `chat --help` say about them. */
import { Command, CommanderError } from "@commander-js/extra-typings";
import { ignoreDebuggerSignal } from "./debugger_signal.ts";
import { PROGRAM_VERSION } from "./protocol/version.ts";

/** Exit codes that scripts can rely on. */
export const EXIT_USAGE = 2;
const EXIT_ERROR = 1;

/** What each command is for, in the order of the help. */
const COMMANDS = {
  serve: "Start a server.",
  connect: "Connect to a server and talk.",
  send: "Send files to a room or to somebody.",
  get: "Fetch the file of a message.",
  admin: "Administer a server from its machine.",
  top: "Watch the connections of a server live.",
  config: "Show and check the client's settings.",
} as const;

/** What people type behind `chat`. */
export type CommandName = keyof typeof COMMANDS;

/** Gives a command its options and what it does, and loads what that needs. */
export type Configure = (command: Command) => Promise<void>;

const EXAMPLES = `
Examples:
  chat serve                          serve on port 5000, data in ./chat-data
  chat connect localhost              talk, on the same machine
  chat connect alice@chat.example     talk, on another one
  echo "build is green" | chat connect bot@chat.example
  chat send photo.png alice@chat.example --room general
  chat admin user add alice --role owner
  chat top alice@chat.example         watch its connections, as an admin

Run "chat serve --help", "chat connect --help" and so on for all options.`;

/**
 * Runs the command that `args` name; sets the exit code 2 when they cannot be understood. A file of
 * code that is never started with some of the commands may leave them out of `commands`.
 */
export async function runProgram(
  args: readonly string[],
  commands: Readonly<Partial<Record<CommandName, Configure>>>,
): Promise<void> {
  ignoreDebuggerSignal();
  const program = new Command("chat")
    .description("A chat server and its terminal client in one file.")
    .version(PROGRAM_VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .addHelpText("after", EXAMPLES)
    .helpCommand("help [command]", "print the help of a command")
    .showSuggestionAfterError()
    .configureOutput({ writeOut: print, writeErr: complain })
    .exitOverride();

  // Only the command that was asked for is loaded with its options; the others need a name and a line
  // for the help and for suggestions.
  const known = new Map(
    Object.entries(COMMANDS).map(([name, description]) => [
      name,
      program.command(name).description(description).copyInheritedSettings(program),
    ]),
  );
  const asked = args.find((arg) => !arg.startsWith("-"));
  const helpFor = asked === "help" ? args[args.indexOf("help") + 1] : asked;
  const command = helpFor === undefined ? undefined : known.get(helpFor);
  if (asked === "help" && helpFor !== undefined && command === undefined) {
    // Without the word before it the mistake is the one that is named, with a suggestion.
    args = args.filter((arg) => arg !== "help");
  }
  if (command !== undefined) {
    const configure = commands[helpFor as CommandName];
    if (configure === undefined) throw new RangeError(`This file has no code for ${helpFor}`);
    await configure(command);
  }

  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      Deno.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
    } else if (isUnwritable(error)) {
      // `chat serve --help | head` is no error.
      if (error instanceof Deno.errors.BrokenPipe) Deno.exit(0);
      complain(`chat: Nothing can be written there: ${error.message}\n`);
      Deno.exitCode = EXIT_ERROR;
    } else throw error;
  }
}

function print(text: string): void {
  writeAll(Deno.stdout, text);
}

/** Where nobody can be told, the exit code still says it. */
function complain(text: string): void {
  try {
    writeAll(Deno.stderr, text);
  } catch (error) {
    if (!isUnwritable(error)) throw error;
  }
}

function writeAll(output: typeof Deno.stdout | typeof Deno.stderr, text: string): void {
  const bytes = new TextEncoder().encode(text);
  for (let written = 0; written < bytes.length;) {
    written += output.writeSync(bytes.subarray(written));
  }
}

/** Codes of the system for an output that takes nothing: a full disk, a closed pipe. */
const UNWRITABLE: readonly unknown[] = ["ENOSPC", "EDQUOT", "EFBIG", "EIO", "EPIPE", "EBADF"];

function isUnwritable(error: unknown): error is Error {
  return error instanceof Error && "code" in error && UNWRITABLE.includes(error.code);
}
