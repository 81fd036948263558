/** Whether it is quiet where a browser is: hours of the day in which nothing is pushed to it. */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { QuietHours } from "../../protocol/push.ts";

const MINUTE_MS = 60_000;

/** Most time zones whose time is remembered for a minute: there are fewer than that. */
const MAX_ZONES = 1_000;

/** Looks at the clocks of all time zones. */
export class QuietClock {
  readonly #now: () => number;
  #minute = Number.NaN;
  #zones = new BoundedMap<string, number>(MAX_ZONES);

  /** `now` gives milliseconds since 1970, UTC. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Whether it is between these hours now; never where there are none, or the zone is not known. */
  isQuiet(hours: QuietHours | undefined): boolean {
    if (hours === undefined) return false;
    const { from, to, zone } = hours;
    const minute = this.#minuteIn(zone);
    if (minute === undefined) return false;
    const [isBegun, isOver] = [minute >= from, minute >= to];
    return from < to ? isBegun && !isOver : isBegun || !isOver;
  }

  /** The minute of the day in a time zone. To ask costs much, so that it is asked once a minute. */
  #minuteIn(zone: string): number | undefined {
    const nowMs = this.#now();
    // All offsets are whole minutes since long ago.
    const minute = Math.floor(nowMs / MINUTE_MS);
    if (minute !== this.#minute) {
      this.#minute = minute;
      this.#zones = new BoundedMap(MAX_ZONES);
    }
    const known = this.#zones.get(zone);
    if (known !== undefined) return known;
    const found = minuteOfDay(zone, nowMs);
    if (found !== undefined) this.#zones.set(zone, found);
    return found;
  }
}

/** Undefined for a zone that a newer program knew. */
function minuteOfDay(timeZone: string, nowMs: number): number | undefined {
  try {
    const parts = new Intl.DateTimeFormat("en", {
      timeZone,
      hour: "2-digit",
      minute: "2-digit",
      hourCycle: "h23",
    }).formatToParts(nowMs);
    const numberOf = (type: string) => Number(parts.find((part) => part.type === type)?.value);
    return numberOf("hour") * 60 + numberOf("minute");
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
