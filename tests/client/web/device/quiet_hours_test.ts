import assert from "node:assert/strict";
import { isRight, quietHoursOf } from "../../../../client/web/device/quiet_hours.ts";

Deno.test("quietHoursOf() gives the minutes of the day in the time zone", () => {
  assert.deepEqual(quietHoursOf({ from: "22:05", to: "07:00" }, "Europe/Berlin"), {
    from: 1_325,
    to: 420,
    zone: "Europe/Berlin",
  });
  assert.deepEqual(quietHoursOf({ from: "00:00", to: "23:59" }, "UTC"), {
    from: 0,
    to: 1_439,
    zone: "UTC",
  });
});

Deno.test("isRight() takes two different times, and quietHoursOf() makes none of others", () => {
  assert.equal(isRight({ from: "22:00", to: "07:00" }), true);
  for (const to of ["22:00", "", "7:00", "24:00", "07:60", "07:00:30"]) {
    const times = { from: "22:00", to };
    assert.equal(isRight(times), false, to);
    assert.equal(quietHoursOf(times, "UTC"), undefined, to);
  }
});
