import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { granted } from "../../../support/stage.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { logIn, messages } from "../../../support/web_page.ts";
import { playScene } from "../../../support/web_scene.ts";

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 780 };

/** What is opened by a button of the page, by its name. */
const BUTTONS = [
  "Search everywhere",
  "All rooms",
  "New room",
  "Keeping order",
  "Keys and commands",
  "Settings",
  "Search in #general",
  "About #general",
  "People on the server",
  "Emoji",
];

/** Opens everything there is, and looks at each part of it. */
async function lookAtDialogs(page: Page, look: (view: string) => Promise<void>): Promise<void> {
  for (const name of BUTTONS) {
    await page.getByRole("button", { name }).filter({ visible: true }).first().click();
    await lookAtDialog(page, { name, look });
  }
  await page.getByRole("complementary").getByRole("button", { name: "priya" }).click();
  await lookAtDialog(page, { name: "a person", look });
  await messages(page, "nothing to do").last().focus();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Enter");
  await lookAtDialog(page, { name: "what can be done with a message", look });
}

/** Looks at the dialog that opens, at each of its tabs, and closes it. */
async function lookAtDialog(
  page: Page,
  { look, name }: { name: string; look: (view: string) => Promise<void> },
): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("heading").first().waitFor();
  await loaded(page);
  await look(name);
  const tabs = dialog.getByRole("tab");
  for (let index = 1; index < await tabs.count(); index++) {
    await tabs.nth(index).click();
    await loaded(page);
    await look(`${name}, ${await tabs.nth(index).innerText()}`);
  }
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
}

async function loaded(page: Page): Promise<void> {
  await page.getByRole("dialog").getByText("Loading …").first().waitFor({ state: "hidden" });
}

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(
    `the page has no violations that axe-core finds, ${colorScheme}`,
    async ({ browser }) => {
      using folder = new TemporaryFolder();
      const scene = await playScene(folder);
      await using server = scene.server;
      // Who owns the server sees all there is.
      await granted(scene.people.jonas, "claim", { code: server.running.claimCode });
      const reader = "jonas";
      const found: string[] = [];
      const look = async (view: string, page: Page) => {
        // Nothing but colours is another in the dark.
        const violations = await violationsOn(page, colorScheme === "light" ? "all" : "colours");
        found.push(...violations.map((each) => `${view}: ${each}`));
      };

      const wide = await browser.person({ colorScheme, viewport: WIDE });
      await wide.page.goto(server.url);
      await wide.page.getByLabel("Username").waitFor();
      await look("log in", wide.page);
      await wide.page.getByRole("button", { name: "I have no account yet" }).click();
      await look("register", wide.page);
      await wide.page.getByRole("button", { name: "I have an account already" }).click();
      await wide.page.getByLabel("Username").fill(reader);
      await wide.page.getByLabel("Password", { exact: true }).fill("not this one");
      await wide.page.getByRole("button", { name: "Log in" }).click();
      await wide.page.getByRole("alert").filter({ hasText: /\S/ }).waitFor();
      await look("log in, refused", wide.page);
      await logIn(wide.page, server.url, reader);
      await messages(wide.page, "have a minute?").hover();
      await look("a room", wide.page);
      await lookAtDialogs(wide.page, (view) => look(view, wide.page));

      const phone = await browser.person({
        colorScheme,
        viewport: PHONE,
        hasTouch: true,
        isMobile: true,
      });
      await phone.page.goto(server.url);
      await phone.page.getByLabel("Username").waitFor();
      await look("log in on a phone", phone.page);
      await logIn(phone.page, server.url, reader);
      await messages(phone.page, "have a minute?").waitFor();
      await look("a room on a phone", phone.page);
      for (const name of ["Show rooms", "Show people"]) {
        await phone.page.getByRole("button", { name }).click();
        await look(`${name} on a phone`, phone.page);
        await phone.page.keyboard.press("Escape");
      }
      assert.deepEqual(found, []);
    },
  );
}
