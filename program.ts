/** The program's commands and what `chat` and `chat --help` say about them. */
import { Command, CommanderError } from "@commander-js/extra-typings";
import { ignoreDebuggerSignal } from "./debugger_signal.ts";
import { PROGRAM_VERSION } from "./protocol/version.ts";
import type { LoadPageAssets } from "./server/base/page_asset.ts";
import type { WorkerEntry } from "./server/base/worker_client.ts";

/** Exit codes that scripts can rely on. */
export const EXIT_USAGE = 2;
const EXIT_ERROR = 1;

/** What the program needs to know about the file it runs from. */
export interface ProgramOptions {
  /** What workers are started from: `main.ts`, or the bundles in the file that unpacks itself. */
  workerEntry: WorkerEntry;
  /** Gives the files of the page for browsers. */
  pageAssets: LoadPageAssets;
}

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

/** Runs the command that `args` name; sets the exit code 2 when they cannot be understood. */
export async function runProgram(args: readonly string[], options: ProgramOptions): Promise<void> {
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

  const { workerEntry } = options;
  const startWorker = (name: string) => {
    const address = typeof workerEntry === "function" ? workerEntry(name) : new URL(workerEntry);
    return new Worker(address, { type: "module", name });
  };
  // Only the command that was asked for is loaded with its options; the others need a name and a line
  // for the help and for suggestions.
  const asked = args.find((arg) => !arg.startsWith("-"));
  const serve = program.command("serve").description("Start a server.").copyInheritedSettings(
    program,
  );
  const connect = program.command("connect").description("Connect to a server and talk.")
    .copyInheritedSettings(program);
  const send = program.command("send").description("Send files to a room or to somebody.")
    .copyInheritedSettings(program);
  const get = program.command("get").description("Fetch the file of a message.")
    .copyInheritedSettings(program);
  const admin = program.command("admin").description("Administer a server from its machine.")
    .copyInheritedSettings(program);
  const top = program.command("top").description("Watch the connections of a server live.")
    .copyInheritedSettings(program);
  const config = program.command("config").description("Show and check the client's settings.")
    .copyInheritedSettings(program);
  const helpFor = asked === "help" ? args[args.indexOf("help") + 1] : asked;
  if (
    asked === "help" && helpFor !== undefined && program.commands.every((c) => c.name() !== helpFor)
  ) {
    // Without the word before it the mistake is the one that is named, with a suggestion.
    args = args.filter((arg) => arg !== "help");
  }
  if (helpFor === "serve") {
    (await import("./server/start/command.ts")).configureServe(serve, options);
  } else if (helpFor === "connect") {
    (await import("./client/start/command.ts")).configureConnect(connect, { startWorker });
  } else if (helpFor === "send") {
    (await import("./client/start/file_commands.ts")).configureSend(send, { startWorker });
  } else if (helpFor === "get") {
    (await import("./client/start/file_commands.ts")).configureGet(get);
  } else if (helpFor === "admin") {
    (await import("./server/admin/command.ts")).configureAdmin(admin, {
      ...options,
      newPassword: async (username, file) =>
        await (await import("./client/login/new_password.ts")).newPassword(username, file),
    });
  } else if (helpFor === "top") {
    (await import("./client/top/command.ts")).configureTop(top);
  } else if (helpFor === "config") {
    (await import("./client/config/command.ts")).configureConfig(config);
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
