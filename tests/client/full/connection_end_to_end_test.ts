import assert from "node:assert/strict";
import { FakeServer } from "../../support/fake_server.ts";
import {
  cleanEnd,
  clientEnvironment,
  newcomer,
  promptOf,
  startClient,
  talkAs,
} from "../../support/full_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest("a server that goes and comes again loses nothing that was typed or sent", async () => {
  using folder = new TemporaryFolder();
  const data = `${folder.path}/data`;
  await Deno.mkdir(data);
  const first = await startServer(folder, { data });
  const { port } = first;
  await using alice = await newcomer("alice", { folder, server: first });
  await alice.enter("before");
  await alice.until(/alice │ before/);
  await first.stop();
  await alice.until(/offline/);
  await alice.enter("sent while it was away");
  await alice.until(/alice │ sent while it was away …/);
  await alice.type("half a sen");
  // What was there can still be read, and the program does as it is told.
  await alice.until(/alice │ before[^]*alice> half a sen/);
  await using second = await startServer(folder, { data, port });
  await second.log.line(/CONNECTED alice/);
  const screen = await alice.until(/alice │ sent while it was away(?! …)/);
  assert.equal(screen.match(/sent while it was away/g)?.length, 1);
  await alice.until(promptOf("alice", "half a sen"));
  await alice.enter("tence");
  await alice.until(/alice │ half a sentence(?! …)/);
  const bob = await second.register("bob");
  const { messages } = await bob.request("history", { room: "general" });
  assert.deepEqual(
    messages.map(({ text }: { text: string }) => text),
    ["before", "sent while it was away", "half a sentence"],
  );
});

tmuxTest("a message whose answer was lost is sent again and stands there once", async () => {
  using folder = new TemporaryFolder();
  await using server = await FakeServer.start();
  server.intercept = ({ action }, client) => {
    if (action !== "say") return undefined;
    const attempt = server.requestsFor("say").length;
    if (attempt <= 2) client.cut();
    return attempt === 1 ? "ignore" : undefined;
  };
  await using alice = await talkAs("alice", { port: server.port, folder: folder.path });
  await alice.enter("precious");
  const screen = await alice.until(/alice │ precious(?! …)/);
  assert.equal(screen.match(/precious/g)?.length, 1);
  assert.equal(server.messages.length, 1);
  assert.equal(new Set(server.requestsFor("say").map(({ nonce }) => nonce)).size, 1);
});

tmuxTest("a message that is refused is marked, and sent again with /retry", async () => {
  using folder = new TemporaryFolder();
  await using server = await FakeServer.start();
  let isMuted = true;
  server.intercept = ({ action, ref }) => {
    if (action !== "say" || !isMuted) return undefined;
    return { ref, ok: false, error: "read_only", message: "You may read here but not write" };
  };
  await using alice = await talkAs("alice", { port: server.port, folder: folder.path });
  await alice.enter("let me speak");
  await alice.until(/alice │ let me speak[^]*not sent: You may read here but not write/);
  isMuted = false;
  await alice.enter("/retry");
  await alice.untilGone("not sent:");
  assert.equal(server.messages.at(-1)?.text, "let me speak");
});

tmuxTest(
  "a server that has stopped answering is said to, long before it counts as lost",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await FakeServer.start();
    await using alice = await talkAs("alice", { port: server.port, folder: folder.path });
    server.intercept = () => "ignore";
    await alice.enter("anybody there?");
    await alice.until(/#general .*not answering for \d+ s/);
  },
);

tmuxTest("what is typed and not sent is there again after the window was closed", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  {
    await using alice = await newcomer("alice", { folder, server });
    await alice.type("half a sentence");
    await alice.until(promptOf("alice", "half a sentence"));
    await alice.signal("SIGHUP");
    await alice.until(cleanEnd(129));
  }
  await using again = await startClient({
    args: [`127.0.0.1:${server.port}`],
    folder: folder.path,
    device: "alice",
  });
  await again.until(promptOf("alice", "half a sentence"));
});

