import assert from "node:assert/strict";
import {
  cleanEnd,
  clientEnvironment,
  connectCommand,
  newcomer,
  promptOf,
  startShell,
} from "../../support/full_client.ts";
import { executable } from "../../support/executable.ts";
import { chatCommand } from "../../support/server_process.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

const RESTORED = { isAlternate: false, isCursorShown: true };

/** The forms of the program, each with the permissions that it has at people's. */
const FORMS: readonly (readonly [name: string, build: () => Promise<string | undefined>])[] = [
  ["the sources", () => Promise.resolve(undefined)],
  ["the executable", () => executable()],
  ["the self-extracting executable", () => executable({ selfExtracting: true })],
];

for (const [name, build] of FORMS) {
  tmuxTest(`Ctrl+Z gives the terminal back, and fg brings everything again (${name})`, async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    const file = await build();
    await using terminal = await startShell(folder.path);
    const args = ["--register", `alice@127.0.0.1:${server.port}`];
    await terminal.enter(`clear; ${connectCommand(args, false, file).join(" ")}`);
    await terminal.until(promptOf("alice"), 60_000);
    await terminal.type("half a sen");
    await terminal.until(promptOf("alice", "half a sen"));
    for (let times = 0; times < 2; times++) {
      await terminal.press("C-z");
      await terminal.until(/Stopped[^]*shell:/);
      assert.deepEqual(await terminal.modes(), RESTORED);
      await terminal.enter("clear; stty -a | grep -o -E -e '-?(icanon|echo) '");
      await terminal.until(/^icanon ?\necho ?\nshell:/m);
      await bob.request("say", { room: "general", text: `meanwhile ${times}` });
      await terminal.enter("fg");
      await terminal.until(new RegExp(`bob │ meanwhile ${times}[^]*alice> half a sen`));
    }
    await terminal.enter("tence");
    await bob.event("message", ({ text }) => text === "half a sentence");
  });
}

tmuxTest(
  "Ctrl+Z in the executable stops the form, the lines above a prompt, and chat top",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const file = await executable();
    await using terminal = await startShell(folder.path);
    const address = `alice@127.0.0.1:${server.port}`;
    const cases: readonly (readonly [command: string[], shown: RegExp])[] = [
      [connectCommand([address], false, file), /Password:/],
      [connectCommand(["--plain", address], false, file), /Password of alice:/],
      [chatCommand(["top", "--no-tls", address], file).flat(), /Password of alice:/],
    ];
    for (const [command, shown] of cases) {
      // What the one before has left would be taken for this one's.
      await terminal.enter("clear; unset CHAT_PASSWORD");
      await terminal.until(/^\s*shell:\s*$/);
      await terminal.enter(command.join(" "));
      await terminal.until(shown, 60_000);
      await terminal.press("C-z");
      await terminal.until(/Stopped[^]*shell:/);
      await terminal.enter("clear; stty -a | grep -o -E -e '-?(icanon|echo) '");
      await terminal.until(/^icanon ?\necho ?\nshell:/m);
      await terminal.enter("fg");
      await terminal.until(shown);
      await terminal.press("C-c");
      await terminal.until(/shell:\s*$/);
      await terminal.untilEcho(true);
    }
  },
);

tmuxTest("Ctrl+Z where there is no shell to go back to changes nothing", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  // Nobody but the terminal waits for the program: such a one cannot be stopped.
  await using alice = await newcomer("alice", {
    folder,
    server,
    executable: await executable(),
  });
  await alice.press("C-z");
  await alice.type("still here");
  await alice.until(promptOf("alice", "still here"));
});

for (const [signal, exitCode] of [["SIGTERM", 143], ["SIGHUP", 129], ["SIGINT", 130]] as const) {
  tmuxTest(`${signal} leaves the terminal as it was`, async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await using alice = await newcomer("alice", { folder, server });
    await alice.signal(signal);
    await alice.until(cleanEnd(exitCode));
    assert.deepEqual(await alice.modes(), RESTORED);
    await server.log.line(/DISCONNECTED alice/);
  });
}

