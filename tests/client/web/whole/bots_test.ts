/** Tokens of programs and bots: made in the page, used by a program, and revoked. */
import assert from "node:assert/strict";
import { apiOf } from "../../../support/api_client.ts";
import { browserTest } from "../../../support/browser.ts";
import { openTab, pressOn, writeInto } from "../../../support/keyboard.ts";
import { ok } from "../../../support/requests.ts";
import { registerOwner } from "../../../support/staff.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { violationsOn } from "../../../support/web_accessibility.ts";
import { messages, register } from "../../../support/web_page.ts";
import { startWebServer } from "../../../support/web_server.ts";

browserTest("a token for a program is made in the settings, listed and ended there", async ({
  browser,
}) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await pressOn(page, page.getByRole("button", { name: "Settings" }));
  await openTab(page, "Devices");
  const dialog = page.getByRole("dialog").last();
  await pressOn(page, dialog.getByText("Token for a program"));
  await writeInto(page, dialog.getByLabel("Which program it is for"), "ci");
  await writeInto(page, dialog.getByLabel("Your password"), PASSWORD);
  await page.keyboard.press("Enter");
  const token = await dialog.locator("code").textContent() ?? "";
  const api = apiOf(`${server.url}api/v1/`);
  await api.ok("say", { text: "built" }, token);
  await dialog.getByText("token ci").waitFor();
  assert.deepEqual(await violationsOn(page), []);
  await pressOn(page, dialog.getByRole("button", { name: /^Log out.*token ci/ }));
  await dialog.getByText("token ci").waitFor({ state: "detached" });
  assert.equal((await api.request("say", { text: "again" }, token)).status, 401);
});

browserTest("admins make a bot and its token in the page, and revoke it", async ({ browser }) => {
  using folder = new TemporaryFolder();
  await using server = await startWebServer(folder);
  const owner = await registerOwner(server, "olga");
  const { page } = await browser.person();
  await register(page, server.url, "alice");
  await ok(owner, "grant", { username: "alice", role: "admin" });
  await pressOn(page, page.getByRole("button", { name: "Keeping order" }));
  await openTab(page, "Bots");
  const dialog = page.getByRole("dialog").last();
  await dialog.getByText("There are no bots.").waitFor();
  await writeInto(page, dialog.getByLabel("Name of the bot"), "robo");
  await page.keyboard.press("Enter");
  await dialog.getByText("without a token").waitFor();
  await writeInto(page, dialog.getByLabel("For the bot"), "robo");
  await writeInto(page, dialog.getByLabel("Which program it is for"), "builds");
  await page.keyboard.press("Enter");
  const token = await dialog.locator("code").textContent() ?? "";
  const api = apiOf(`${server.url}api/v1/`);
  await api.ok("say", { text: "green" }, token);
  assert.deepEqual(await violationsOn(page), []);
  await pressOn(page, dialog.getByRole("button", { name: "Revoke the token builds of robo" }));
  await page.keyboard.press("Enter");
  await dialog.getByText("without a token").waitFor();
  assert.equal((await api.request("say", { text: "red" }, token)).status, 401);
  await page.keyboard.press("Escape");
  await messages(page, "green").getByText("robo [bot]").waitFor();
});