tmuxTest("two servers at once: /connect adds one, Alt and digits go across", async () => {
  using one = new TemporaryFolder();
  using other = new TemporaryFolder();
  await using first = await startServer(one, { name: "First" });
  await using second = await startServer(other, { name: "Second" });
  const bob = await second.register("bob");
  await using alice = await newcomer("alice", { folder: one, server: first });
  await alice.enter(`/connect 127.0.0.1:${second.port}`);
  await alice.until(/Log in\]? +\[?Register/);
  await alice.press("Right", "Enter");
  await alice.enter("alice2");
  await alice.enter(PASSWORD);
  await alice.enter(PASSWORD);
  await alice.until(promptOf("alice2"));
  await bob.request("say", { room: "general", text: "hello from the second" });
  await alice.until(/bob │ hello from the second/);
  await alice.press("M-1");
  await alice.until(promptOf("alice"));
  await alice.enter("only on the first");
  await alice.until(/alice │ only on the first/);
  await bob.request("say", { room: "general", text: "@alice2 where are you" });
  await alice.until(/2 #general +@1/);
  await alice.press("M-2");
  await alice.until(/bob │ @alice2 where are you/);
  assert.doesNotMatch(await alice.screen(), /only on the first/);
  // The end of one server is not that of the other.
  await second.stop();
  await alice.until(/offline/);
  await alice.press("M-1");
  await alice.enter("still here");
  await alice.until(/alice │ still here(?! …)/);
  await alice.enter("/exit");
  await alice.until(cleanEnd());
});

tmuxTest(
  "a deleted account is said so, forgotten here, and leaves other servers open",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await server.register("bob");
    await using alice = await newcomer("alice", { folder, server });
    const deletes = async (username: string) => {
      await alice.enter("/delete-account");
      await alice.until("[keep/remove]");
      await alice.enter("remove");
      await alice.until("Password:");
      await alice.enter(PASSWORD);
      await alice.until(`Type ${username} to delete`);
      await alice.enter(username);
    };
    await alice.enter(`/connect bob@127.0.0.1:${server.port}`);
    await alice.until("Username: bob");
    await alice.enter(PASSWORD);
    await alice.until(promptOf("bob"));
    await deletes("bob");
    await alice.until(/bob is deleted[^]*alice>/);
    await deletes("alice");
    const end = await alice.until(cleanEnd());
    assert.match(end, /^alice is deleted$/m);
    const kept = `${clientEnvironment(folder.path, "alice")["CHAT_CONFIG_DIR"]}/tokens`;
    assert.equal(await Deno.readTextFile(kept), "");
  },
);

tmuxTest("/connect --no-tls goes to a server without encryption from one with it", async () => {
  using one = new TemporaryFolder();
  using other = new TemporaryFolder();
  await using first = await startServer(one, { tls: { kind: "own" } });
  await using second = await startServer(other, { name: "Second" });
  const bob = await second.register("bob");
  await bob.request("create", { room: "ops" });
  await using alice = await newcomer("alice", { folder: one, server: first, tls: true });
  await alice.enter(`/connect --no-tls --register --room ops alice2@127.0.0.1:${second.port}`);
  await alice.until(/Log in +\[Register\]/);
  await alice.until("New username: alice2");
  await alice.enter(PASSWORD);
  await alice.enter(PASSWORD);
  await alice.until(/^ #ops[^]*alice2>/m);
  await bob.request("say", { room: "ops", text: "without encryption" });
  await alice.until(/bob │ without encryption/);
});

tmuxTest("servers that were open are opened again, and none waits for another", async () => {
  using one = new TemporaryFolder();
  using other = new TemporaryFolder();
  await using first = await startServer(one, { name: "First" });
  const second = await startServer(other, { name: "Second" });
  const bob = await second.register("bob");
  await bob.request("create", { room: "ops" });
  bob.close();
  const start = () => startClient({ args: [], folder: one.path, device: "alice", columns: 120 });
  {
    await using alice = await newcomer("alice", { folder: one, server: first });
    await alice.enter(`/connect --register --room ops alice2@127.0.0.1:${second.port}`);
    await alice.until("New username: alice2");
    await alice.enter(PASSWORD);
    await alice.enter(PASSWORD);
    await alice.until(/^ #ops[^]*alice2>/m);
    await alice.enter("/exit");
    await alice.until(cleanEnd());
  }
  {
    await using alice = await start();
    await alice.until(/First[^]*#general[^]*Second[^]*#ops/);
    await alice.enter("/exit");
    await alice.until(cleanEnd());
  }
  const { port } = second;
  await second.stop();
  {
    await using alice = await start();
    await alice.until(new RegExp(`127\\.0\\.0\\.1:${port} was not opened again: `));
    await alice.until(/#general[^]*alice>/);
    await alice.enter("/exit");
    await alice.until(cleanEnd());
  }
  // It is tried at every start, until somebody leaves it.
  await using alice = await start();
  await alice.until(`127.0.0.1:${port} was not opened again: `);
});

tmuxTest("a gap is filled, in order and without a word twice", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server });
  const pipelined = Array.from(
    { length: 2_000 },
    (_, index) => bob.request("say", { room: "general", text: `line ${index}` }),
  );
  await Promise.all(pipelined);
  const screen = await alice.until(/bob │ line 1999\b/);
  const shown = [...screen.matchAll(/│ line (\d+)/g)].map(([, number]) => Number(number));
  assert.deepEqual(shown, shown.map((_, index) => 2_000 - shown.length + index));
});
