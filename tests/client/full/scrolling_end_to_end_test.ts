import assert from "node:assert/strict";
import { newcomer } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { type Tmux, tmuxTest } from "../../support/tmux.ts";

/** The numbers of the lines that are on the screen, from top to bottom. */
function linesOn(screen: string): number[] {
  return [...screen.matchAll(/│ line (\d+)\b/g)].map(([, number]) => Number(number));
}

/** Presses a key again and again until the screen matches. */
async function pressUntil(terminal: Tmux, key: string, pattern: RegExp): Promise<string> {
  for (let times = 0; times < 100; times++) {
    const before = await terminal.screen();
    if (pattern.test(before)) return before;
    await terminal.press(key);
    await terminal.untilOther(before);
  }
  return await terminal.until(pattern);
}

tmuxTest(
  "PageUp goes back through 500 messages, and what comes meanwhile moves nothing",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    const bob = await server.register("bob");
    for (let number = 1; number <= 500; number++) {
      await bob.request("say", { room: "general", text: `line ${number}` });
    }
    await using alice = await newcomer("alice", { folder, server });
    await alice.until(/│ line 500\b/);
    await pressUntil(alice, "PageUp", /│ line 1\n|│ line 1 /);
    const top = await alice.until(/│ line 1 /);
    const shown = linesOn(top);
    assert.deepEqual(shown, shown.map((_, index) => index + 1), "in order and without holes");
    for (let number = 501; number <= 510; number++) {
      await bob.request("say", { room: "general", text: `line ${number}` });
    }
    // Nothing else may change while the way down is watched.
    const later = await alice.until(/\b10 new/);
    assert.deepEqual(linesOn(later), shown);
    // What is passed on the way down is complete.
    const seen = new Set<number>();
    for (const number of shown) seen.add(number);
    let screen = later;
    for (let times = 0; times < 100 && !seen.has(510); times++) {
      await alice.press("PageDown");
      screen = await alice.untilOther(screen);
      for (const number of linesOn(screen)) seen.add(number);
    }
    assert.equal(seen.size, 510);
    await alice.press("PageUp", "PageUp");
    await alice.press("M-End");
    await alice.until(/│ line 510\b/);
  },
);

tmuxTest("Alt+U goes to the first unread message, and the search to what it finds", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await bob.request("create", { room: "ops" });
  await using alice = await newcomer("alice", { folder, server });
  await alice.enter("/join ops");
  await alice.until(/^ #ops /m);
  await alice.press("M-1");
  await alice.until(/^ #general /m);
  for (let number = 1; number <= 120; number++) {
    await bob.request("say", { room: "ops", text: `line ${number}` });
  }
  // What the server counts when the room was joined is asked for meanwhile, so it need not be exact.
  await alice.until(/#ops +1[12]\d\b/);
  await alice.press("M-2");
  await alice.until(/│ line 120\b/);
  await alice.press("M-u");
  await alice.until(/── new messages ─[^]*│ line 1 /);
  await alice.press("M-End");
  await alice.until(/│ line 120\b/);
  await alice.press("C-s");
  await alice.type("line 57");
  await alice.until(/bob: line 57/);
  await alice.press("Enter");
  await alice.until(/│ line 57 /);
  await alice.until("r reply");
  await alice.press("Escape");
  await alice.untilGone("r reply");
  await alice.enter("/search line 33");
  await alice.until(/bob: line 33/);
  await alice.press("Enter");
  await alice.until(/│ line 33 /);
});

tmuxTest("every size can be worked in, and going back shows what was there", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await using alice = await newcomer("alice", { folder, server, columns: 120, rows: 40 });
  for (let number = 1; number <= 60; number++) {
    await bob.request("say", { room: "general", text: `line ${number}` });
  }
  await alice.until(/│ line 60\b/);
  await alice.type("half a sen");
  const wide = await alice.until(/alice> half a sen/);
  for (const [columns, rows] of [[90, 30], [60, 20], [20, 5], [400, 100], [1, 1]] as const) {
    await alice.resize(columns, rows);
    if (columns < 20) continue;
    const screen = await alice.until(/half a sen/);
    await alice.until(/line 60/);
    for (const row of screen.split("\n")) assert.ok([...row].length <= columns, row);
  }
  await alice.resize(120, 40);
  await alice.until(/line 40[^]*line 60[^]*alice> half a sen/);
  assert.deepEqual(linesOn(await alice.screen()), linesOn(wide));
  await alice.enter("tence");
  await alice.until(/alice │ half a sentence/);
});

tmuxTest("Alt+L shows nothing but text, and back", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await bob.request("say", { room: "general", text: "https://chat.example/copy-me" });
  await using alice = await newcomer("alice", { folder, server });
  await alice.until(/│ https:/);
  await alice.press("M-l");
  const bare = await alice.untilGone("│");
  assert.match(bare, /https:\/\/chat\.example\/copy-me$/m);
  await alice.press("M-l");
  await alice.until(/│ https:/);
});
