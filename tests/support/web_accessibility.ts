/** Looks at a page as axe-core does: what people who do not see or point cannot use. */
import axe from "axe-core";
import type { Page } from "playwright-core";

/** WCAG 2.2 on the levels A and AA, and what axe-core holds for good practice. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe-core finds on the page as it is now: one line for each element that breaks a rule. */
export async function violationsOn(page: Page): Promise<string[]> {
  await settled(page);
  await page.evaluate(axe.source);
  return await page.evaluate(async (rules) => {
    const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<Found> } };
    const { violations } = await axe.run({ runOnly: { type: "tag", values: rules } });
    return violations.flatMap(({ help, id, nodes }) =>
      nodes.map(({ failureSummary, html }) => `${id}: ${help}: ${html} (${failureSummary ?? ""})`)
    );
  }, RULES);
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
