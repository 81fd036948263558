/** What commands do in the terminal, done in the page with the keyboard alone. */
import assert from "node:assert/strict";
import type { Locator, Page } from "playwright-core";
import { shownCode } from "../../../support/authenticator.ts";
import { browserTest } from "../../../support/browser.ts";
import { hasFocus, openTab, pressOn, tabTo, writeInto } from "../../../support/keyboard.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { composerOf, messages, register, say, untilTrue } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

const dialog = (page: Page): Locator => page.getByRole("dialog").last();
const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });
const inRoom = (page: Page, room: string) =>
  page.getByRole("textbox", { name: `Message to #${room}` }).waitFor();

browserTest(
  "a room is made, set, joined with its key, and looked after with the keyboard alone",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const [alice, bob] = await Promise.all([browser.person(), browser.person()]);
    await Promise.all([
      register(alice.page, server.url, "alice"),
      register(bob.page, server.url, "bob"),
    ]);

    // Made.
    await pressOn(alice.page, button(alice.page, "New room"));
    await writeInto(alice.page, dialog(alice.page).getByLabel("Name"), "Not a name");
    await alice.page.keyboard.press("Enter");
    await dialog(alice.page).getByRole("alert").filter({ hasText: "Room names are" }).waitFor();
    assert.equal(await dialog(alice.page).getByLabel("Name").inputValue(), "Not a name");
    await writeInto(alice.page, dialog(alice.page).getByLabel("Name"), "#ops");
    await alice.page.keyboard.press("Enter");
    await inRoom(alice.page, "ops");

    // Set.
    const about = button(alice.page, "About #ops");
    await pressOn(alice.page, about);
    await openTab(alice.page, "Settings");
    const slow = dialog(alice.page).getByLabel("Time between two messages");
    await writeInto(alice.page, slow, "slowly");
    await writeInto(alice.page, dialog(alice.page).getByLabel("Key", { exact: true }), "horse");
    await alice.page.keyboard.press("Enter");
    await dialog(alice.page).getByRole("alert").filter({ hasText: "Write a duration" }).waitFor();
    await writeInto(alice.page, slow, "1s");
    await alice.page.keyboard.press("Enter");
    await dialog(alice.page).getByText("Saved").waitFor();
    await alice.page.keyboard.press("Escape");
    await dialog(alice.page).waitFor({ state: "detached" });
    assert.ok(await hasFocus(about), "the focus goes back when a dialog closes");

    // Joined.
    await pressOn(bob.page, button(bob.page, "All rooms"));
    const key = dialog(bob.page).getByLabel("Key, where it needs one");
    await writeInto(bob.page, key, "cow");
    await bob.page.keyboard.press("Enter");
    await dialog(bob.page).getByRole("alert").filter({ hasText: "needs a key" }).waitFor();
    assert.equal(await key.inputValue(), "cow");
    await writeInto(bob.page, key, "horse");
    await bob.page.keyboard.press("Enter");
    await inRoom(bob.page, "ops");

    // Those who may not are not shown what they may not.
    await pressOn(bob.page, button(bob.page, "About #ops"));
    await dialog(bob.page).getByRole("tab", { name: "Members" }).waitFor();
    assert.deepEqual(await dialog(bob.page).getByRole("tab").allInnerTexts(), ["About", "Members"]);
    await bob.page.keyboard.press("Escape");

    // Looked after.
    await pressOn(
      alice.page,
      alice.page.getByRole("complementary").getByRole("button", {
        name: "bob",
      }),
    );
    await pressOn(alice.page, dialog(alice.page).getByText("Keep order"));
    await writeInto(alice.page, dialog(alice.page).getByLabel("For how long"), "10m");
    await writeInto(alice.page, dialog(alice.page).getByLabel("Why"), "calm down");
    await alice.page.keyboard.press("Enter");
    await dialog(alice.page).getByText("bob is muted until").waitFor();
    await alice.page.keyboard.press("Escape");
    await say(bob.page, "but");
    await bob.page.getByText("not sent: You are muted").waitFor();
    await pressOn(alice.page, about);
    await openTab(alice.page, "Bans and mutes");
    await pressOn(alice.page, dialog(alice.page).getByRole("button", { name: /^Lift/ }));
    await dialog(alice.page).getByText("Nobody is banned or muted").waitFor();

    // And gone, after its name was typed.
    await openTab(alice.page, "Settings");
    const name = dialog(alice.page).getByLabel("Type #ops to delete it");
    await writeInto(alice.page, name, "general");
    await alice.page.keyboard.press("Enter");
    await dialog(alice.page).getByRole("alert").filter({ hasText: "Type the name" }).waitFor();
    await writeInto(alice.page, name, "ops");
    await alice.page.keyboard.press("Enter");
    await inRoom(alice.page, "general");
    await bob.page.getByText("alice deleted #ops").first().waitFor();
  },
);

