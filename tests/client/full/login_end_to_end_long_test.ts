import assert from "node:assert/strict";
import { cleanEnd, promptOf, startClient, talkAs } from "../../support/full_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { Tmux, tmuxTest } from "../../support/tmux.ts";

/** The form when it asks for the account. */
const FORM = /\[?Log in\]? +\[?Register/;

async function register(terminal: Tmux, username: string): Promise<void> {
  await terminal.until(FORM);
  await terminal.press("Right", "Enter");
  await terminal.until("New username");
  await terminal.enter(username);
  await terminal.enter(PASSWORD);
  await terminal.until(/Password: \*{15}/);
  await terminal.enter(PASSWORD);
}

tmuxTest("the form registers, shows the new key, and what is wrong in its place", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  await using alice = await startClient({
    args: [`localhost:${server.port}`],
    folder: folder.path,
    tls: true,
  });
  const first = await alice.until(FORM);
  assert.match(first, /First time at localhost:\d+; its key is\s+SHA256:/);
  await alice.press("Right", "Enter");
  await alice.enter("al");
  await alice.until("A username has at least 3 characters.");
  await alice.enter("ice");
  await alice.enter("short");
  await alice.until("A password has at least 8 characters");
  await alice.press("C-u");
  await alice.enter("password123");
  await alice.enter("password123");
  // The server knows which passwords are easily guessed; the form says only that it does.
  await alice.until(/most\s+common/i);
  await alice.enter(PASSWORD);
  await alice.enter(PASSWORD);
  const screen = await alice.until(promptOf("alice"));
  assert.doesNotMatch(screen, /password123|correct horse/);
});

tmuxTest(
  "who has logged in once is let in again until /logout, and the name stays known",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const args = [`127.0.0.1:${server.port}`];
    {
      await using first = await startClient({ args, folder: folder.path });
      await register(first, "alice");
      await first.until(promptOf("alice"));
      await first.enter("/exit");
      await first.until(cleanEnd());
    }
    const tokens = `${folder.path}/config-home/tokens`;
    assert.equal(((await Deno.stat(tokens)).mode ?? 0) & 0o777, 0o600);
    assert.doesNotMatch(await Deno.readTextFile(tokens), new RegExp(PASSWORD));
    {
      await using again = await startClient({ args, folder: folder.path });
      await again.until(promptOf("alice"));
      await again.enter("/logout keep");
      await again.until(cleanEnd());
    }
    assert.equal(await Deno.readTextFile(tokens), "");
    await using third = await startClient({ args, folder: folder.path });
    await third.until(/Username: alice/);
    await third.enter("not this one");
    await third.until("Wrong username or password");
    await third.enter(PASSWORD);
    await third.until(promptOf("alice"));
  },
);

tmuxTest("a token that others could read is not used, and said so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const args = [`127.0.0.1:${server.port}`];
  {
    await using first = await startClient({ args, folder: folder.path });
    await register(first, "alice");
    await first.until(promptOf("alice"));
    await first.enter("/exit");
    await first.until(cleanEnd());
  }
  await Deno.chmod(`${folder.path}/config-home/tokens`, 0o644);
  await using again = await startClient({ args, folder: folder.path });
  const screen = await again.until(/Username: alice/);
  assert.match(screen, /Others on this machine can read/);
});

tmuxTest("--no-remember leaves nothing behind but the keys of servers", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { tls: { kind: "own" } });
  await using alice = await startClient({
    args: ["--no-remember", `localhost:${server.port}`],
    folder: folder.path,
    tls: true,
  });
  await register(alice, "alice");
  await alice.until(promptOf("alice"));
  await alice.enter("/exit");
  await alice.until(cleanEnd());
  const files = Array.from(Deno.readDirSync(`${folder.path}/config-home`), ({ name }) => name);
  assert.deepEqual(files, ["known_servers"]);
});

