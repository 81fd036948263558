/** Reads time zones as POSIX writes them in TZ: `CET-1CEST,M3.5.0,M10.5.0/3`. */

/** What such a text says. Offsets are minutes east of Greenwich. */
export interface PosixZone {
  readonly standardMinutes: number;
  /** Summer time; `undefined` where there is none. */
  readonly summer: PosixSummer | undefined;
}

/** When summer time is, and what it is then. */
export interface PosixSummer {
  readonly minutes: number;
  readonly begin: PosixChange;
  readonly end: PosixChange;
}

/** A day of the year and a time of it, in minutes from midnight as clocks show it until then. */
export interface PosixChange {
  readonly day: PosixDay;
  readonly minutes: number;
}

/** `Mm.w.d`: weekday `d` (0 is Sunday) of week `w` of month `m`; `Jn`: day 1–365; `n`: day 0–365. */
export type PosixDay =
  | { readonly kind: "weekday"; month: number; week: number; weekday: number }
  | { readonly kind: "julian"; day: number }
  | { readonly kind: "ordinal"; day: number };

const NAME = "(?:[A-Za-z]{3,}|<[A-Za-z0-9+-]{3,}>)";
const TIME = "[+-]?\\d{1,3}(?::\\d{2}){0,2}";
const ZONE = new RegExp(`^(${NAME})(${TIME})(?:(${NAME})(${TIME})?(?:,([^,]+),([^,]+))?)?$`);
const DAY = /^(?:M(\d{1,2})\.([1-5])\.([0-6])|J(\d{1,3})|(\d{1,3}))$/;

/** Where summer time has a name and no rule, the one that is meant goes by the name of the zone. */
const RULES: ReadonlyMap<string, readonly [begin: string, end: string]> = new Map([
  ["WET", ["M3.5.0/1", "M10.5.0/2"]],
  ["GMT", ["M3.5.0/1", "M10.5.0/2"]],
  ["CET", ["M3.5.0/2", "M10.5.0/3"]],
  ["MET", ["M3.5.0/2", "M10.5.0/3"]],
  ["EET", ["M3.5.0/3", "M10.5.0/4"]],
  ["AEST", ["M10.1.0/2", "M4.1.0/3"]],
  ["ACST", ["M10.1.0/2", "M4.1.0/3"]],
  ["NZST", ["M9.5.0/2", "M4.1.0/3"]],
]);
/** Everywhere else: what most systems take. */
const OTHER_RULE = ["M3.2.0/2", "M11.1.0/2"] as const;

const MINUTES_PER_HOUR = 60;
const MINUTE_MS = 60_000;
const DAY_MS = 24 * MINUTES_PER_HOUR * MINUTE_MS;
const SUMMER_MINUTES = 60;
const DEFAULT_CHANGE = "2";

/** What `text` says; `undefined` when it is none of POSIX's time zones. */
export function parsePosixZone(text: string): PosixZone | undefined {
  const [, name = "", west, summerName, summerWest, begin, end] = ZONE.exec(text) ?? [];
  if (west === undefined) return undefined;
  const standardMinutes = 0 - minutesOf(west);
  if (summerName === undefined) return { standardMinutes, summer: undefined };
  const [first, last] = begin === undefined || end === undefined
    ? RULES.get(name) ?? OTHER_RULE
    : [begin, end];
  const [beginning, ending] = [changeOf(first), changeOf(last)];
  if (beginning === undefined || ending === undefined) return undefined;
  const minutes = summerWest === undefined
    ? standardMinutes + SUMMER_MINUTES
    : 0 - minutesOf(summerWest);
  return { standardMinutes, summer: { minutes, begin: beginning, end: ending } };
}

/** When clocks are changed in a year, in milliseconds since 1970: to summer time, and back. */
export function changesIn(year: number, { standardMinutes, summer }: PosixZone): readonly number[] {
  if (summer === undefined) return [];
  return [
    dayMs(year, summer.begin.day) + (summer.begin.minutes - standardMinutes) * MINUTE_MS,
    dayMs(year, summer.end.day) + (summer.end.minutes - summer.minutes) * MINUTE_MS,
  ];
}

function changeOf(text: string): PosixChange | undefined {
  const [written = "", time = DEFAULT_CHANGE] = text.split("/");
  const [, month, week, weekday, julian, ordinal] = DAY.exec(written) ?? [];
  if (!new RegExp(`^${TIME}$`).test(time)) return undefined;
  const minutes = minutesOf(time);
  if (month !== undefined) {
    const day = { kind: "weekday", month: +month, week: Number(week), weekday: Number(weekday) };
    return { day: { ...day, kind: "weekday" }, minutes };
  }
  if (julian !== undefined) return { day: { kind: "julian", day: +julian }, minutes };
  return ordinal === undefined ? undefined : { day: { kind: "ordinal", day: +ordinal }, minutes };
}

/** `5`, `-5:30`: in minutes. */
function minutesOf(text: string): number {
  const [hours = 0, minutes = 0] = text.replace(/^[+-]/, "").split(":").map(Number);
  const total = hours * MINUTES_PER_HOUR + minutes;
  return text.startsWith("-") ? -total : total;
}

/** Midnight of a day, as if it were in Greenwich. */
function dayMs(year: number, day: PosixDay): number {
  switch (day.kind) {
    case "weekday": {
      const firstMs = Date.UTC(year, day.month - 1, 1);
      const daysInMonth = new Date(Date.UTC(year, day.month, 0)).getUTCDate();
      let date = 1 + (day.weekday - new Date(firstMs).getUTCDay() + 7) % 7 + (day.week - 1) * 7;
      if (date > daysInMonth) date -= 7; // the fifth is the last one
      return Date.UTC(year, day.month - 1, date);
    }
    case "julian": {
      // It counts as if there never were a 29 February.
      const isLeap = new Date(Date.UTC(year, 1, 29)).getUTCMonth() === 1;
      const isBehind = isLeap && day.day > 59;
      return Date.UTC(year, 0, 1) + (day.day - 1 + (isBehind ? 1 : 0)) * DAY_MS;
    }
    case "ordinal":
      return Date.UTC(year, 0, 1) + day.day * DAY_MS;
  }
}
