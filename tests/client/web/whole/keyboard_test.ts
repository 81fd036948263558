/** Coming in and going out with the keyboard alone. */
import assert from "node:assert/strict";
import { browserTest } from "../../../support/browser.ts";
import { pressOn, writeInto } from "../../../support/keyboard.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { composerOf, messages, messageTexts } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest(
  "somebody registers, writes, logs out and logs in again with the keyboard alone",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { page } = await browser.person();
    const username = page.getByLabel("Username");
    const password = page.getByLabel("Password", { exact: true });
    await page.goto(server.url);
    await pressOn(page, page.getByRole("button", { name: "I have no account yet" }));
    await writeInto(page, username, "alice");
    await writeInto(page, password, PASSWORD);
    await page.keyboard.press("Enter");

    // The focus is where messages are written, without a key more.
    await composerOf(page).and(page.locator(":focus")).waitFor();
    await page.keyboard.type("the first");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("of two lines");
    await page.keyboard.press("Enter");
    await messages(page, "of two lines").waitFor();

    await page.keyboard.type("/logout keep");
    await page.keyboard.press("Enter");
    await writeInto(page, username, "alice");
    await writeInto(page, password, "not the password");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").filter({ hasText: "Wrong username or password" }).waitFor();
    await writeInto(page, password, PASSWORD);
    await page.keyboard.press("Enter");
    await composerOf(page).and(page.locator(":focus")).waitFor();
    assert.deepEqual(await messageTexts(page), ["the first\nof two lines"]);
  },
);
