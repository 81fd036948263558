import assert from "node:assert/strict";
import { browserTest } from "../../support/browser.ts";
import { newcomer } from "../../support/full_client.ts";
import { TemporaryFolder } from "../../support/test_server.ts";
import { hasTmux } from "../../support/tmux.ts";
import { messages, messageTexts, register, say } from "../../support/web_page.ts";
import { startWebServer } from "../../support/web_server.ts";

browserTest("two browsers and a terminal talk in one room", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const [alice, bob] = await Promise.all([browser.person(), browser.person()]);
  await Promise.all([
    register(alice.page, server.url, "alice"),
    register(bob.page, server.url, "bob"),
  ]);
  await using terminal = hasTmux() ? await newcomer("carol", { folder, server }) : undefined;

  await say(alice.page, "hello from **alice**");
  await messages(bob.page, "hello from alice").waitFor();
  await say(bob.page, "and from bob");
  await messages(alice.page, "and from bob").waitFor();
  const all = ["hello from alice", "and from bob"];
  if (terminal !== undefined) {
    await terminal.until(/alice │ hello from alice/);
    await terminal.until(/bob │ and from bob/);
    await terminal.enter("carol is here, too");
    await messages(alice.page, "carol is here, too").waitFor();
    await messages(bob.page, "carol is here, too").waitFor();
    all.push("carol is here, too");
  }
  assert.deepEqual(await messageTexts(alice.page), all);
  assert.deepEqual(await messageTexts(bob.page), all);
});