tmuxTest("Ctrl+C clears the line first; Ctrl+D on an empty line leaves", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server });
  await alice.type("not this");
  await alice.until(promptOf("alice", "not this"));
  await alice.press("C-c");
  await alice.untilGone("not this");
  await alice.press("C-d");
  await alice.until(cleanEnd());
  assert.deepEqual(await alice.modes(), RESTORED);
});

tmuxTest("hostile texts do nothing to the terminal", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await bob.request("create", { room: "ops" });
  await using alice = await newcomer("alice", { folder, server });
  await bob.request("say", {
    room: "general",
    text: "\x1b[2J\x1b]0;gotcha\x07\x1b]52;c;aGk=\x07\u202eevil\x9b31m\x1b[?1049l end",
  });
  await alice.until(/bob │ \ufffd\[2J.*end/);
  await alice.enter("/join ops");
  await alice.until(/^ #ops /m);
  assert.deepEqual((await alice.modes()).isAlternate, true);
  await alice.untilTitle(/^#ops · chat$/);
});

tmuxTest("a config file with mistakes is told of, and the rest of it holds", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const config = clientEnvironment(folder.path, "alice")["CHAT_CONFIG_DIR"] ?? "";
  await Deno.mkdir(config, { recursive: true });
  await Deno.writeTextFile(
    `${config}/config.jsonc`,
    '{\n  "them": "dark",\n  "timeFormat": "%Hh%M",\n  "keys": { "help": ["f2"] }\n}',
  );
  await using alice = await newcomer("alice", { folder, server, columns: 160 });
  await alice.until(/config\.jsonc:2: There is no setting "them"/);
  await alice.enter("hello");
  await alice.until(/\d\dh\d\d +alice │ hello/);
  await alice.press("F2");
  await alice.until(/Alt\+1 … Alt\+9/);
});

tmuxTest("who looks elsewhere is told of a mention in the room that is open", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server });
  await bob.request("say", { room: "general", text: "@alice are you there" });
  await alice.until(/bob │ @alice are you there/);
  assert.equal(await alice.title(), "#general · chat");
  await alice.type("\x1b[O"); // the terminal has lost the focus
  await bob.request("say", { room: "general", text: "@alice hello" });
  await alice.untilTitle(/^\(1\) #general · chat$/);
  await alice.until(/── new messages ─[^]*bob │ @alice hello/);
  await alice.type("\x1b[I");
  await alice.untilTitle(/^#general · chat$/);
});

tmuxTest("a terminal that says that it is light gets the light theme", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", {
    folder,
    server,
    env: { TERM: "xterm-256color", NO_COLOR: "" },
  });
  const dark = await alice.screen("-e");
  await alice.type("\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
  await alice.type("x");
  await alice.until(promptOf("alice", "x"));
  const light = await alice.screen("-e");
  assert.doesNotMatch(light, /rgb:|ffff/);
  const coloursOf = (screen: string) => new Set(screen.match(/[34]8;5;\d+/g));
  assert.notDeepEqual(coloursOf(light), coloursOf(dark));
});

tmuxTest("y copies the selected message to the clipboard of the terminal", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server });
  await bob.request("say", { room: "general", text: "cópy me 👍" });
  await alice.until(/bob │ cópy me/);
  await alice.press("M-m");
  await alice.until("y copy");
  assert.equal(await alice.copied(() => alice.type("y")), "cópy me 👍");
});

tmuxTest("the executable shows times in the zone of TZ as POSIX writes it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", {
    folder,
    server,
    executable: await executable(),
    env: { TZ: "<+0530>-5:30" },
  });
  // Around the full minute there are two right times.
  const times = new Set([timeThere()]);
  await alice.enter("what time is it");
  const screen = await alice.until(/\d\d:\d\d +alice │ what time is it/);
  times.add(timeThere());
  const [, shown] = /(\d\d:\d\d) +alice │ what time/.exec(screen) ?? [];
  assert.ok(shown !== undefined && times.has(shown), `${shown} is none of ${[...times]}`);

  function timeThere(): string {
    return new Date(Date.now() + 5.5 * 60 * 60_000).toISOString().slice(11, 16);
  }
});
