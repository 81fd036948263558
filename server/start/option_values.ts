/** How values of options are read, each within bounds. */
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { parseBytes, parseDurationMs } from "../../protocol/quantity.ts";

/** Has a parser's error shown as a mistake on the command line. */
export function withUnit<T>(parse: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return parse(text);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new InvalidArgumentError(`${error.message}.`);
    }
  };
}

/** Parses a number of bytes, like `100M`. */
export function size(least: number, most = 1_024 ** 5): (text: string) => number {
  return withUnit((text) => parseBytes(text, { least, most }));
}

/** Parses a duration with its unit, like `60s`, into milliseconds. */
export function time(least: number, most: number): (text: string) => number {
  return withUnit((text) => parseDurationMs(text, { least, most }));
}

/** Parses a whole number within bounds. */
export function whole(what: string, least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`The ${what} is a whole number from ${least} to ${most}.`);
    }
    return value;
  };
}
