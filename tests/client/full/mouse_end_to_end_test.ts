/** The mouse as terminals report it. */
import assert from "node:assert/strict";
import { connectCommand, newcomer, promptOf, startShell } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";

const OFF = { isReported: false, isSgr: false, hasMotion: false };
const ON = { isReported: true, isSgr: true, hasMotion: false };

tmuxTest("F2 has the terminal report the mouse, and leaves it as it was afterwards", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const bob = await server.register("bob");
  await bob.request("create", { room: "ops" });
  await using alice = await newcomer("alice", { folder, server });
  assert.deepEqual(await alice.mouse(), OFF);
  await alice.enter("/join ops");
  await alice.until(/^ #ops /m);
  await alice.press("F2");
  await alice.until("Mouse on");
  assert.deepEqual(await alice.mouse(), ON);
  // The second row of the list is #general.
  const screen = await alice.screen();
  const row = screen.split("\n").findIndex((line) => /^ *\d+ #general/.test(line));
  await alice.type(`\x1b[<0;6;${row + 1}M\x1b[<0;6;${row + 1}m`);
  await alice.until(/^ ?[^\n]*│ ?#general/m);
  for (let number = 1; number <= 40; number++) await alice.enter(`line ${number}.`);
  await alice.until(/alice │ line 40\./);
  await alice.type("\x1b[<64;50;10M");
  await alice.untilGone("line 40.");
  await alice.type("\x1b[<65;50;10M");
  await alice.until(/alice │ line 40\./);
  // Text is selected by the terminal where there is nothing else.
  await alice.press("M-l");
  await alice.untilGone("│");
  assert.deepEqual(await alice.mouse(), OFF);
  await alice.press("M-l");
  await alice.until(/alice │ line 40\./);
  await alice.press("C-l");
  await alice.enter("once more");
  await alice.until(/alice │ once more/);
  assert.deepEqual(await alice.mouse(), ON);
  await alice.press("F2");
  await alice.until("Mouse off");
  assert.deepEqual(await alice.mouse(), OFF);
});

tmuxTest("Ctrl+Z and leaving give the mouse back to the terminal", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await using terminal = await startShell(folder.path);
  const args = ["--register", `alice@127.0.0.1:${server.port}`];
  await terminal.enter(`clear; ${connectCommand(args, false).join(" ")}`);
  await terminal.until(promptOf("alice"), 60_000);
  await terminal.press("F2");
  await terminal.until("Mouse on");
  assert.deepEqual(await terminal.mouse(), ON);
  await terminal.press("C-z");
  await terminal.until(/Stopped[^]*shell:/);
  assert.deepEqual(await terminal.mouse(), OFF);
  await terminal.enter("fg");
  await terminal.until(promptOf("alice"));
  await terminal.enter("here again");
  await terminal.until(/alice │ here again/);
  assert.deepEqual(await terminal.mouse(), ON);
  await terminal.press("C-d");
  await terminal.until(/shell:\s*$/);
  assert.deepEqual(await terminal.mouse(), OFF);
});
