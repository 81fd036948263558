/** The page as people use it: by what they see, not by how it is made. */
import type { Locator, Page } from "playwright-core";
import { PASSWORD } from "./test_server.ts";

/** Registers in a page that shows the form, and waits until a room is open. */
export async function register(page: Page, url: string, username: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("button", { name: "I have no account yet" }).click();
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await composerOf(page).waitFor();
}

/** Logs in in a page that shows the form, and waits until a room is open. */
export async function logIn(page: Page, url: string, username: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("Username").fill(username);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await composerOf(page).waitFor();
}

/** Where messages are written. */
export function composerOf(page: Page): Locator {
  return page.getByRole("textbox", { name: /^Message to/ });
}

/** Writes a message and sends it with Enter. */
export async function say(page: Page, text: string): Promise<void> {
  await composerOf(page).fill(text);
  await composerOf(page).press("Enter");
}

/** The messages of the open room with this text. */
export function messages(page: Page, text: string | RegExp): Locator {
  return page.getByRole("log").getByRole("article")
    .filter({ has: page.locator(".message-text", { hasText: text }) });
}

/** The texts of all messages that are shown, oldest first. */
export async function messageTexts(page: Page): Promise<string[]> {
  return await page.getByRole("log").locator("article .message-text").allInnerTexts();
}

/** Resolves when the page has been shown anew, with all that was so until now. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(
    "new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))",
  );
}

/** How long a page may take to become what it should, in milliseconds. */
const MAX_WAIT_MS = 20_000;

/**
 * Resolves when a script in the page yields true. Playwright's own `waitForFunction` makes code of
 * text there, which the page's policy forbids.
 */
export async function untilTrue(page: Page, script: string): Promise<void> {
  const deadlineMs = Date.now() + MAX_WAIT_MS;
  while (await page.evaluate(script).catch(ignoreNavigation) !== true) {
    if (Date.now() > deadlineMs) throw new Error(`Waited in vain for ${script}`);
    await page.evaluate("new Promise((resolve) => setTimeout(resolve, 50))")
      .catch(ignoreNavigation);
  }
}

/** The page is loaded anew meanwhile: it is asked again. */
function ignoreNavigation(error: unknown): undefined {
  if (/navigation|destroyed/.test(String(error))) return undefined;
  throw error;
}
