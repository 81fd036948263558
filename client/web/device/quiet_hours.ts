/** The hours in which nothing is pushed to this browser, kept in it. */
import type { QuietHours } from "../../../protocol/push.ts";
import { keep, kept } from "../net/kept.ts";

const QUIET = "chat-quiet";

/** Times of the day, `22:00`, as fields for a time have them. */
export interface QuietTimes {
  readonly from: string;
  readonly to: string;
}

/** What is proposed to whoever wants quiet hours. */
export const USUAL_TIMES: QuietTimes = { from: "22:00", to: "07:00" };

/** What was chosen; undefined when pushes may come at any time. */
export function keptQuiet(): QuietTimes | undefined {
  const [from = "", to = ""] = kept(QUIET).split(" ");
  return isRight({ from, to }) ? { from, to } : undefined;
}

/** Keeps it; false when this browser keeps nothing. */
export function keepQuiet(times: QuietTimes | undefined): boolean {
  return keep(QUIET, times === undefined ? "" : `${times.from} ${times.to}`);
}

/** Whether both are times, and different ones. */
export function isRight({ from, to }: QuietTimes): boolean {
  return minutesOf(from) !== undefined && minutesOf(to) !== undefined && from !== to;
}

/** The name of the time zone that the browser goes by. */
export function browserZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** What the server is told: by the time zone in which the browser is when it tells. */
export function quietHoursOf(times: QuietTimes, zone = browserZone()): QuietHours | undefined {
  const [from, to] = [minutesOf(times.from), minutesOf(times.to)];
  return from === undefined || to === undefined || from === to ? undefined : { from, to, zone };
}

/** Since midnight. */
function minutesOf(time: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(time) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
