/** Plays random histories of keys and sums up what they have shown. */
import fc from "fast-check";
import { type Deed, DEEDS, type HistoryResult, KeyHistory } from "./key_history.ts";

const DEEDS_A_HISTORY = 70;

const DEED = fc.record({
  deed: fc.constantFrom(...DEEDS),
  who: fc.nat(1_000),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
  together: fc.boolean(),
});

/** Plays histories one after the other; fails at the first one that shows what must not be. */
export async function playHistories(
  { histories, seed, played = (deeds) => new KeyHistory().play(deeds), length = DEEDS_A_HISTORY }: {
    histories: number;
    seed: number;
    /** Plays one of them. @default on a server in memory */
    played?: (deeds: readonly Deed[]) => Promise<HistoryResult>;
    length?: number;
  },
): Promise<HistoryResult> {
  const sum = { messages: 0, devices: 0, reads: 0, refusals: 0, removals: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(DEED, { minLength: length, maxLength: length }),
      async (deeds) => {
        const result = await played(deeds);
        for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += result[name];
      },
    ),
    // Races are real ones, so a history that fails need not fail again: it is shown as it is.
    { numRuns: histories, seed, endOnFailure: true },
  );
  return sum;
}
