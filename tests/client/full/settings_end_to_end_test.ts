/** Settings that change while the client runs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { newcomer, promptOf } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest(
  "/config, /alias and /bind hold at once and stand in the file with its comments",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    const file = join(folder.path, "config-alice", "config.jsonc");
    await Deno.mkdir(join(folder.path, "config-alice"));
    await Deno.writeTextFile(file, '{\n  "namesColumns": 12 // narrow\n}\n');
    await using alice = await newcomer("alice", { folder, server });
    await alice.enter("/config timeFormat %H.%M");
    await alice.until(/timeFormat is "%H\.%M"/);
    await alice.until(/^[^\n]*\d\d\.\d\d +-- /m);
    await alice.enter("/config namesColumns 99");
    await alice.until("Write a whole number from 4 to 32");
    await alice.enter("/alias hi /me waves to $1");
    await alice.until("/hi stands for /me waves to $1");
    await alice.enter("/hi bob");
    await bob.event("message", ({ text }) => text === "waves to bob");
    await alice.enter("/bind f5 /hi everybody");
    await alice.until("F5 enters /hi everybody");
    await alice.type("half a line");
    await alice.press("F5");
    await bob.event("message", ({ text }) => text === "waves to everybody");
    await alice.until(promptOf("alice", "half a line"));
    await alice.press("C-u");
    await alice.enter("/bind ctrl+g jump");
    await alice.until(/Ctrl\+G does jump/);
    await alice.press("C-g");
    await alice.until("type part of a name");
    await alice.press("Escape");
    await alice.untilGone("type part of a name");
    await alice.press("F1");
    await alice.type("everybody");
    await alice.until(/F5 +\/hi everybody/);
    await alice.press("Escape");
    await alice.untilGone("Keys · your commands");
    await alice.enter("/alias a /b");
    await alice.enter("/alias b /a");
    await alice.until("/b stands for /a");
    await alice.enter("/a");
    await alice.until(/This alias leads back to itself: \/a → \/b → \/a/);
    assert.equal(
      await Deno.readTextFile(file),
      `{
  "namesColumns": 12, // narrow
  "timeFormat": "%H.%M",
  "aliases": {
    "hi": "/me waves to $1",
    "a": "/b",
    "b": "/a"
  },
  "keyCommands": { "f5": "/hi everybody" },
  "keys": { "jump": ["alt+k", "ctrl+g"] }
}
`,
    );
  },
);

tmuxTest("/theme takes the looks of a file at once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const themes = join(folder.path, "config-alice", "themes");
  await Deno.mkdir(themes, { recursive: true });
  await Deno.writeTextFile(
    join(themes, "mine.jsonc"),
    '{ "colours": { "topic": "white on #123456" } }',
  );
  await using alice = await newcomer("alice", {
    folder,
    server,
    env: { COLORTERM: "truecolor", TERM: "tmux-256color" },
  });
  await alice.enter("/theme");
  await alice.until(/\* auto/);
  await alice.until("mine");
  await alice.enter("/theme mine");
  await alice.until('theme is "mine"');
  await alice.enter("/theme nothing");
  await alice.until(/There is no theme "nothing"; there are auto, dark, /);
  await alice.enter("/theme light");
  await alice.until('theme is "light"');
});

tmuxTest(
  "/log writes a room into a file, and asks before it writes what is encrypted",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    await using alice = await newcomer("alice", { folder, server });
    await bob.request("say", { room: "general", text: "before" });
    await alice.until("before");
    await alice.enter("/log");
    await alice.until(/#general is not logged/);
    await alice.enter("/log on");
    await alice.until(/#general is logged into/);
    await bob.request("say", { room: "general", text: "one\ntwo" });
    await alice.until(/bob │ one/);
    await alice.enter("three");
    await alice.until(/alice │ three/);
    await alice.enter("/log encrypted");
    await alice.until("Type yes to go on:");
    await alice.enter("no");
    await alice.until("nothing was done");
    await alice.enter("/log off");
    await alice.until(/#general is not logged[^]*#general is not logged/);
    await bob.request("say", { room: "general", text: "after" });
    await alice.until("after");
    const logs = join(folder.path, "config-alice", "logs", `alice@127.0.0.1_${server.port}`);
    await alice.enter("/exit");
    await alice.until(/exit code 0/);
    const text = await Deno.readTextFile(join(logs, "#general.log"));
    assert.match(
      text,
      /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d bob: one\n\S+ \S+ {5}two\n\S+ \S+ alice: three\n$/,
    );
  },
);

tmuxTest(
  "an extension hears of messages and stands in the status line, and is restarted",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    const program = join(folder.path, "counter");
    await Deno.writeTextFile(
      program,
      `#!/bin/sh
count=0
while read -r line; do
  case $line in
  *'"event":"message"'*) count=$((count + 1)) ;;
  *) continue ;;
  esac
  echo '{"request":"status","text":"heard '$count'"}'
done
`,
      { mode: 0o700 },
    );
    const config = join(folder.path, "config-alice");
    await Deno.mkdir(config);
    const counter = { command: [program], events: ["message"], requests: ["status"] };
    await Deno.writeTextFile(
      join(config, "config.jsonc"),
      JSON.stringify({ extensions: { counter } }),
    );
    await using alice = await newcomer("alice", { folder, server, allowRun: program });
    await alice.until(/extension counter is started: hears message/);
    await bob.request("say", { room: "general", text: "one" });
    await alice.until("heard 1");
    await bob.request("say", { room: "general", text: "two" });
    await alice.until("heard 2");
    await alice.enter("/extensions restart counter");
    await alice.until(/counter runs: hears message/);
    await alice.untilGone("heard 2");
    await bob.request("say", { room: "general", text: "three" });
    await alice.until("heard 1");
  },
);

tmuxTest("/spell underlines what is wrong, and Tab says what may be meant", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const dictionaries = join(folder.path, "config-alice", "dictionaries");
  await Deno.mkdir(dictionaries, { recursive: true });
  await Deno.writeTextFile(join(dictionaries, "xx_XX.aff"), "SET UTF-8\nTRY helo\n");
  await Deno.writeTextFile(join(dictionaries, "xx_XX.dic"), "2\nhello\nthere\n");
  await using alice = await newcomer("alice", { folder, server });
  await alice.enter("/spell xx_XX");
  await alice.until('spelling.language is "xx_XX"');
  await alice.type("helo there ");
  await alice.untilStyled(/\[[0-9;]*4[;m][^ ]*helo/);
  await alice.press("C-u");
  await alice.type("helo ");
  await alice.press("Tab");
  await alice.until(promptOf("alice", "hello"));
  await alice.press("C-u");
  await alice.enter("/spell yy");
  await alice.until('There is no dictionary "yy"');
});
