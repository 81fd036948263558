/** Days and times as people and programs write them. */

const ISO_TIME = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/i;

/**
 * The time in milliseconds of a day (its start in UTC) or of a time with its zone, in ISO 8601;
 * undefined when it is neither, or is a day that no calendar has.
 */
export function parseIsoTime(text: string): number | undefined {
  const day = ISO_TIME.exec(text)?.[1];
  if (day === undefined) return undefined;
  const timeMs = Date.parse(text.toUpperCase());
  const startOfDay = new Date(`${day}T00:00:00Z`);
  // The engine takes February 30 for a day in March.
  const exists = !Number.isNaN(startOfDay.getTime()) && startOfDay.toISOString().startsWith(day);
  return Number.isNaN(timeMs) || !exists ? undefined : timeMs;
}

/** A time in milliseconds as ISO 8601 in UTC, with milliseconds; the form of every time on the wire. */
export function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString();
}
