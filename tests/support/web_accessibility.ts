/** Looks at a page as axe-core does: what people who do not see or point cannot use. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 on the levels A and AA, and what axe-core holds for good practice. */
const ALL = {
  type: "tag",
  values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
};
/** What depends on the colours. */
const COLOURS = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** What axe-core finds on the page as it is now: one line for each element that breaks a rule. */
export async function violationsOn(
  page: Page,
  rules: "all" | "colours" = "all",
): Promise<string[]> {
  await settled(page);
  if (!await page.evaluate(() => "axe" in globalThis)) await page.evaluate(axe.source);
  return await page.evaluate(async (runOnly) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<Found> } };
    const { violations } = await axe.run({ runOnly });
    return violations.flatMap(({ help, id, nodes }) =>
      nodes.map(({ failureSummary, html }) => `${id}: ${help}: ${html} (${failureSummary ?? ""})`)
    );
  }, rules === "all" ? ALL : COLOURS);
}

/** Waits until nothing moves any more: in the middle of a movement colours are neither of the two. */
async function settled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { document } = globalThis as unknown as {
      document: { getAnimations(): { finished: Promise<unknown> }[] };
    };
    await Promise.allSettled(document.getAnimations().map(({ finished }) => finished));
  });
}

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly help: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}
