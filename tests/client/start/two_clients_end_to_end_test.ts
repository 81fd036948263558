import assert from "node:assert/strict";
import { join } from "node:path";
import { runClient } from "../../support/client_process.ts";
import { chatCommand } from "../../support/server_process.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { Tmux, tmuxTest } from "../../support/tmux.ts";

const PASSWORD = "correct horse 7";

function connect(port: number, folder: string): Promise<Tmux> {
  return Tmux.start({
    command: chatCommand([
      "connect",
      "--plain",
      `localhost:${port}`,
    ]).flat(),
    env: { NO_COLOR: "1", CHAT_CONFIG_DIR: join(folder, "config") },
  });
}

async function register(terminal: Tmux, username: string): Promise<void> {
  await terminal.until("Log in or register? [l/r]");
  await terminal.enter("r");
  await terminal.until("New username:");
  await terminal.enter(username);
  await terminal.until("New password:");
  await terminal.enter(PASSWORD);
  await terminal.until("The same again:");
  await terminal.enter(PASSWORD);
  await terminal.until("#general>");
}

tmuxTest("two people register and talk through a real server over TLS", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  await using alice = await connect(server.port, folder.path);
  await register(alice, "alice");
  await using bob = await connect(server.port, folder.path);
  await register(bob, "bob");
  await alice.until("-- bob joined");
  await alice.enter("hello everybody");
  await bob.until(/\d\d:\d\d alice: hello everybody/);
  await bob.type("I am typing");
  await alice.enter("@bob only for you");
  await bob.until(/\(private\) alice -> you: only for you\n#general> I am typing/);
  await bob.press("Enter");
  await alice.until(/\d\d:\d\d bob: I am typing/);
  await alice.enter("/who");
  await alice.until("-- here: alice, bob");
  await bob.enter("exit");
  await bob.until("exit code 0");
  await alice.until("-- bob left");
  await alice.enter("@bob for later");
  await alice.until("you -> bob: for later");
  await alice.press("C-d");
  await alice.until("exit code 0");

  await using again = await connect(server.port, folder.path);
  await again.enter("l");
  await again.until("Username:");
  await again.enter("bob");
  await again.until("Password of bob:");
  await again.enter(PASSWORD);
  const screen = await again.until("earlier messages above");
  assert.match(
    screen,
    /alice: hello everybody\n.*alice -> you: only for you\n.*bob: I am typing\n.*alice -> you: for later\n/,
  );
});

Deno.test("a script talks through a real server over TLS", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  const env = { CHAT_PASSWORD: PASSWORD, CHAT_CONFIG_DIR: join(folder.path, "config") };
  const lines = Array.from({ length: 500 }, (_, index) => `line ${index}`);
  const first = await runClient({
    args: ["--register", `alice@localhost:${server.port}`],
    env,
    input: lines.map((line) => `${line}\n`).join(""),
  });
  assert.equal(first.code, 0, first.stderr);
  assert.equal(first.stdout, lines.map((line) => `alice: ${line}\n`).join(""));
  const second = await runClient({
    args: ["--history", "2", `alice@localhost:${server.port}`],
    env,
  });
  assert.equal(second.stdout, "alice: line 498\nalice: line 499\n");
  assert.equal(second.stderr, "");
});
