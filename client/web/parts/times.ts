/** Times in the reader's zone and language. */

/** Writes times; the formats are made once, because that takes longer than writing. */
export class Times {
  readonly #clock: Intl.DateTimeFormat;
  readonly #moment: Intl.DateTimeFormat;
  readonly #stamp: Intl.DateTimeFormat;
  readonly #day: Intl.DateTimeFormat;
  /** Most times of a conversation are those of the same minute, and writing one takes long. */
  #minute = { at: NaN, text: "" };

  /** `language` as in BCP 47. */
  constructor(language: string) {
    this.#clock = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit" });
    this.#moment = new Intl.DateTimeFormat(language, { dateStyle: "full", timeStyle: "short" });
    this.#stamp = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
    this.#day = new Intl.DateTimeFormat(language, { dateStyle: "full" });
  }

  /** `17:04`, or as the language has it; empty for what is no time, as everywhere here. */
  clock(time: string | number): string {
    const at = Math.floor(new Date(time).getTime() / 60_000);
    if (at !== this.#minute.at) this.#minute = { at, text: written(this.#clock, time) };
    return this.#minute.text;
  }

  /** Day and time, in full. */
  moment(time: string | number): string {
    return written(this.#moment, time);
  }

  /** Day and time as short as lists want them. */
  stamp(time: string | number): string {
    return written(this.#stamp, time);
  }

  /** The day, as people say it. */
  day(time: string | number): string {
    return written(this.#day, time);
  }
}

function written(format: Intl.DateTimeFormat, time: string | number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "" : format.format(date);
}
