import assert from "node:assert/strict";
import { formatTime, longDay } from "../../../../client/full/frame/time_format.ts";
import { at } from "../support/rich_state.ts";

for (
  const [format, shown] of [
    ["%H:%M", "17:05"],
    ["%I:%M %p", "05:05 PM"],
    ["%H:%M:%S", "17:05:00"],
    ["%Y-%m-%d", "2026-11-20"],
    ["%a %d %b %y", "Fri 20 Nov 26"],
    ["100%% %q", "100% %q"],
  ] as const
) {
  Deno.test(`formatTime() writes ${format}`, () => {
    assert.equal(formatTime(at(20, 17, 5), format), shown);
  });
}

Deno.test("formatTime() calls midnight and noon twelve", () => {
  assert.equal(formatTime(at(20, 0), "%I %p"), "12 AM");
  assert.equal(formatTime(at(20, 12), "%I %p"), "12 PM");
});

Deno.test("formatTime() and longDay() say when there is no time", () => {
  assert.equal(formatTime(NaN, "%H:%M %a"), "--:-- ---");
  assert.equal(longDay(NaN), "an unknown day");
});

Deno.test("longDay() writes the day out", () => {
  assert.equal(longDay(at(1, 23)), "Sunday, 1 November 2026");
});
