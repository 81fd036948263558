import assert from "node:assert/strict";
import { cleanEnd, newcomer, promptOf } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest("two people talk, see each other type, edit and react", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server });
  await using bob = await newcomer("bob", { folder, server });
  await alice.until(/\* │ bob joined/);
  await alice.enter("hello everybody");
  await bob.until(/\d\d:\d\d +alice │ hello everybody/);
  await bob.type("I am");
  await alice.until("bob is typing");
  await bob.enter(" here, @alice");
  await alice.until(/bob │ I am here, @alice/);
  // ↑ on an empty line brings the last own message back to be put right.
  await alice.press("Up");
  await alice.until("hello everybody", 5_000);
  await alice.until(/> hello everybody/);
  await alice.enter(" again");
  await bob.until(/alice │ hello everybody again \(edited\)/);
  // A message is selected and answered with one key each.
  await bob.press("M-m");
  await bob.press("Up");
  await bob.type("r");
  await bob.enter("welcome");
  await alice.until(/↳ alice: hello everybody again .*\n.*bob │ welcome/);
  await bob.press("M-m");
  await bob.press("Up", "Up");
  await bob.type("+");
  await bob.enter("👍");
  await alice.until(/👍 1/);
  await bob.enter("/exit");
  await bob.until(cleanEnd());
  await alice.until(/\* │.*bob left/);
});

tmuxTest("other rooms count what is new in them, and Alt+A goes to mentions first", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  for (const room of ["ops", "zoo"]) await bob.request("create", { room });
  await using alice = await newcomer("alice", { folder, server });
  for (const room of ["ops", "zoo"]) {
    await alice.enter(`/join ${room}`);
    await alice.until(new RegExp(`^ #${room} `, "m"));
  }
  await alice.press("M-1");
  await alice.until(/^ #general /m);
  await bob.request("say", { room: "ops", text: "one" });
  await bob.request("say", { room: "ops", text: "two" });
  await alice.until(/2 #ops +2\b/);
  await bob.request("say", { room: "zoo", text: "@alice look" });
  await alice.until(/3 #zoo +@1/);
  await alice.untilTitle(/^\(1\) #general · chat$/);
  await alice.press("M-a");
  await alice.until(/bob │ @alice look/);
  await alice.press("M-a");
  await alice.until(/── new messages ─[^]*bob │ one[^]*bob │ two/);
  await alice.press("C-p");
  await alice.until(promptOf("alice"));
  await alice.untilTitle(/^#general · chat$/);
  await bob.request("say", { to: "alice", text: "only for you" });
  await alice.until(/@bob +@?1/);
  await alice.press("M-k");
  await alice.type("bo");
  await alice.press("Enter");
  await alice.until(/bob │ only for you/);
  await alice.enter("and for you");
  await bob.event("message", ({ text }) => text === "and for you");
});

tmuxTest("Tab completes commands, names, rooms and emoji", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bobby");
  await bob.request("create", { room: "garden" });
  await using alice = await newcomer("alice", { folder, server });
  await bob.request("say", { room: "general", text: "hi" });
  await alice.until(/bobby │ hi/);
  for (
    const [typed, completed] of [
      ["/whoi", "/whois "],
      ["ask @bob", "ask @bobby "],
      ["/whois bob", "/whois bobby "],
      [":tad", ":tada: "],
    ] as const
  ) {
    await alice.type(typed);
    await alice.press("Tab");
    await alice.until(`alice> ${completed}`.trimEnd());
    await alice.untilCursor("alice> ".length + completed.length);
    await alice.press("C-u");
    await alice.until(/^alice>$/m);
  }
});

tmuxTest("a pasted block is asked about and then sent as one message", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server });
  await alice.paste("just one line\n");
  await alice.until("alice> just one line");
  await alice.press("C-u");
  await alice.paste("one\n\x1b[31mtwo\nthree\n");
  await alice.until(/3 lines/);
  await alice.type("n");
  await alice.until("Not sent");
  await alice.paste("one\n\x1b[31mtwo\nthree\n");
  await alice.until(/3 lines/);
  await alice.type("y");
  const { text } = await bob.event("message");
  assert.equal(text, "one\n\ufffd[31mtwo\nthree");
});

tmuxTest("wide and joined characters leave the cursor where it belongs", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server });
  const cursorAt = (column: number) => alice.untilCursor("alice> ".length + column);
  await alice.type("日本語e\u0301👍한");
  await cursorAt(3 * 2 + 1 + 2 + 2);
  await alice.press("BSpace", "BSpace");
  await cursorAt(7);
  await alice.press("BSpace");
  await cursorAt(6);
  await alice.press("Left");
  await cursorAt(4);
  await alice.type("x");
  await alice.until("alice> 日本x語");
  await cursorAt(5);
  await alice.press("C-e");
  await alice.enter("!");
  assert.equal((await bob.event("message"))["text"], "日本x語!");
});

tmuxTest("help lists keys and commands, and is searched by typing", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server });
  await alice.press("F1");
  await alice.until(/Alt\+1 … Alt\+9/);
  await alice.type("jump");
  await alice.untilGone("Alt+1");
  await alice.press("Escape");
  await alice.until("F1 shows all keys");
  await alice.enter("/nonsense");
  await alice.until(/There is no command \/nonsense/);
});

tmuxTest(
  "a client shows what it is told in the middle of typing and loses nothing of it",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    await using alice = await newcomer("alice", { folder, server });
    await alice.type("half a sen");
    for (let index = 0; index < 100; index++) {
      await bob.request("say", { room: "general", text: `line ${index}` });
    }
    await alice.until(/bob │ line 99/);
    await alice.enter("tence");
    assert.equal(
      (await bob.event("message", ({ from }) => from === "alice"))["text"],
      "half a sentence",
    );
  },
);
