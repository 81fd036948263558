import assert from "node:assert/strict";
import { Turns } from "../../../../server/hooks/out/turns.ts";

Deno.test("Turns.take() does so many at once, the others in their order, also after failures", async () => {
  const turns = new Turns(2);
  const begun: number[] = [];
  const gates = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
  const all = gates.map(({ promise }, number) =>
    turns.take(async () => {
      begun.push(number);
      await promise;
      return number;
    })
  );
  assert.deepEqual(begun, [0, 1]);
  gates[1]?.reject(new Error("broken"));
  await assert.rejects(all[1] ?? Promise.resolve(), /broken/);
  assert.deepEqual(begun, [0, 1, 2]);
  for (const gate of gates) gate.resolve();
  assert.deepEqual(await Promise.all([all[0], all[2], all[3]]), [0, 2, 3]);
});