browserTest(
  "messages go after a while once the owner of a room was told what goes",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    const bob = await server.register("bob");
    await pressOn(page, button(page, "New room"));
    await writeInto(page, dialog(page).getByLabel("Name"), "ops");
    await page.keyboard.press("Enter");
    await inRoom(page, "ops");
    await bob.request("join", { room: "ops" });
    await pressOn(page, button(page, "About #ops"));
    await openTab(page, "Settings");
    const retention = dialog(page).getByLabel("Messages and files go after");
    await writeInto(page, retention, "5m");
    await page.keyboard.press("Enter");
    await dialog(page).getByRole("alert").filter({ hasText: "kept for a day at least" }).waitFor();
    await writeInto(page, retention, "90d");
    await page.keyboard.press("Enter");
    await dialog(page).getByText("Nothing is older than that yet.").waitFor();
    await pressOn(page, dialog(page).getByRole("button", { name: "Yes, have them go" }));
    const changed = await bob.event("room_changed");
    assert.deepEqual([changed["room"], changed["retention"]], ["ops", 90 * 86_400]);
  },
);

browserTest("rooms, messages and what is unread are found with keys", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  const bob = await server.register("bob");
  await bob.request("create", { room: "ops" });
  await bob.request("invite", { room: "ops", username: "alice" });
  await bob.request("say", { room: "general", text: "the blue harbour" });
  for (let index = 0; index < 3; index++) {
    await bob.request("say", { room: "general", text: `something else ${index}` });
  }
  await messages(page, "something else 2").waitFor();

  await page.keyboard.press("ControlOrMeta+f");
  await dialog(page).getByRole("combobox", { name: "Search" }).waitFor();
  await page.keyboard.insertText("harb*");
  await dialog(page).getByRole("option", { name: /the blue harbour/ }).waitFor();
  await page.keyboard.press("Enter");
  const found = messages(page, "the blue harbour");
  await dialog(page).waitFor({ state: "detached" });
  await untilTrue(
    page,
    "document.activeElement?.textContent.includes('the blue harbour') === true",
  );
  assert.ok(await hasFocus(found), "what was found is the chosen message");

  await pressOn(page, button(page, "All rooms"));
  await pressOn(page, dialog(page).getByRole("button", { name: "Join #ops" }));
  await inRoom(page, "ops");
  await bob.request("say", { room: "general", text: "look @alice" });
  await button(page, /^#general, 1 unread/).waitFor();
  await page.keyboard.press("Alt+a");
  await dialog(page).getByRole("option", { name: /#general/ }).waitFor();
  await page.keyboard.press("Enter");
  await inRoom(page, "general");

  await page.keyboard.press("ControlOrMeta+k");
  await dialog(page).getByRole("combobox").waitFor();
  await page.keyboard.insertText("bob");
  await dialog(page).getByRole("option", { name: "@bob" }).waitFor();
  await page.keyboard.press("Enter");
  await page.getByRole("textbox", { name: "Message to @bob" }).waitFor();
  await page.keyboard.press("Alt+1");
  await inRoom(page, "general");

  await page.keyboard.press("F1");
  await writeInto(page, dialog(page).getByLabel("Find a key or a command"), "slow");
  await dialog(page).getByRole("row", { name: /\/slow/ }).waitFor();
  assert.equal(await dialog(page).getByRole("row", { name: /Ctrl\+K/ }).count(), 0);
  await page.keyboard.press("Escape");
});

browserTest("an account is looked after in the settings", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  const settings = button(page, "Settings");

  await pressOn(page, settings);
  await writeInto(page, dialog(page).getByLabel("About you"), "boats");
  await pressOn(page, dialog(page).getByRole("button", { name: "Save" }));
  await dialog(page).getByText("Saved").waitFor();
  await writeInto(page, dialog(page).getByLabel("Why you are away"), "lunch");
  await page.keyboard.press("Enter");
  await dialog(page).getByText("You are away: lunch").waitFor();
  await pressOn(page, dialog(page).getByRole("button", { name: "I am back" }));
  await dialog(page).getByRole("button", { name: "I am away" }).waitFor();

  // A second factor, with the secret that the page shows.
  await openTab(page, "Security");
  await pressOn(page, dialog(page).locator("summary", { hasText: "Turn it on" }));
  const open = dialog(page).locator("details[open]");
  await writeInto(page, open.getByLabel("Your password"), PASSWORD);
  await page.keyboard.press("Enter");
  await open.getByRole("img", { name: "QR code with the secret" }).waitFor();
  const secret = await open.locator("code").innerText();
  await writeInto(page, open.getByLabel("The code that it shows"), "000000");
  await page.keyboard.press("Enter");
  await open.getByRole("alert").filter({ hasText: "This code is not right" }).waitFor();
  await writeInto(page, open.getByLabel("The code that it shows"), shownCode(secret, Date.now()));
  await page.keyboard.press("Enter");
  await open.getByText("It is on").waitFor();
  const codes = await open.locator("li").allInnerTexts();
  assert.ok(codes.length >= 8);

  // Everything in a file.
  await openTab(page, "Your data");
  const download = page.waitForEvent("download");
  await pressOn(page, dialog(page).getByRole("button", { name: "Download" }));
  const path = await (await download).path();
  const data = JSON.parse(await Deno.readTextFile(path));
  assert.equal(JSON.stringify(data).includes("boats"), true);

  // Logged out, and in again with a code that replaces the phone.
  await openTab(page, "Devices");
  await pressOn(page, dialog(page).getByRole("button", { name: "Log out", exact: true }));
  await writeInto(page, page.getByLabel("Username"), "alice");
  await writeInto(page, page.getByLabel("Password", { exact: true }), PASSWORD);
  await page.keyboard.press("Enter");
  await writeInto(page, page.getByLabel("Code of the second factor"), codes[0] ?? "");
  await page.keyboard.press("Enter");
  await composerOf(page).waitFor();

  // And ended.
  await pressOn(page, settings);
  await openTab(page, "Your data");
  await pressOn(page, dialog(page).locator("summary", { hasText: "End of the account" }));
  await writeInto(page, dialog(page).getByLabel("Your password"), PASSWORD);
  await writeInto(page, dialog(page).getByLabel("Type alice to delete"), "alice");
  await page.keyboard.press("Enter");
  await page.getByLabel("Username").waitFor();
});

browserTest("a server is kept: claimed, people invited, reports resolved", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  assert.equal(await button(page, "Keeping order").count(), 0);
  await pressOn(page, button(page, "Settings"));
  await openTab(page, "Your data");
  await writeInto(page, dialog(page).getByLabel("Code"), server.running.claimCode ?? "");
  await page.keyboard.press("Enter");
  await dialog(page).getByText("This server is yours now").waitFor();
  await page.keyboard.press("Escape");

  // Only who is invited comes in; the link brings the code along.
  await pressOn(page, button(page, "Keeping order"));
  await openTab(page, "New accounts");
  await tabTo(page, dialog(page).getByLabel("Who may register"));
  await page.keyboard.press("ArrowDown");
  await pressOn(page, dialog(page).getByRole("button", { name: "Decide" }));
  await dialog(page).getByText("Decided").waitFor();
  await pressOn(page, dialog(page).getByRole("button", { name: "Make a code" }));
  await dialog(page).getByRole("img", { name: "QR code with the link to register" }).waitFor();
  const link = await dialog(page).locator(".invite .row-facts").innerText();
  await page.keyboard.press("Escape");

  const mallory = await browser.person();
  await mallory.page.goto(link);
  await writeInto(mallory.page, mallory.page.getByLabel("Username"), "mallory");
  await writeInto(mallory.page, mallory.page.getByLabel("Password", { exact: true }), PASSWORD);
  await mallory.page.keyboard.press("Enter");
  await composerOf(mallory.page).waitFor();
  await say(mallory.page, "buy my boats");
  await messages(page, "buy my boats").waitFor();

  // Reported by a filter, shown, and resolved.
  await pressOn(page, button(page, "Keeping order"));
  await openTab(page, "Filters");
  await writeInto(page, dialog(page).getByLabel("Word or /pattern/"), "/cheap +\\w+/");
  await tabTo(page, dialog(page).getByLabel("A message with it"));
  await page.keyboard.press("End");
  await pressOn(page, dialog(page).getByRole("button", { name: "Add the filter" }));
  await dialog(page).getByRole("button", { name: "Remove the filter" }).waitFor();
  await page.keyboard.press("Escape");
  await say(mallory.page, "cheap boats");
  await messages(page, "cheap boats").waitFor();
  await pressOn(page, button(page, "Keeping order"));
  await openTab(page, "Reports");
  await dialog(page).getByText("reported by a filter").waitFor();
  await writeInto(page, dialog(page).getByLabel("What came of it"), "talked to them");
  await page.keyboard.press("Enter");
  await dialog(page).getByText("There are no reports to look at").waitFor();

  // What was done is in the log.
  await openTab(page, "Audit log");
  await writeInto(page, dialog(page).getByLabel("What was done"), "registration");
  await page.keyboard.press("Enter");
  await dialog(page).getByText(/alice registration/).waitFor();
});
