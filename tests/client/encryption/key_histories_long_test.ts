import assert from "node:assert/strict";
import { playHistories } from "../../support/encryption/key_history_property.ts";

/** Other ones each time when their number is chosen. */
const HISTORIES = Number(Deno.env.get("HISTORIES") ?? 20);
const SEED = Deno.env.has("HISTORIES") ? Date.now() % 2 ** 31 : 12;

Deno.test("in many random lives nothing is unreadable, and nothing is readable for who was removed", async () => {
  const sum = await playHistories({ histories: HISTORIES, seed: SEED });
  const isWorthIt = sum.reads > sum.messages && sum.refusals > 0 && sum.removals > 0;
  assert.ok(isWorthIt, JSON.stringify(sum));
});
