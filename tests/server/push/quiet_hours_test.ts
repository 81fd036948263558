import assert from "node:assert/strict";
import { QuietClock } from "../../../server/push/quiet_hours.ts";

/** At which of these times it is quiet, as ISO 8601 has them. */
function quietAt(
  hours: { from: number; to: number; zone: string } | undefined,
  times: readonly string[],
): string[] {
  let nowMs = 0;
  const clock = new QuietClock(() => nowMs);
  return times.filter((time) => {
    nowMs = Date.parse(time);
    return clock.isQuiet(hours);
  });
}

const at = (hours: number, minutes = 0) => hours * 60 + minutes;

Deno.test("QuietClock takes the first minute and leaves the last one out", () => {
  const hours = { from: at(12, 30), to: at(14), zone: "UTC" };
  const times = ["12:29:59", "12:30:00", "13:00:00", "13:59:59", "14:00:00", "00:00:00"]
    .map((time) => `2026-11-20T${time}Z`);
  assert.deepEqual(quietAt(hours, times), times.slice(1, 4));
});

Deno.test("QuietClock goes over midnight", () => {
  const hours = { from: at(22), to: at(7), zone: "UTC" };
  const times = ["21:59", "22:00", "23:59", "00:00", "06:59", "07:00", "12:00"]
    .map((time) => `2026-11-20T${time}:00Z`);
  assert.deepEqual(quietAt(hours, times), times.slice(1, 5));
  // Midnight is the end of one day and the beginning of the next.
  assert.deepEqual(quietAt({ ...hours, to: 0 }, times), times.slice(1, 3));
  assert.deepEqual(quietAt({ ...hours, from: 0 }, times), times.slice(3, 5));
});

Deno.test("QuietClock goes by the clocks of each zone, at the same moment", () => {
  const time = "2026-11-20T21:30:00Z";
  const quiet = ["Europe/Berlin", "Europe/London", "America/New_York", "Asia/Kathmandu"]
    .filter((zone) => quietAt({ from: at(22), to: at(7), zone }, [time]).length > 0);
  assert.deepEqual(quiet, ["Europe/Berlin", "Asia/Kathmandu"]);
  // Kathmandu is 5 hours and 45 minutes ahead.
  const hours = { from: at(3, 15), to: at(3, 16), zone: "Asia/Kathmandu" };
  assert.deepEqual(quietAt(hours, ["2026-11-20T21:29:59Z", time]), [time]);
});

Deno.test("QuietClock follows the clocks when they are changed for the summer", () => {
  const hours = { from: at(22), to: at(7), zone: "Europe/Berlin" };
  const ends = ["2026-07-01T04:59:00Z", "2026-07-01T05:00:00Z", "2026-12-01T05:59:00Z"];
  assert.deepEqual(quietAt(hours, ends), [ends[0], ends[2]]);
  // On 29 March 2026 the clocks went from 02:00 to 03:00, on 25 October from 03:00 back to 02:00.
  const half = { from: at(2, 30), to: at(3), zone: "Europe/Berlin" };
  assert.deepEqual(quietAt(half, ["2026-03-29T00:59:00Z", "2026-03-29T01:00:00Z"]), []);
  const twice = ["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"];
  assert.deepEqual(quietAt(half, [...twice, "2026-10-25T01:00:00Z"]), twice);
  const long = { from: at(2, 30), to: at(6), zone: "Europe/Berlin" };
  assert.deepEqual(quietAt(long, ["2026-03-29T01:00:00Z"]), ["2026-03-29T01:00:00Z"]);
});

Deno.test("QuietClock is never quiet without hours, or by a zone that it does not know", () => {
  const times = ["2026-11-20T00:00:00Z", "2026-11-20T12:00:00Z"];
  assert.deepEqual(quietAt(undefined, times), []);
  assert.deepEqual(quietAt({ from: 0, to: 1_439, zone: "Mars/Phobos" }, times), []);
});
