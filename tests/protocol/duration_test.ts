import assert from "node:assert/strict";
import { formatDuration, MAX_DURATION_SECONDS, parseDuration } from "../../protocol/duration.ts";

Deno.test("parseDuration() takes units alone and together, in any case", () => {
  const durations: [string, number][] = [
    ["30s", 30],
    ["10m", 600],
    ["2h", 7_200],
    ["3d", 259_200],
    ["1w", 604_800],
    ["1h30m", 5_400],
    ["1D12H", 129_600],
    ["520w", 520 * 604_800],
  ];
  for (const [text, seconds] of durations) assert.equal(parseDuration(text), seconds, text);
});

Deno.test("parseDuration() refuses everything else", () => {
  for (const text of ["", "0s", "10", "m", "-1m", "1.5h", "10 m", "10x", "522w", "9".repeat(12)]) {
    assert.equal(parseDuration(text), undefined, text);
  }
});

Deno.test("formatDuration() writes what parseDuration() reads", () => {
  assert.equal(formatDuration(0), "0s");
  for (const seconds of [1, 59, 60, 3_661, 86_400, 694_861, MAX_DURATION_SECONDS]) {
    assert.equal(parseDuration(formatDuration(seconds)), seconds);
  }
});
