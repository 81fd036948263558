import assert from "node:assert/strict";
import type { Journal } from "../../../server/journal/journal.ts";
import { StorageWarnings } from "../../../server/start/storage_warnings.ts";

Deno.test("StorageWarnings tells the staff once whenever the disk becomes nearly full", async () => {
  const told: number[] = [];
  let used = 0;
  const append = (_kind: string, fields: { percent: number }) => {
    told.push(fields.percent);
    return Promise.resolve(null);
  };
  const warnings = new StorageWarnings({
    journal: { append: append as unknown as Journal["append"] },
    space: { room: () => Promise.resolve({ free: 100 - used, total: 100 }) },
  });
  for (const percent of [50, 89, 90, 95, 88, 92, 84, 91]) {
    used = percent;
    await warnings.look();
  }
  assert.deepEqual(told, [90, 91]);
});
