/** Puts together everything that belongs to an account, which the server hands out in parts. */
import type { AnswerFields } from "../../../protocol/answers.ts";

/** All of it, and in how many parts it came. */
export interface GatheredExport {
  readonly whole: Readonly<Record<string, unknown>>;
  readonly parts: number;
}

/** Fetches part after part: lists in them are put one behind the other. Rejects as `fetchPart` does. */
export async function gatherExport(
  fetchPart: (after: number | undefined) => Promise<AnswerFields["export"]>,
): Promise<GatheredExport> {
  const whole: Record<string, unknown> = {};
  let parts = 0;
  let after: number | undefined;
  do {
    const { data, next } = await fetchPart(after);
    parts++;
    addPart(whole, data);
    // A part that leads no further would come again and again.
    after = typeof next === "number" && next > (after ?? -1) ? next : undefined;
  } while (after !== undefined);
  return { whole, parts };
}

function addPart(whole: Record<string, unknown>, part: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(part)) {
    const known = Object.hasOwn(whole, name) ? whole[name] : undefined;
    if (Array.isArray(known) && Array.isArray(value)) {
      for (const entry of value) known.push(entry);
    } else Object.defineProperty(whole, name, { value, enumerable: true, configurable: true });
  }
}
