/** Dialogs with something in them, as axe-core sees them, in both themes; accessibility_test.ts has all. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { granted } from "../../../support/stage.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { logIn, untilTrue } from "../../../support/web_page.ts";
import { playScene } from "../../../support/web_scene.ts";

/** A dialog by what opens it; its tabs are gone through. */
const DIALOGS: readonly (readonly [name: string, open: (page: Page) => Promise<unknown>])[] = [
  ["a person", async (page) => {
    await page.getByRole("complementary").getByRole("button", { name: "priya" }).click();
    const parts = page.getByRole("dialog").locator("summary");
    await parts.first().waitFor();
    for (const part of await parts.all()) await part.click();
  }],
  ["keeping order", (page) => page.getByRole("button", { name: "Keeping order" }).click()],
  ["search", async (page) => {
    await page.keyboard.press("ControlOrMeta+f");
    await page.getByRole("combobox", { name: "Search" }).fill("ferry");
    await page.getByRole("listbox").getByRole("option").first().waitFor();
  }],
  ["jump", (page) => page.keyboard.press("ControlOrMeta+k")],
  ["unread", (page) => page.keyboard.press("Alt+a")],
];

/** Waits until nothing of the dialog is missing any more. */
async function loaded(page: Page): Promise<void> {
  await page.getByRole("dialog").waitFor();
  await untilTrue(
    page,
    "document.querySelector('dialog')?.textContent.includes('Loading …') === false",
  );
}

for (const colorScheme of ["light", "dark"] as const) {
  browserTest(
    `dialogs with something in them have no violations that axe-core finds, ${colorScheme}`,
    async ({ browser }) => {
      using folder = new TemporaryFolder();
      const { people, reader, server } = await playScene(folder);
      await using _server = server;
      const code = server.running.claimCode;
      await granted(people.maria, "claim", { code });
      await granted(people.maria, "mute", { username: "yusuf", reason: "calm down" });
      await granted(people.maria, "filter", { kind: "word", pattern: "darn", does: "flag" });
      await granted(people.priya, "say", { room: "general", text: "darn" });
      const { page } = await browser.person({ colorScheme });
      await logIn(page, server.url, reader);
      const found: string[] = [];
      for (const [name, open] of DIALOGS) {
        await open(page);
        const dialog = page.getByRole("dialog");
        await loaded(page);
        const tabs = await dialog.getByRole("tab").all();
        for (const tab of tabs.length === 0 ? [undefined] : tabs) {
          await tab?.click();
          await loaded(page);
          const part = await tab?.innerText() ?? "";
          for (const each of await violationsOn(page)) found.push(`${name} ${part}: ${each}`);
        }
        await page.keyboard.press("Escape");
        await dialog.waitFor({ state: "detached" });
      }
      assert.deepEqual(found, []);
    },
  );
}
