import assert from "node:assert/strict";
import fc from "fast-check";
import { DEEDS, KeyHistory } from "../../support/encryption/key_history.ts";

const HISTORIES = Number(Deno.env.get("HISTORIES") ?? 4);
const SEED = Deno.env.has("HISTORIES") ? Date.now() % 2 ** 31 : 11;
const DEEDS_A_HISTORY = 70;

const DEED = fc.record({
  deed: fc.constantFrom(...DEEDS),
  who: fc.nat(1_000),
  a: fc.nat(1_000),
  b: fc.nat(1_000),
  together: fc.boolean(),
});

Deno.test("in random lives nothing is unreadable, and nothing is readable for who was removed", async () => {
  const sum = { messages: 0, devices: 0, reads: 0, refusals: 0, removals: 0 };
  await fc.assert(
    fc.asyncProperty(
      fc.array(DEED, { minLength: DEEDS_A_HISTORY, maxLength: DEEDS_A_HISTORY }),
      async (deeds) => {
        const result = await new KeyHistory().play(deeds);
        for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += result[name];
      },
    ),
    // Races are real ones, so a history that fails need not fail again: it is shown as it is.
    { numRuns: HISTORIES, seed: SEED, endOnFailure: true },
  );
  assert.ok(sum.reads > sum.messages && sum.refusals > 0 && sum.removals > 0, JSON.stringify(sum));
});
