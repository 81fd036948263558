/** A hook is made in the page, used by a program, and revoked. */
import assert from "node:assert/strict";
import { browserTest } from "../../../support/browser.ts";
import { openTab, pressOn, writeInto } from "../../../support/keyboard.ts";
import { send } from "../../../support/hook_house.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { messages, register } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest("a hook is made in the dialog of its room, and what it says is marked", async ({
  browser,
}) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await pressOn(page, page.getByRole("button", { name: "New room" }));
  const dialog = page.getByRole("dialog").last();
  await writeInto(page, dialog.getByLabel("Name"), "ops");
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message to #ops" }).waitFor();

  await pressOn(page, page.getByRole("button", { name: "About #ops" }));
  await openTab(page, "Hooks");
  await dialog.getByText("This room has no hooks.").waitFor();
  await writeInto(page, dialog.getByLabel("Name of the hook"), "ci");
  await page.keyboard.press("Enter");
  const url = await dialog.locator("code").textContent() ?? "";
  assert.ok(url.startsWith(`${new URL(server.url).origin}/hooks/`), url);
  assert.equal((await send(url, "backup done")).text, "ok");
  await dialog.getByText("never used").waitFor();

  await page.keyboard.press("Escape");
  await messages(page, "backup done").getByText("hook", { exact: true }).waitFor();

  await pressOn(page, page.getByRole("button", { name: "About #ops" }));
  await openTab(page, "Hooks");
  await pressOn(page, dialog.getByRole("button", { name: "Revoke the hook ci" }));
  await page.keyboard.press("Enter");
  await dialog.getByText("This room has no hooks.").waitFor();
  assert.equal((await send(url, "backup done")).text, "no_service");
});
