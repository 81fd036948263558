import assert from "node:assert/strict";
import { browserTest } from "../../../support/browser.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { messages, messageTexts, register, say } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest(
  "a server that was away comes back: nothing is missing, nothing is there twice",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    const first = await startWebServer(folder);
    const port = first.running.webPort;
    const [alice, bob] = await Promise.all([browser.person(), browser.person()]);
    await Promise.all([
      register(alice.page, first.url, "alice"),
      register(bob.page, first.url, "bob"),
    ]);
    await say(alice.page, "one");
    await messages(bob.page, "one").waitFor();
    await first.stop();

    await alice.page.getByText("Connection lost").waitFor();
    await say(alice.page, "two");
    await alice.page.getByText("not sent yet").waitFor();
    await bob.page.getByText("Connection lost").waitFor();
    await say(bob.page, "three");

    await using _second = await startWebServer(folder, {
      web: { isOpen: true, at: { host: "127.0.0.1", port: port ?? 0 }, origins: [] },
    });
    await messages(bob.page, "two").waitFor();
    await messages(alice.page, "three").waitFor();
    await alice.page.getByText("not sent yet").waitFor({ state: "detached" });
    const shown = await messageTexts(alice.page);
    assert.deepEqual(shown.toSorted(), ["one", "three", "two"]);
    assert.deepEqual(await messageTexts(bob.page), shown);
  },
);

browserTest(
  "a form that cannot be loaded is asked for once more",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { page } = await browser.person();
    await page.route(/login_view-/, (route) => route.abort());
    await page.goto(server.url);
    await page.getByText("This part of the page cannot be loaded").waitFor();
    await page.unroute(/login_view-/);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByLabel("Username").waitFor();
  },
);

browserTest(
  "a login that is refused says why in the language of the page",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    const { page } = await browser.person({ locale: "de-DE" });
    await page.goto(server.url);
    await page.getByLabel("Name").fill("nobody");
    await page.getByLabel("Passwort", { exact: true }).fill("wrong horse");
    await page.getByRole("button", { name: "Anmelden" }).click();
    await page.getByText("Falscher Benutzername oder falsches Passwort").waitFor();
  },
);
