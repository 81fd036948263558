/** Encrypted rooms in pages: made, people let in and put out, beside a terminal. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { browserTest } from "../../../support/browser.ts";
import { SealedUser } from "../../../support/sealed_user.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { composerOf, messages, register, say } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest(
  "a room made encrypted in a page is read by whoever is let in, from then on, and by no server",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using carol = await SealedUser.enters(server, "carol");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    const { page: other } = await browser.person();
    await register(other, server.url, "bob");

    await page.getByRole("button", { name: "New room" }).click();
    const dialog = page.getByRole("dialog", { name: "New room" });
    await dialog.getByLabel("Name").fill("den");
    await dialog.getByLabel(/End-to-end encrypted/).check();
    assert.deepEqual(await violationsOn(page), []);
    await dialog.getByRole("button", { name: "Make the room" }).click();
    await page.getByRole("heading", { name: "#den" }).waitFor();
    await page.getByText("encrypted", { exact: true }).waitFor();
    await say(page, "nobody else hears this");
    await messages(page, "nobody else hears this").waitFor();

    await say(page, "/invite carol");
    await letIn(page, "carol");
    await carol.link.request("join", { room: "den" });
    await say(page, "/invite bob");
    await letIn(page, "bob");
    await say(other, "/join den");
    await say(page, "from the page to all");
    assert.equal((await carol.reads("from the page to all")).room, "den");
    await messages(other, "from the page to all").waitFor();
    await messages(other, "[encrypted for those who were let in at that time]").waitFor();
    await carol.link.say({ room: "den", text: "from the terminal to all" });
    await messages(page, "from the terminal to all").waitFor();
    await messages(other, "from the terminal to all").waitFor();

    // A reaction and an edit from the other page.
    await say(other, "from the othre page");
    const own = messages(other, "from the othre page");
    await own.hover();
    await own.getByRole("button", { name: "Edit" }).click();
    await composerOf(other).fill("from the other page");
    await composerOf(other).press("Enter");
    await messages(page, "from the other page").waitFor();

    // Who is put out reads nothing new; the page says who signed it.
    await say(page, "/kick bob");
    await other.getByText("you were removed from #den by alice").waitFor();
    await other.getByText("encrypted", { exact: true }).waitFor({ state: "detached" });
    await say(page, "without bob");
    await carol.reads("without bob");
    await page.reload();
    await messages(page, "without bob").waitFor();
    await messages(page, "nobody else hears this").waitFor();

    assert.equal(await messages(other, "without bob").count(), 0);
    assert.equal(await other.getByText("There is no such room").count(), 0);

    const raw = await server.login("alice");
    const { messages: stored } = await raw.request("history", { room: "den" });
    assert.ok(!/hears|from the|without/.test(JSON.stringify(stored)));
  },
);

/** The page says that somebody was let in. */
async function letIn(page: Page, name: string): Promise<void> {
  await page.getByText(new RegExp(`let ${name} in|who can read it: .*${name}`)).first().waitFor();
}
