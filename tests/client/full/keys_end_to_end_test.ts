/** What terminals send besides letters, in a real one. */
import assert from "node:assert/strict";
import { newcomer, promptOf } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

tmuxTest("the wheel scrolls, also where it comes as arrows, and edits nothing", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server });
  for (let number = 1; number <= 40; number++) await alice.enter(`line ${number}.`);
  await alice.until(/alice │ line 40\./);
  await alice.type("\x1bOA".repeat(3));
  await alice.untilGone("line 40.");
  await alice.type("\x1b[A".repeat(5));
  const up = await alice.untilGone("line 35.");
  assert.doesNotMatch(up, /Editing|line 40/);
  await alice.type("\x1b[B".repeat(40));
  await alice.until(/alice │ line 40\./);
  // A single arrow is the key.
  await alice.type("\x1b[A");
  await alice.until(/Editing your last message/);
});

tmuxTest("a paste without an end leaves no key dead, and Ctrl+C works at once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server });
  await alice.type("\x1b[200~half a paste");
  await alice.until(promptOf("alice", "half a paste"));
  await alice.type(" and keys");
  await alice.until(promptOf("alice", "half a paste and keys"));
  await alice.type("\x1b[200~more");
  await alice.press("C-c");
  await alice.untilGone("half a paste");
  await alice.type("alive");
  await alice.until(promptOf("alice", "alive"));
});

tmuxTest("a paste whose marks come in pieces is one paste, tabs and all", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server });
  await alice.type("\x1b[2");
  await alice.type("00~one\ttwo\rthree\r\x1b[20");
  await alice.type("1~");
  await alice.until("Send these 2 lines as one message?");
  await alice.type("y");
  await bob.event("message", ({ text }) => text === "one\ttwo\nthree");
  await alice.paste("four\tfive");
  await alice.until(promptOf("alice", "four    five"));
  await alice.press("Enter");
  await bob.event("message", ({ text }) => text === "four\tfive");
});

tmuxTest("reports of the terminal and keys with more to them write nothing wrong", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server });
  await alice.type(
    "a\x1b[<64;9;9Mb\x1b[24;80Rc\x1b]10;rgb:0/0/0\x07d\x1bP>|XTerm\x1b\\e\x1b[?62;4cf\x1b[97;9ug",
  );
  await alice.until(promptOf("alice", "abcdefg"));
  // Shift+Enter as xterm sends it, then as kitty does; Ctrl+W; Enter.
  await alice.type("\x1b[27;2;13~two\x1b[13;2uthree four\x1b[119;5u!\x1b[13u");
  await bob.event("message", ({ text }) => text === "abcdefg\ntwo\nthree !");
});
