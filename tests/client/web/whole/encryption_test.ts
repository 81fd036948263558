/** Private messages between pages and terminals, end-to-end encrypted. */
import assert from "node:assert/strict";
import { browserTest } from "../../../support/browser.ts";
import { SealedUser } from "../../../support/sealed_user.ts";
import { TemporaryFolder } from "../../../support/test_server.ts";
import { messages, register, say } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest(
  "a page and a terminal read what the other one has sealed, and a reload keeps the keys",
  async ({ browser }) => {
    using folder = new TemporaryFolder();
    await using server = await startWebServer(folder);
    await using bob = await SealedUser.enters(server, "bob");
    const { page } = await browser.person();
    await register(page, server.url, "alice");
    await say(page, "/encryption on");
    const code = page.getByRole("dialog", { name: "Your recovery code" });
    await code.waitFor();
    assert.match(await code.innerText(), /(?:[0-9A-Z]{4}-){7}[0-9A-Z]{4}/);
    await code.getByRole("button", { name: "Close" }).click();

    await say(page, "/msg bob from the page");
    const came = await bob.reads("from the page");
    assert.equal((came as { encryption?: string }).encryption, "sealed");
    await page.getByRole("button", { name: "bob" }).first().click();
    await page.getByText("encrypted", { exact: true }).waitFor();
    await bob.link.say({ to: "alice", text: "from the terminal" });
    await messages(page, "from the terminal").waitFor();

    await page.reload();
    await messages(page, "from the page").waitFor();
    await messages(page, "from the terminal").waitFor();
    await say(page, "with the same keys");
    await bob.reads("with the same keys");
  },
);
