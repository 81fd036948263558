/** What is in front of the conversation and goes away again, and where the focus is then. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { hasFocus } from "../../../support/keyboard.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import {
  composerOf,
  messages,
  nextFrame,
  register,
  say,
  untilTrue,
} from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

const PHONE = { viewport: { width: 390, height: 780 }, hasTouch: true, isMobile: true };
const dialog = (page: Page) => page.getByRole("dialog").last();
const drawer = (page: Page) => page.locator(".panes").getAttribute("data-drawer");

browserTest("drawers open by their buttons and close by the back button", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person(PHONE);
  await register(page, server.url, "alice");
  for (const [button, name] of [["Rooms", "rooms"], ["People", "people"]] as const) {
    await page.getByRole("button", { name: new RegExp(`Show .*${button}|${button}`, "i") })
      .and(page.locator(".drawer-button")).click();
    await page.locator(`.panes[data-drawer="${name}"]`).waitFor();
    // What is behind it can be neither read nor reached.
    assert.equal(await page.locator("main.conversation").getAttribute("inert"), "");
    await page.goBack();
    await page.locator('.panes[data-drawer="none"]').waitFor();
  }

  // A dialog in front of a drawer: one step back for each.
  await page.locator(".drawer-button-rooms").click();
  await page.getByRole("button", { name: "All rooms" }).click();
  await dialog(page).waitFor();
  await page.goBack();
  await dialog(page).waitFor({ state: "detached" });
  assert.equal(await drawer(page), "rooms");
  await page.keyboard.press("Escape");
  await page.locator('.panes[data-drawer="none"]').waitFor();
  await composerOf(page).waitFor();
});

browserTest(
  "the focus is in the text field after going elsewhere and closing",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const bob = await server.register("bob");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    const alice = await server.login("alice");
    await alice.request("create", { room: "ops" });
    await bob.request("say", { room: "general", text: "from bob" });

    await page.getByRole("button", { name: "#ops" }).click();
    await page.getByRole("textbox", { name: "Message to #ops" }).waitFor();
    await untilTrue(page, 'document.activeElement?.id === "composer"');
    await page.getByRole("button", { name: "#general" }).click();
    await page.getByRole("textbox", { name: "Message to #general" }).waitFor();
    await untilTrue(page, 'document.activeElement?.id === "composer"');

    // The buttons of a message are gone when its dialog closes.
    await messages(page, "from bob").hover();
    await messages(page, "from bob").getByRole("button", { name: "More" }).click();
    await dialog(page).getByRole("button", { name: "Copy the text" }).waitFor();
    await page.mouse.move(5, 5);
    await page.keyboard.press("Escape");
    await dialog(page).waitFor({ state: "detached" });
    await untilTrue(page, "document.activeElement !== document.body");
  },
);

browserTest("the name of an author opens what is known about them", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const bob = await server.register("bob");
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await bob.request("say", { room: "general", text: "from bob" });
  const row = messages(page, "from bob");

  await row.getByRole("button", { name: "bob", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Write privately" }).waitFor();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  // The focus goes back to where it was.
  await nextFrame(page);

  // By keys: the message is chosen, and Tab goes to its name.
  await page.getByRole("log").focus();
  await page.keyboard.press("ArrowUp");
  await nextFrame(page);
  await page.keyboard.press("Tab");
  assert.ok(await hasFocus(row.getByRole("button", { name: "bob", exact: true })));
  await page.keyboard.press("Enter");
  await dialog(page).getByRole("button", { name: "Write privately" }).waitFor();
});

browserTest("commands that close windows and save files say what to do", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await say(page, "/exit");
  await page.getByText("Close this tab to leave").waitFor();
  assert.equal(await composerOf(page).inputValue(), "");
  await say(page, "still here");
  await messages(page, "still here").waitFor();
  await say(page, "/export");
  await dialog(page).getByRole("button", { name: "Download" }).waitFor();
});

browserTest(
  "what is new is read out once, and nothing that was there before",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const bob = await server.register("bob");
    await bob.request("say", { room: "general", text: "before" });
    await server.register("alice");
    const { page } = await browser.person();
    await register(page, server.url, "carol");
    await messages(page, "before").waitFor();
    // The list is a log that says nothing by itself: what is heard stands in one place.
    assert.equal(await page.getByRole("log").getAttribute("aria-live"), "off");
    await bob.request("say", { room: "general", text: "**after**" });
    const heard = page.locator('[aria-live="polite"]').filter({ hasText: "bob: " });
    await heard.waitFor({ state: "attached" });
    assert.deepEqual(await page.locator(".announcer p").allInnerTexts(), ["bob: **after**"]);
    const { id } = await bob.request("say", { room: "general", text: "second" });
    await page.locator(".announcer p").nth(1).waitFor({ state: "attached" });
    await bob.request("edit", { id, text: "edited" });
    await messages(page, "edited").waitFor();
    assert.deepEqual(await page.locator(".announcer p").allInnerTexts(), [
      "bob: **after**",
      "bob: second",
    ]);
  },
);

browserTest("a German page says in German why the server refuses", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  await server.register("alice");
  const { page } = await browser.person({ locale: "de-DE" });
  await page.goto(server.url);
  await page.getByLabel("Name", { exact: true }).fill("alice");
  await page.getByLabel("Passwort", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Anmelden" }).click();
  await page.getByRole("alert").filter({ hasText: "Falscher Benutzername" }).waitFor();
});
