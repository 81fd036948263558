/** What is typed before the program is ready: kept, and never seen. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { executable, executableEnvironment } from "../../support/executable.ts";
import {
  cleanEnd,
  clientEnvironment,
  connectCommand,
  promptOf,
  startClient,
  startShell,
} from "../../support/full_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { Tmux, tmuxTest } from "../../support/tmux.ts";

tmuxTest("everything that is typed before there is a form gets into the form", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using bobby = await startClient({
    args: [`127.0.0.1:${server.port}`],
    folder: folder.path,
    executable: await executable(),
  });
  await bobby.untilEcho(false, 60_000);
  await bobby.press("Right");
  await bobby.type(`bobby\t${PASSWORD}\t${PASSWORD}\r`);
  const screen = await bobby.until(promptOf("bobby"), 60_000);
  assert.ok(!screen.includes(PASSWORD));
  await bobby.press("C-d");
  assert.ok(!(await bobby.until(cleanEnd())).includes(PASSWORD));
});

tmuxTest("what is typed ahead of a login that is remembered stands on the line", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const options = {
    args: ["--register", `alice@127.0.0.1:${server.port}`],
    folder: folder.path,
    executable: await executable(),
  };
  {
    await using first = await startClient({ ...options, env: { CHAT_PASSWORD: PASSWORD } });
    await first.until(promptOf("alice"), 60_000);
    await first.press("C-d");
    await first.until(cleanEnd());
  }
  await using again = await startClient({
    ...options,
    args: [`127.0.0.1:${server.port}`],
  });
  await again.untilEcho(false, 60_000);
  await again.type("one two\rthree");
  await again.until(/alice> one two\n +three/);
});

/** Accepts connections and says nothing. */
function silentServer(): Deno.TcpListener & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.TcpConn[] = [];
  void (async () => {
    for await (const connection of listener) connections.push(connection);
  })().catch(() => {}); // closed
  const close = listener.close.bind(listener);
  return Object.assign(listener, {
    [Symbol.dispose]: () => {
      close();
      for (const connection of connections) connection.close();
    },
  });
}

const FORMS: readonly (readonly [name: string, build: () => Promise<string | undefined>])[] = [
  ["the sources", () => Promise.resolve(undefined)],
  ["the executable", () => executable()],
];

for (const [name, build] of FORMS) {
  tmuxTest(`a password that is typed before it is asked for is never seen (${name})`, async () => {
    using folder = new TemporaryFolder();
    using silent = silentServer();
    const args = ["--plain", `alice@127.0.0.1:${silent.addr.port}`];
    const command = connectCommand(args, false, await build()).join(" ");
    await using alice = await startShell(folder.path);
    await alice.enter(`clear; unset CHAT_PASSWORD; ${command}`);
    await alice.untilEcho(false, 60_000);
    await alice.type("opal sesame");
    await alice.press("C-z");
    await alice.until(/Stopped[^]*shell:/);
    await alice.untilEcho(true);
    await alice.enter('clear; fg; echo "exit code $?"');
    await alice.untilEcho(false);
    await alice.press("C-c");
    await alice.untilEcho(true);
    assert.doesNotMatch(await alice.until("exit code 130"), /opal|sesame/);
  });
}

tmuxTest(
  "the echo is off while the executable unpacks itself, and on again at its end",
  async () => {
    using folder = new TemporaryFolder();
    using silent = silentServer();
    const file = await executable({ selfExtracting: true });
    await using alice = await Tmux.start({
      command: connectCommand([`alice@127.0.0.1:${silent.addr.port}`], false, file),
      env: {
        ...executableEnvironment(),
        ...clientEnvironment(folder.path),
        XDG_CACHE_HOME: join(folder.path, "cache"),
      },
    });
    await alice.untilEcho(false);
    assert.deepEqual(await alice.modes(), { isAlternate: false, isCursorShown: true });
    await alice.type("opal sesame");
    await alice.until("connecting", 60_000);
    await alice.press("C-c");
    assert.doesNotMatch(await alice.until(cleanEnd()), /opal|sesame/);
  },
);

tmuxTest("whatever ends the program early gives the terminal back", async () => {
  using folder = new TemporaryFolder();
  const file = await executable();
  const cases: readonly (readonly [args: string[], exitCode: number])[] = [
    [["--help"], 0],
    [["--no-such-option"], 2],
    [["alice@chat.example:x"], 2],
    [["--plain", "alice@127.0.0.1:1"], 3],
    [["--json", "alice@127.0.0.1:1"], 3],
  ];
  for (const [args, exitCode] of cases) {
    await using terminal = await startClient({
      args,
      folder: folder.path,
      executable: file,
      env: { CHAT_PASSWORD: PASSWORD },
    });
    await terminal.until(cleanEnd(exitCode), 60_000);
  }
});

tmuxTest("a start that fails in the launcher gives the terminal back", async () => {
  using folder = new TemporaryFolder();
  const file = await executable({ selfExtracting: true });
  await using terminal = await Tmux.start({
    command: [
      "sh",
      "-c",
      'ulimit -n 20 && exec "$@"',
      "sh",
      ...connectCommand(["a@h"], true, file),
    ],
    env: { ...executableEnvironment(), ...clientEnvironment(folder.path) },
  });
  const screen = await terminal.until(cleanEnd(1));
  assert.match(screen, /The limit on open files/);
});