tmuxTest(
  "chat connect without an address offers the servers it knows, if none was open",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    {
      await using first = await startClient({ args: [], folder: folder.path });
      await first.until("Connect to a server");
      await first.enter(`somewhere:x`);
      await first.until("is not a port");
      await first.press("C-u");
      await first.enter(`127.0.0.1:${server.port}`);
      await register(first, "alice");
      await first.until(promptOf("alice"));
      await first.enter("/disconnect");
      await first.until(cleanEnd());
    }
    await using again = await startClient({ args: [], folder: folder.path });
    await again.until(new RegExp(`127\\.0\\.0\\.1:${server.port} +as alice`));
    await again.press("Enter");
    await again.until(promptOf("alice"));
  },
);

tmuxTest("Esc and Ctrl+C leave the form, the terminal as it was", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  for (const key of ["Escape", "C-c"]) {
    const args = [`127.0.0.1:${server.port}`];
    await using terminal = await startClient({ args, folder: folder.path });
    await terminal.until(FORM);
    await terminal.press(key);
    await terminal.until(cleanEnd());
    assert.deepEqual(await terminal.modes(), { isAlternate: false, isCursorShown: true });
  }
});

tmuxTest("who is not let in and gives up gets exit code 4, with the reason", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await startClient({
    folder: folder.path,
    args: [`alice@127.0.0.1:${server.port}`],
    env: { CHAT_PASSWORD: "not the right one" },
  });
  await alice.until("Wrong username or password");
  await alice.press("Escape");
  const screen = await alice.until(cleanEnd(4));
  assert.match(screen, /The server refused: Wrong username or password/);
});

tmuxTest("a server that cannot be reached ends the client with 3 and a sentence", async () => {
  using folder = new TemporaryFolder();
  await using terminal = await startClient({ args: ["127.0.0.1:1"], folder: folder.path });
  await terminal.until(cleanEnd(3));
});

for (const term of ["dumb", "vt52", "", "no-such-terminal"]) {
  tmuxTest(`TERM=${term} gets nothing but lines`, async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await using terminal = await startClient({
      args: ["--register", `alice@127.0.0.1:${server.port}`],
      folder: folder.path,
      env: { TERM: term },
    });
    // No sequence is written, not even to ask for the password.
    await terminal.until("New password:");
    await terminal.enter(PASSWORD);
    await terminal.until("The same again:");
    await terminal.enter(PASSWORD);
    await server.log.line(/CONNECTED alice/);
    await terminal.untilEcho(true);
    await terminal.enter("hello");
    const screen = await terminal.until("alice: hello");
    assert.ok(!screen.includes(PASSWORD));
    assert.doesNotMatch(screen, /\*{3}/);
    assert.deepEqual(await terminal.modes(), { isAlternate: false, isCursorShown: true });
    await terminal.press("C-d");
    await terminal.until(cleanEnd());
  });
}

tmuxTest(
  "a terminal that is not set to UTF-8 gets ASCII, in the full screen and in lines",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    for (const plain of [[], ["--plain"]]) {
      await using alice = await startClient({
        args: ["--register", ...plain, `alice${plain.length}@127.0.0.1:${server.port}`],
        folder: folder.path,
        env: { LC_ALL: "C", CHAT_PASSWORD: PASSWORD },
      });
      await alice.until(plain.length > 0 ? /#general>/ : /alice0>/);
      await bob.request("say", { room: "general", text: "Grüße … 日本" });
      const screen = await alice.until(/bob.*Gru\?e ~ \?{4}/);
      // deno-lint-ignore no-control-regex -- everything else is what it looks for
      assert.match(screen, /^[\x00-\x7f]*$/);
    }
  },
);

tmuxTest("NO_COLOR has the full screen use no colours", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const colours = async (noColour: string, device: string) => {
    await using terminal = await talkAs("alice", {
      port: server.port,
      args: device === "one" ? ["--register"] : [],
      folder: folder.path,
      device,
      env: { NO_COLOR: noColour },
    });
    await terminal.enter("look at `this` and https://chat.example");
    await terminal.until(/│ look at/);
    const screen = await terminal.screen("-e");
    // deno-lint-ignore no-control-regex -- those are what it looks for
    return [...screen.matchAll(/\x1b\[([\d;]*)m/g)].flatMap(([, codes = ""]) => codes.split(";"))
      .filter((code) => /^(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])$/.test(code));
  };
  assert.notDeepEqual(await colours("", "one"), []);
  assert.deepEqual(await colours("1", "two"), []);
});
