import assert from "node:assert/strict";
import { Histogram } from "../../bench/support/histogram.ts";
import { gatherRows, median, tableOf } from "../../bench/support/table.ts";

Deno.test("tableOf() shows the medians of several runs with their range", () => {
  const rows = gatherRows([
    { what: "speed", unit: "M/s", target: "≥ 10", ours: 12.34, ceiling: 15 },
    { what: "lag", unit: "ms", target: "", ours: 0.5 },
    { what: "speed", unit: "M/s", target: "≥ 10", ours: 14, ceiling: 17 },
  ]);
  assert.deepEqual(tableOf(rows).split("\n"), [
    "| what  | ours     | target   | ceiling  | lowest – highest |",
    "| ----- | -------- | -------- | -------- | ---------------- |",
    "| speed | 13.2 M/s | ≥ 10 M/s | 16.0 M/s | 12.3 – 14.0      |",
    "| lag   | 0.500 ms |          |          | 0.500 – 0.500    |",
  ]);
});

Deno.test("median() is the middle, or between the two middle values", () => {
  assert.equal(median([3, 1, 2]), 2);
  assert.equal(median([4, 1, 2, 3]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

Deno.test("Histogram.percentile() tells what a share of the durations is not longer than", () => {
  const histogram = new Histogram();
  for (let ms = 1; ms <= 100; ms++) histogram.add(ms);
  assert.ok(Math.abs(histogram.percentile(0.5) - 50) < 0.1);
  assert.ok(Math.abs(histogram.percentile(0.99) - 99) < 0.1);
  histogram.add(1e9);
  assert.ok(histogram.percentile(1) >= 5_000);
});
