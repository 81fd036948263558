/** Times of logs, which say the hour on somebody's clock. */
import { StartError } from "../../../base/start_error.ts";

/** Reckons times of one zone; what is asked for again and again is kept. */
export class LocalTimes {
  readonly #timeZone: string;
  #hour = "";
  #hourMs: number | undefined;

  /** @throws {StartError} when there is no such zone. */
  constructor(timeZone: string) {
    try {
      new Intl.DateTimeFormat("en", { timeZone });
    } catch {
      throw new StartError(`There is no time zone ${timeZone}; one is Europe/Berlin.`);
    }
    this.#timeZone = timeZone;
  }

  /** `2024-02-03` and `14:05:06` or `14:05`, in milliseconds since 1970; undefined for no time. */
  at(date: string, time: string): number | undefined {
    const [hours, minutes, seconds = "0"] = time.split(":");
    const hour = `${date}T${hours}:00`;
    if (hour !== this.#hour) {
      this.#hour = hour;
      this.#hourMs = this.#startOf(hour);
    }
    if (this.#hourMs === undefined) return undefined;
    return this.#hourMs + (Number(minutes) * 60 + Number(seconds)) * 1_000;
  }

  #startOf(hour: string): number | undefined {
    try {
      return Temporal.PlainDateTime.from(hour).toZonedDateTime(this.#timeZone).epochMilliseconds;
    } catch {
      return undefined;
    }
  }
}
