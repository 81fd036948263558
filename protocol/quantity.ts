/** Parses what people write with a unit: durations, bandwidths, shares. */

const MS_OF = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
const BITS_OF = { bit: 1, kbit: 1_000, mbit: 1_000_000, gbit: 1_000_000_000 } as const;

const BYTES_OF = {
  "": 1,
  b: 1,
  ...unitsOf("k", 1_024),
  ...unitsOf("m", 1_024 ** 2),
  ...unitsOf("g", 1_024 ** 3),
  ...unitsOf("t", 1_024 ** 4),
};

/** Bounds of a duration, in milliseconds. */
export interface DurationBounds {
  least: number;
  most: number;
}

/**
 * `50ms`, `1.5s`, `2m`, `1h` in milliseconds.
 *
 * @throws {SyntaxError} when it is none; {RangeError} when it is out of bounds.
 */
export function parseDurationMs(text: string, { least, most }: DurationBounds): number {
  const ms = parse(text, MS_OF, "a duration such as 50ms, 1.5s or 2m");
  if (ms < least || ms > most) {
    throw new RangeError(`Give a duration from ${formatMs(least)} to ${formatMs(most)}`);
  }
  return ms;
}

/**
 * `64kbit`, `1.5mbit` in bits per second.
 *
 * @throws {SyntaxError} when it is none; {RangeError} below 1 kbit.
 */
export function parseBandwidth(text: string): number {
  const perSecond = text.replace(/(\/s|ps)$/i, "");
  const bits = parse(perSecond, BITS_OF, "a bandwidth such as 64kbit or 1.5mbit");
  if (bits < 1_000) throw new RangeError("Give a bandwidth of 1kbit or more");
  return bits;
}

/**
 * `500k`, `100M`, `1.5GiB` in bytes; every unit is 1,024 of the one below it.
 *
 * @throws {SyntaxError} when it is none; {RangeError} when it is out of bounds.
 */
export function parseBytes(text: string, { least, most }: { least: number; most: number }): number {
  const bytes = Math.floor(parse(text, BYTES_OF, "a size such as 500k, 100M or 2G"));
  if (bytes < least || bytes > most) {
    throw new RangeError(`Give a size from ${formatBytes(least)} to ${formatBytes(most)}`);
  }
  return bytes;
}

/**
 * `5%` as 0.05.
 *
 * @throws {SyntaxError} when it is none; {RangeError} above 100 %.
 */
export function parseShare(text: string): number {
  const share = parse(text, { "%": 0.01 }, "a share such as 5% or 0.5%");
  if (share > 1) throw new RangeError("Give a share from 0% to 100%");
  return share;
}

function parse(text: string, units: Readonly<Record<string, number>>, example: string): number {
  const [, number = "", unit = ""] = /^(\d{1,15}(?:\.\d{1,6})?)([a-z%]*)$/i.exec(text.trim()) ?? [];
  const factor = Object.hasOwn(units, unit.toLowerCase()) ? units[unit.toLowerCase()] : undefined;
  if (number === "" || factor === undefined) throw new SyntaxError(`Give ${example}`);
  return Number(number) * factor;
}

function unitsOf(letter: string, bytes: number): Record<string, number> {
  return { [letter]: bytes, [`${letter}b`]: bytes, [`${letter}ib`]: bytes };
}

/** In the greatest unit of which it is a whole number. */
function formatBytes(bytes: number): string {
  for (const [power, letter] of [[4, "T"], [3, "G"], [2, "M"], [1, "K"]] as const) {
    const unit = 1_024 ** power;
    if (bytes >= unit && bytes % unit === 0) return `${bytes / unit}${letter}`;
  }
  return `${bytes}`;
}

function formatMs(ms: number): string {
  if (ms % MS_OF.h === 0 && ms > 0) return `${ms / MS_OF.h}h`;
  return ms % MS_OF.s === 0 && ms > 0 ? `${ms / MS_OF.s}s` : `${ms}ms`;
}
