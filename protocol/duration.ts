/** Durations as people type and read them, the same in the client and in administration. */

/** The longest duration that anything can be given: ten years of 365 days, in seconds. */
export const MAX_DURATION_SECONDS = 10 * 365 * 24 * 60 * 60;

/** The units in the order in which they are written, in seconds. */
const UNITS = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;

const DURATION = /^(?:\d{1,9}[wdhms])+$/i;

/**
 * The seconds of `10m`, `2h`, `3d`, `1w`, `30s` or several of them (`1h30m`); undefined for anything
 * else, for nothing at all, and for more than {@linkcode MAX_DURATION_SECONDS}.
 */
export function parseDuration(text: string): number | undefined {
  if (!DURATION.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount, unit] of text.toLowerCase().matchAll(/(\d+)([wdhms])/g)) {
    seconds += Number(amount) * UNITS[unit as keyof typeof UNITS];
  }
  return seconds >= 1 && seconds <= MAX_DURATION_SECONDS ? seconds : undefined;
}

/** Whole seconds as they would be typed: `1h30m`; `0s` for none. */
export function formatDuration(seconds: number): string {
  let rest = Math.max(0, Math.round(seconds));
  let text = "";
  for (const [unit, length] of Object.entries(UNITS)) {
    const amount = Math.floor(rest / length);
    if (amount > 0) text += `${amount}${unit}`;
    rest -= amount * length;
  }
  return text === "" ? "0s" : text;
}
