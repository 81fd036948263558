/** Files in the full screen, in a real terminal, with a real server. */
import assert from "node:assert/strict";
import { hashOf } from "../../support/file_server.ts";
import { newcomer } from "../../support/full_client.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import { tmuxTest } from "../../support/tmux.ts";
import { randomBytes } from "../transfer/stage.ts";

tmuxTest("the full screen sends, lists and fetches files", async () => {
  using folder = await new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server, columns: 170 });
  const bytes = randomBytes(300_000);
  await Deno.mkdir(`${folder.path}/my files`);
  await Deno.writeFile(`${folder.path}/my files/report.bin`, bytes);
  await alice.type(`/send ${folder.path}/my`);
  await alice.press("Tab");
  await alice.until("my\\ files/");
  await alice.press("Tab");
  await alice.until("report.bin");
  await alice.type("as promised");
  await alice.press("Enter");
  await alice.until("report.bin (293.0 KiB)");
  await alice.until("as promised");
  await alice.enter("/files report");
  await alice.until(/id:\d+ .*alice: report\.bin \(293\.0/);
  await alice.enter(`/get 1 '${folder.path}/new'`);
  await alice.until(`report.bin is in ${folder.path}/new/report.bin`);
  assert.equal(hashOf(await Deno.readFile(`${folder.path}/new/report.bin`)), hashOf(bytes));
  await alice.enter("/transfers");
  await alice.until(/2 +↓ report\.bin .*done/);
});

tmuxTest("a file that is dragged onto the full screen is sent after a question", async () => {
  using folder = await new TemporaryFolder();
  await using server = await startServer(folder);
  await using alice = await newcomer("alice", { folder, server, columns: 170 });
  await Deno.writeTextFile(`${folder.path}/my notes.txt`, "hello");
  await alice.paste(`'${folder.path}/my notes.txt'`);
  await alice.until("Send my notes.txt (5 B)? Enter sends");
  await alice.press("Escape");
  await alice.until(`> '${folder.path}/my notes.txt'`);
  await alice.press("C-u");
  await alice.paste(`${folder.path}/my\\ notes.txt`);
  await alice.until("Send my notes.txt (5 B)? Enter sends");
  await alice.press("Enter");
  await alice.until("my notes.txt (5 B)");
  await alice.untilGone("Enter sends");
});
