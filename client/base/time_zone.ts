/** Has times shown in the zone that TZ names, also where it is written as POSIX has it. */
import { changesIn, parsePosixZone, type PosixZone } from "./posix_zone.ts";

/** Looked at first, so that the usual ones are found without a search. */
const USUAL: readonly string[] = [
  "Europe/Berlin",
  "Europe/Athens",
  "Europe/Lisbon",
  "America/New_York",
  "America/Chicago",
  "America/Denver",
  "America/Los_Angeles",
  "Australia/Sydney",
  "Pacific/Auckland",
  "Asia/Kolkata",
];

const MINUTES_PER_HOUR = 60;
const HOUR_MS = 60 * 60_000;
const MINUTE_MS = 60_000;
const HALF_YEAR_MS = 182 * 24 * HOUR_MS;

/**
 * The name (IANA) of a zone in which the clocks of this year go as `written` says; `undefined` when
 * it is such a name itself, or no zone is known that does.
 */
export function zoneNameFor(written: string, nowMs: number): string | undefined {
  // POSIX allows a colon before a name; some write the path of the file.
  const name = written.replace(/^:/, "").replace(/^\/.*\/zoneinfo\//, "");
  if (isZone(name)) return name === written ? undefined : name;
  const zone = parsePosixZone(name);
  if (zone === undefined) return undefined;
  const { standardMinutes, summer } = zone;
  const hours = standardMinutes / MINUTES_PER_HOUR;
  if (summer === undefined && Number.isInteger(hours)) {
    const fixed = hours === 0 ? "UTC" : `Etc/GMT${hours > 0 ? "-" : "+"}${Math.abs(hours)}`;
    if (isZone(fixed)) return fixed;
  }
  const expected = samples(zone, nowMs);
  return [...USUAL, ...Intl.supportedValuesOf("timeZone")].find((candidate) =>
    expected.every(({ minutes, timeMs }) => offsetOf(candidate, timeMs) === minutes)
  );
}

/** Sets the zone of this process to the one that TZ means. */
export function adoptTimeZone(written: string | undefined): void {
  if (written === undefined || written === "") return;
  const name = zoneNameFor(written, Date.now());
  if (name !== undefined) Deno.env.set("TZ", name);
}

/** Times of this year and what clocks are ahead of Greenwich then. */
function samples(zone: PosixZone, nowMs: number): { timeMs: number; minutes: number }[] {
  const { standardMinutes, summer } = zone;
  if (summer === undefined) {
    return [nowMs, nowMs + HALF_YEAR_MS].map((timeMs) => ({ timeMs, minutes: standardMinutes }));
  }
  const [beginMs = 0, endMs = 0] = changesIn(new Date(nowMs).getUTCFullYear(), zone);
  return [
    { timeMs: beginMs - HOUR_MS, minutes: standardMinutes },
    { timeMs: beginMs + HOUR_MS, minutes: summer.minutes },
    { timeMs: endMs - HOUR_MS, minutes: summer.minutes },
    { timeMs: endMs + HOUR_MS, minutes: standardMinutes },
  ];
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function offsetOf(timeZone: string, timeMs: number): number {
  const fields = new Map(
    new Intl.DateTimeFormat("en", {
      timeZone,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    }).formatToParts(timeMs).map(({ type, value }) => [type, Number(value)]),
  );
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0] = [
    "year",
    "month",
    "day",
    "hour",
    "minute",
  ].map((type) => fields.get(type as Intl.DateTimeFormatPartTypes));
  const shownMs = Date.UTC(year, month - 1, day, hour, minute);
  return Math.round((shownMs - Math.floor(timeMs / MINUTE_MS) * MINUTE_MS) / MINUTE_MS);
}
