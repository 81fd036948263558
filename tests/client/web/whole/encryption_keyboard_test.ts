/** Keys of end-to-end encryption with the keyboard alone: where Tab leads, and where the focus is then. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { hasFocus, openTab, pressOn, tabTo, writeInto } from "../../../support/keyboard.ts";
import { SealedUser } from "../../../support/sealed_user.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { composerOf, logIn, register } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

/** What has the focus: where it is, and what it says. */
const FOCUS = `(() => {
  const element = document.activeElement;
  const dialogs = document.querySelectorAll("dialog");
  const isWithin = dialogs.length > 0 && dialogs[dialogs.length - 1].contains(element);
  return [isWithin, element.getAttribute("aria-label") ?? element.innerText ?? ""];
})()`;

/** Where Tab leads from where the focus is, until it is there again; none of it is behind the dialog. */
async function stops(page: Page): Promise<string[]> {
  const names: string[] = [];
  for (let presses = 0; presses < 40; presses++) {
    const [isWithin, name] = await page.evaluate(FOCUS) as [boolean, string];
    const [first = ""] = name.split("\n");
    // From the last one it goes to the browser's own buttons, and from there to the first.
    if (isWithin && names.includes(first)) return names;
    if (isWithin) names.push(first);
    else assert.equal(await page.evaluate("document.activeElement === document.body"), true);
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab goes on and on: ${names}`);
}

async function isWithin(page: Page): Promise<void> {
  const [isThere, name] = await page.evaluate(FOCUS) as [boolean, string];
  assert.ok(isThere, `the focus is behind the dialog, on ${JSON.stringify(name)}`);
}

browserTest(
  "recovery codes, devices and numbers are looked after with the keyboard alone",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    await pressOn(page, page.getByRole("button", { name: "Show the code" }));
    const code = page.getByRole("dialog", { name: "Your recovery code" });
    await code.waitFor();
    assert.deepEqual((await stops(page)).toSorted().slice(0, 2), ["Close", "Copy"]);
    await page.keyboard.press("Escape");
    await code.waitFor({ state: "detached" });
    // The button that has opened it is gone.
    assert.ok(await hasFocus(composerOf(page)));

    const settings = page.getByRole("button", { name: "Settings" });
    await pressOn(page, settings);
    await openTab(page, "Encryption");
    const dialog = page.getByRole("dialog", { name: "Settings" });
    await pressOn(page, dialog.getByRole("button", { name: "Show a code" }));
    await dialog.getByRole("img", { name: "Code for the other device" }).waitFor();
    const shown = await dialog.locator("code.secret").innerText();
    await using second = await SealedUser.enters(server, "alice", { isKnown: true });
    await second.hears("not_linked");
    await (await second.link.keyPowers())?.askLink(shown);
    const remove = dialog.getByRole("button", { name: "Remove terminal 1" });
    await remove.waitFor();
    await isWithin(page);
    // In the order in which they stand there, from the button that was pressed on.
    const order = await stops(page);
    const wanted = [
      "Show a code",
      "Copy",
      "New recovery code",
      "Turn encryption off",
      "Close",
      "Encryption",
      "Remove terminal 1",
      "Forget the keys of this browser",
    ];
    assert.deepEqual(order.filter((name) => wanted.includes(name)), wanted, order.join(", "));

    // Whoever changes their mind is where they were.
    await pressOn(page, remove);
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    assert.ok(await hasFocus(remove));
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await remove.waitFor({ state: "detached" });
    await isWithin(page);

    const another = dialog.getByRole("button", { name: "New recovery code" });
    await pressOn(page, another);
    await page.keyboard.press("Enter");
    await code.waitFor();
    await isWithin(page);
    await page.keyboard.press("Escape");
    await code.waitFor({ state: "detached" });
    assert.ok(await hasFocus(another));
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    assert.ok(await hasFocus(settings));

    await composerOf(page).focus();
    await page.keyboard.type("/msg bob hello");
    await page.keyboard.press("Enter");
    await bob.reads("hello");
    await page.keyboard.press("ControlOrMeta+k");
    await page.keyboard.type("bob");
    await page.getByRole("listbox").getByRole("option", { name: /bob/ }).first().waitFor();
    await page.keyboard.press("Enter");
    const about = page.getByRole("button", { name: "About @bob" });
    await pressOn(page, about);
    const person = page.getByRole("dialog", { name: "bob" });
    await pressOn(page, person.getByRole("button", { name: "Compare numbers" }));
    await pressOn(page, person.getByRole("button", { name: "The numbers are the same" }));
    await person.getByText("encrypted, verified").waitFor();
    await isWithin(page);
    const undo = person.getByRole("button", { name: "Not verified any more" });
    await pressOn(page, undo);
    await undo.waitFor({ state: "detached" });
    await isWithin(page);
    await tabTo(page, person.getByRole("button", { name: "The numbers are the same" }));
    await page.keyboard.press("Escape");
    await person.waitFor({ state: "detached" });
    assert.ok(await hasFocus(about));
  },
);

browserTest(
  "a browser is linked with the keyboard alone",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using alice = await SealedUser.enters(server, "alice");
    const { page } = await browser.person();
    await logIn(page, server.url, "alice");
    await pressOn(page, page.getByRole("button", { name: "Settings" }));
    await openTab(page, "Encryption");
    const dialog = page.getByRole("dialog", { name: "Settings" });
    const field = dialog.getByRole("textbox", { name: "Recovery code" });
    await writeInto(page, field, "0000-0000-0000-0000-0000-0000-0000-0000");
    await page.keyboard.press("Enter");
    await dialog.getByRole("alert").filter({ hasText: /\w/ }).waitFor();
    await isWithin(page);
    await writeInto(page, field, alice.codes[0] ?? "");
    await page.keyboard.press("Enter");
    await dialog.getByText("Encryption is on").waitFor();
    await isWithin(page);
    await tabTo(page, dialog.getByRole("button", { name: "Show a code" }));
  },
);
