import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { composerOf, logIn, messages } from "../../../support/web_page.ts";
import { playScene } from "../../../support/web_scene.ts";

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };

/** A view, by what somebody does to see it from the open room, and how they leave it. */
type View = readonly [name: string, open: (page: Page) => Promise<void>];

const close = (page: Page) => page.keyboard.press("Escape");

/** What there is in front of the room; each is left by Escape. */
const DIALOGS: readonly View[] = [
  ["colours and language", async (page) => {
    await page.getByRole("button", { name: "Colours and language" }).click();
    await page.getByRole("group", { name: "Colours" }).waitFor();
  }],
  ["what can be done with a message", async (page) => {
    await messages(page, "have a minute?").focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").getByRole("button").nth(1).waitFor();
  }],
  ["the emoji", async (page) => {
    await composerOf(page).locator("..").getByRole("button").first().click();
    await page.getByRole("dialog").getByRole("button", { name: "grinning", exact: false }).first()
      .waitFor();
  }],
];

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(
    `the page has no violations that axe-core finds, ${colorScheme}`,
    async ({ browser }) => {
      using folder = new TemporaryFolder();
      const scene = await playScene(folder);
      await using server = scene.server;
      const found: string[] = [];
      const look = async (view: string, page: Page) =>
        found.push(...(await violationsOn(page)).map((each) => `${view}: ${each}`));

      const wide = await browser.person({ colorScheme, viewport: WIDE });
      await wide.page.goto(server.url);
      await wide.page.getByLabel("Username").waitFor();
      await look("log in", wide.page);
      await wide.page.getByRole("button", { name: "I have no account yet" }).click();
      await look("register", wide.page);
      await wide.page.getByRole("button", { name: "I have an account already" }).click();
      await wide.page.getByLabel("Username").fill(scene.reader);
      await wide.page.getByLabel("Password", { exact: true }).fill("not this one");
      await wide.page.getByRole("button", { name: "Log in" }).click();
      await wide.page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
      await look("log in, refused", wide.page);
      await logIn(wide.page, server.url, scene.reader);
      await messages(wide.page, "have a minute?").hover();
      await look("a room", wide.page);
      for (const [name, open] of DIALOGS) {
        await open(wide.page);
        await look(name, wide.page);
        await close(wide.page);
      }

      const phone = await browser.person({
        colorScheme,
        viewport: PHONE,
        hasTouch: true,
        isMobile: true,
      });
      await phone.page.goto(server.url);
      await phone.page.getByLabel("Username").waitFor();
      await look("log in on a phone", phone.page);
      await logIn(phone.page, server.url, scene.reader);
      await messages(phone.page, "have a minute?").waitFor();
      await look("a room on a phone", phone.page);
      for (const name of ["Show rooms", "Show people"]) {
        await phone.page.getByRole("button", { name }).click();
        await look(`${name} on a phone`, phone.page);
        await close(phone.page);
      }
      assert.deepEqual(found, []);
    },
  );
}
