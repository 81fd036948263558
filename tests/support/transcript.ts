/** Plays the newcomer's session of the README with the real executable in real terminals. */
import { join } from "node:path";
import { executable, executableEnvironment } from "./executable.ts";
import type { TemporaryFolder } from "./test_server.ts";
import { Tmux } from "./tmux.ts";

/** What the README says instead of what is different on every machine. */
const EXAMPLE_TIME = "17:00";
const EXAMPLE_FINGERPRINT = "SHA256:6yQ6RrhZhPeTvbDLtR6Ga8gb2n1QCNTs2bzX9tTkq3A";
const EXAMPLE_CODE = "7Q4M-XK2P-9WHD-3VTB";
const EXAMPLE_RECOVERY = "2PRS-NDS8-G1F5-ZDKJ-DH34-H453-VXXN-KRXN";
const EXAMPLE_FOLDER = "/home/you/chat-data";
const EXAMPLE_ADDRESS = "192.0.2.7";

/** Plays the session; returns the three terminals as the README shows them. */
export async function playTranscript(folder: TemporaryFolder): Promise<string> {
  await Deno.symlink(await executable(), join(folder.path, "chat"));
  const port = freePort();
  await using server = await terminal(folder, "server");
  await server.enter(`./chat serve --port ${port}`);
  await server.until("Ctrl+C stops the server.");

  await using alice = await terminal(folder, "alice");
  await register(alice, `./chat connect --plain localhost:${port}`, "alice");
  await using bob = await terminal(folder, "bob");
  await register(bob, `./chat connect --plain localhost:${port}`, "bob");
  await alice.until("bob joined");
  await alice.enter("hello bob");
  await bob.until("alice: hello bob");
  await bob.enter("hi! this is easy");
  await alice.until("bob: hi! this is easy");
  await bob.enter("@alice only you can read this");
  await alice.until("only you can read this");
  await bob.enter("exit");
  await alice.until("bob left");
  await alice.enter("exit");
  await alice.until(/\n\$\s*$/);

  const screens = [await server.screen(), await alice.screen()];
  await server.press("C-c");
  return screens.map((screen) => normalize(screen, folder.path, port)).join("\n");
}

async function terminal(folder: TemporaryFolder, name: string): Promise<Tmux> {
  const config = join(folder.path, `config-${name}`);
  const shell = ["sh", "-c", `cd '${folder.path}' && exec env PS1='$ ' sh -i`];
  // A newcomer starts it for the first time, however often this test has run.
  const cache = join(folder.path, "cache");
  const env = { ...executableEnvironment(), XDG_CACHE_HOME: cache, CHAT_CONFIG_DIR: config };
  const opened = await Tmux.start({ command: shell, env, columns: 100, rows: 24 });
  await opened.until("$");
  return opened;
}

async function register(client: Tmux, command: string, name: string): Promise<void> {
  await client.enter(command);
  await client.until(/register/);
  await client.enter("r");
  await client.until(/[Nn]ame.*: *$/m);
  await client.enter(name);
  await client.until("New password:");
  await client.enter("correct horse 7");
  await client.until("The same again:");
  await client.enter("correct horse 7");
  await client.until("#general>");
}

function freePort(): number {
  using listener = Deno.listen({ port: 0 });
  return listener.addr.port;
}

function normalize(screen: string, folder: string, port: number): string {
  return screen
    .replaceAll(join(Deno.realPathSync(folder), "chat-data"), EXAMPLE_FOLDER)
    .replaceAll(`serve --port ${port}`, "serve")
    .replaceAll(`0.0.0.0:${port}`, "0.0.0.0:5000")
    .replace(/^( *In a browser +https:\/\/)[^/]*/m, `$1${EXAMPLE_ADDRESS}:5000`)
    .replaceAll(`:${port}`, "")
    .replace(/SHA256:[A-Za-z0-9+/]{43}/g, EXAMPLE_FINGERPRINT)
    .replace(/\/claim [0-9A-Z-]{19}/, `/claim ${EXAMPLE_CODE}`)
    .replace(/(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/, EXAMPLE_RECOVERY)
    .replace(/^( *On another one +\.\/chat connect) .*$/m, `$1 ${EXAMPLE_ADDRESS}`)
    .replace(/^( *In a browser +https:\/\/).*$/m, `$1${EXAMPLE_ADDRESS}:5000/`)
    .replace(/^\d\d:\d\d /gm, `${EXAMPLE_TIME} `)
    .replace(/^(SERVING|REGISTERED|CONNECTED|DISCONNECTED|MESSAGE).*\n/gm, "")
    .replace(/\$\s*$/, "")
    .trimEnd() + "\n";
}
