/** A page without a mouse: whatever is done with it is done with keys. */
import type { Locator, Page } from "playwright-core";

/** More than this many stops no part of the page has. */
const MOST_STOPS = 80;

/** Presses Tab until `goal` has the focus. Throws when Tab does not lead there. */
export async function tabTo(page: Page, goal: Locator): Promise<void> {
  await goal.waitFor();
  for (let stops = 0; stops < MOST_STOPS; stops++) {
    if (await hasFocus(goal)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${goal}`);
}

/** Goes to a button and presses it. */
export async function pressOn(page: Page, goal: Locator): Promise<void> {
  await tabTo(page, goal);
  await page.keyboard.press("Enter");
}

/** Goes to a field and writes into it, over what stands there. */
export async function writeInto(page: Page, goal: Locator, text: string): Promise<void> {
  await tabTo(page, goal);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(text);
}

/** Goes to the tabs of a dialog and with the arrows to one of them. */
export async function openTab(page: Page, name: string): Promise<void> {
  const tabs = page.getByRole("dialog").last().getByRole("tab");
  await tabs.first().waitFor();
  const all = await tabs.allInnerTexts();
  const open = await tabs.evaluateAll((elements) =>
    (elements as unknown as { getAttribute(name: string): string | null }[])
      .findIndex((element) => element.getAttribute("aria-selected") === "true")
  );
  await tabTo(page, tabs.nth(open));
  const steps = all.indexOf(name) - open;
  for (let step = 0; step < Math.abs(steps); step++) {
    await page.keyboard.press(steps > 0 ? "ArrowRight" : "ArrowLeft");
  }
}

/** Whether an element has the focus. */
export function hasFocus(goal: Locator): Promise<boolean> {
  return goal.evaluate((element) => {
    const { document } = globalThis as unknown as { document: { activeElement: unknown } };
    return document.activeElement === element;
  });
}
