import assert from "node:assert/strict";
import { changesIn, parsePosixZone } from "../../../client/base/posix_zone.ts";
import { zoneNameFor } from "../../../client/base/time_zone.ts";

const JULY = Date.UTC(2026, 6, 1);

/** The local times of a zone at two moments, in winter and summer. */
function hoursIn(timeZone: string): string {
  return [Date.UTC(2026, 0, 15, 12), Date.UTC(2026, 6, 15, 12)].map((time) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, hour: "2-digit", minute: "2-digit" }).format(time)
  ).join(" ");
}

/** What people write into TZ, and what clocks show there at 12:00 UTC in January and in July. */
const WRITTEN: readonly (readonly [written: string, hours: string])[] = [
  ["CET-1CEST", "13:00 14:00"],
  ["CET-1CEST,M3.5.0,M10.5.0/3", "13:00 14:00"],
  ["EET-2EEST,M3.5.0/3,M10.5.0/4", "14:00 15:00"],
  ["WET0WEST", "12:00 13:00"],
  ["GMT0BST", "12:00 13:00"],
  ["AEST-10AEDT,M10.1.0,M4.1.0/3", "23:00 22:00"],
  ["NST3:30NDT,M3.2.0,M11.1.0", "08:30 09:30"],
  ["EST5EDT,M3.2.0,M11.1.0", "07:00 08:00"],
  ["JST-9", "21:00 21:00"],
  ["<+03>-3", "15:00 15:00"],
  ["<-03>3", "09:00 09:00"],
  ["IST-5:30", "17:30 17:30"],
  ["UTC0", "12:00 12:00"],
  [":Europe/Berlin", "13:00 14:00"],
  ["/usr/share/zoneinfo/Europe/Paris", "13:00 14:00"],
];

for (const [written, hours] of WRITTEN) {
  Deno.test(`zoneNameFor() finds the zone that TZ=${written} means`, () => {
    const name = zoneNameFor(written, JULY);
    assert.ok(name !== undefined);
    assert.equal(hoursIn(name), hours, name);
  });
}

Deno.test("zoneNameFor() leaves names as they are, and what makes no sense", () => {
  for (
    const written of ["Europe/Berlin", "UTC", "EST5EDT", "Nonsense", "", "CET-1CEST,M3", "a-1"]
  ) {
    assert.equal(zoneNameFor(written, JULY), undefined, written);
  }
});

Deno.test("changesIn() counts weekdays, days with and days without 29 February", () => {
  const changes = (rule: string, year: number) => {
    const zone = parsePosixZone(`AAA0BBB,${rule}`);
    assert.ok(zone !== undefined);
    return changesIn(year, zone).map((time) => new Date(time).toISOString().slice(0, 16));
  };
  assert.deepEqual(changes("M3.5.0/1,M10.5.0/2", 2026), ["2026-03-29T01:00", "2026-10-25T01:00"]);
  assert.deepEqual(changes("M2.1.3,M12.4.6/-1", 2026), ["2026-02-04T02:00", "2026-12-25T22:00"]);
  assert.deepEqual(changes("J60/0,J365/12", 2024), ["2024-03-01T00:00", "2024-12-31T11:00"]);
  assert.deepEqual(changes("59/0,0/1", 2024), ["2024-02-29T00:00", "2024-01-01T00:00"]);
});
