/** What stands where on the screen, in a real terminal, and that it is kept. */
import assert from "node:assert/strict";
import { cleanEnd, newcomer, talkAs } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest("rooms keep their numbers and their order when the client is started again", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  for (const room of ["beta", "gamma", "alpha"]) await bob.request("create", { room });
  {
    await using alice = await newcomer("alice", { folder, server });
    for (const room of ["beta", "gamma"]) {
      await alice.enter(`/join ${room}`);
      await alice.until(new RegExp(`^ #${room} `, "m"));
    }
    await alice.press("M-j");
    await alice.type("02");
    await alice.until(/^ #beta /m);
    await alice.type("\x1b[1;4B");
    await alice.until(/ 2 #gamma *│[^]* 3 #beta /);
    await alice.enter("/favourite");
    await alice.until(/ 3\*#beta *│[^]* 1 #general/);
    await alice.press("C-d");
    await alice.until(cleanEnd());
  }
  await using alice = await talkAs("alice", {
    folder: folder.path,
    port: server.port,
    device: "alice",
  });
  await alice.until(/ 3\*#beta *│[^]* 1 #general[^]* 2 #gamma/);
  // It would stand before all others by its name.
  await alice.enter("/join alpha");
  await alice.until(/ 3\*#beta[^]* 1 #general[^]* 2 #gamma[^]* 4 #alpha/);
});

tmuxTest(
  "a split screen shows several rooms, and is there again when the client is started again",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    await bob.request("create", { room: "ops" });
    const sideBySide = /│ #general[^\n]*│ #ops/;
    {
      await using alice = await newcomer("alice", { folder, server });
      await alice.enter("/join ops");
      await alice.until(/^ #ops /m);
      await alice.press("M-1");
      await alice.until(/^ #general /m);
      await alice.enter("/split right #ops");
      await alice.until(sideBySide);
      await alice.enter("said in ops");
      await alice.until(/said in ops/);
      await bob.request("say", { room: "general", text: "said in general" });
      const screen = await alice.until(/said in general/);
      assert.match(screen, /said in ops/);
      assert.match(screen, / 1 #general +1│/);
      await alice.press("F7");
      await alice.until(/ 1 #general +│/);
      await alice.press("M-z");
      await alice.untilGone("said in ops");
      await alice.press("M-z");
      await alice.until(/said in ops/);
      await alice.resize(40, 20);
      await alice.untilGone("said in ops");
      await alice.resize(100, 30);
      await alice.until(/said in ops/);
      await alice.press("F8", "C-d");
      await alice.until(cleanEnd());
    }
    await using alice = await talkAs("alice", {
      folder: folder.path,
      port: server.port,
      device: "alice",
    }, /^ #ops.*\n(?:.*\n)*?alice> ?/m);
    const screen = await alice.until(
      /said in general[^]*said in ops|said in ops[^]*said in general/,
    );
    assert.match(screen, sideBySide);
    await alice.press("M-w");
    await alice.type("x");
    await alice.untilGone("said in ops");
  },
);

tmuxTest("rooms are merged into one view, and a thread stands beside its room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await bob.request("create", { room: "ops" });
  await using alice = await newcomer("alice", { folder, server });
  await alice.enter("/join ops");
  await alice.until(/^ #ops /m);
  await alice.enter("/merge #general #ops");
  await alice.until(/alice #general>/);
  await bob.request("say", { room: "ops", text: "at work" });
  await bob.request("say", { room: "general", text: "at home" });
  await alice.until(/#ops at work[^]*#general at home/);
  await alice.press("C-x");
  await alice.until(/alice #ops>/);
  await alice.enter("who asks?");
  await alice.until(/#ops who asks\?/);
  await alice.enter("/close");
  await alice.until(/^ #ops /m);
  const { messages } = await bob.request("history", { room: "ops", limit: 1 });
  await bob.request("say", { room: "ops", text: "I do", reply_to: messages[0]?.id ?? 0 });
  await bob.request("say", { room: "ops", text: "and so on" });
  await alice.until(/and so on/);
  await alice.enter("/thread 2");
  await alice.until(/│ #ops[^\n]*│ ↳ #ops/);
  await alice.enter("thank you");
  const screen = await alice.until(/thank you[^]*thank you/);
  assert.match(screen, /│ +↳ alice: who asks\?/);
  await alice.press("M-w");
  await alice.type("x");
  await alice.untilGone("↳ #ops");
});

tmuxTest("/joins hides who comes and goes in one room, also after a restart", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  const carol = await server.register("carol");
  await bob.request("create", { room: "ops" });
  {
    await using alice = await newcomer("alice", { folder, server });
    await alice.enter("/join ops");
    await alice.until(/^ #ops /m);
    await carol.request("join", { room: "ops" });
    await alice.until("carol joined");
    await alice.enter("/joins smart");
    await alice.until("shown here: smart");
    await alice.untilGone("carol joined");
    await alice.press("C-d");
    await alice.until(cleanEnd());
  }
  await using alice = await talkAs("alice", {
    folder: folder.path,
    port: server.port,
    device: "alice",
  });
  await alice.until("#general");
  await alice.press("M-2");
  await alice.until(/^ #ops /m);
  await carol.request("part", { room: "ops" });
  await bob.request("say", { room: "ops", text: "she is gone" });
  await alice.until("she is gone");
  assert.doesNotMatch(await alice.screen(), /carol (?:left|joined)/);
});
