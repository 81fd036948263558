/** Times in the time zone of the reader. */

/** `17:04`. */
export function clockOf(time: Date): string {
  return isNone(time) ? "--:--" : `${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** `2026-11-20`. */
export function dayOf(time: Date): string {
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
}

/** `2026-11-20 17:04`; `at an unknown time` for what is no time. */
export function momentOf(iso: unknown): string {
  const time = new Date(typeof iso === "string" ? iso : NaN);
  return isNone(time) ? "at an unknown time" : `${dayOf(time)} ${clockOf(time)}`;
}

/** When the day `2026-11-20` begins; `undefined` for what is no day. */
export function startOfDay(day: string): Date | undefined {
  const [, year, month, date] = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(day) ?? [];
  const start = new Date(Number(year), Number(month) - 1, Number(date));
  return isNone(start) || start.getMonth() !== Number(month) - 1 ? undefined : start;
}

function isNone(time: Date): boolean {
  return Number.isNaN(time.getTime());
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
