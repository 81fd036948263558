import assert from "node:assert/strict";
import { playHistories } from "../../support/encryption/key_history_property.ts";

Deno.test("in a random life nothing is unreadable, and nothing is readable for who was removed", async () => {
  const { messages, reads } = await playHistories({ histories: 1, seed: 11 });
  assert.ok(reads > messages && messages > 0);
});
