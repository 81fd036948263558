import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { within } from "../../../support/deadline.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { composerOf, messages, nextFrame, register, say } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest(
  "what is being written is there after the page was loaded again, and in other tabs",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    await composerOf(page).fill("half a thought");
    await page.reload();
    await untilWritten(page, "half a thought");

    const other = await context.newPage();
    await other.goto(server.url);
    await untilWritten(other, "half a thought");
    await composerOf(other).fill("a whole thought");
    await untilWritten(page, "a whole thought");
    await composerOf(other).press("Enter");
    await messages(page, "a whole thought").waitFor();
    await untilWritten(page, "");
  },
);

browserTest("tabs agree about what is read, and about who is logged in", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const bob = await server.register("bob");
  await bob.request("create", { room: "ops" });
  const { context, page } = await browser.person();
  await register(page, server.url, "alice");
  await say(page, "/join ops");
  await page.getByRole("heading", { name: "#ops" }).waitFor();
  await page.getByRole("button", { name: "#general" }).click();
  const other = await context.newPage();
  await other.goto(server.url);
  await composerOf(other).waitFor();
  await bob.request("say", { room: "ops", text: "hello @alice" });
  const news = /^#ops, 1 unread/;
  await page.getByRole("button", { name: news }).waitFor();
  await other.getByRole("button", { name: news }).click();
  await messages(other, "hello @alice").waitFor();
  await page.getByRole("button", { name: "#ops", exact: true }).waitFor();

  await say(other, "/logout keep");
  await other.getByRole("button", { name: "Log in" }).waitFor();
  await page.getByRole("button", { name: "Log in" }).waitFor();
  assert.equal(await other.getByText("hello @alice").count(), 0);
  await page.getByLabel("Username").fill("alice");
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await composerOf(page).waitFor();
  await composerOf(other).waitFor();
});

browserTest(
  "a tab shows nothing of one account to another one that has come in",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    const server = await startWebServer(folder);
    const { context, page } = await browser.person();
    await register(page, server.url, "alice");
    await say(page, "/msg alice a note to myself");
    await page.getByRole("button", { name: "@alice" }).waitFor();
    await composerOf(page).fill("a secret of alice");

    // Somebody else comes in in another tab, and this one loses its connection.
    const other = await context.newPage();
    await context.clearCookies();
    await register(other, server.url, "mallory");
    await server.stop();
    await page.getByText("Connection lost").waitFor();
    const at = { host: "127.0.0.1", port: Number(new URL(server.url).port) };
    await using _again = await startWebServer(folder, { web: { isOpen: true, at, origins: [] } });
    await page.getByText("This browser is logged in as mallory now", { exact: true }).waitFor();
    await page.getByRole("button", { name: "@alice" }).waitFor({ state: "detached" });
    assert.equal(await composerOf(page).inputValue(), "");
  },
);

async function untilWritten(page: Page, text: string): Promise<void> {
  await composerOf(page).waitFor();
  await within(
    (async () => {
      while (await composerOf(page).inputValue() !== text) await nextFrame(page);
    })(),
    `"${text}" to stand in the composer`,
  );
}
