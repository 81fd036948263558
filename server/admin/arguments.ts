/** Parses what follows options of `chat admin`; mistakes are shown as those of the command line. */
import { InvalidArgumentError } from "@commander-js/extra-typings";
import { parseDuration } from "../../protocol/duration.ts";

/** `10m`, `2h`, `3d` or `1w` in seconds. */
export function duration(text: string): number {
  const seconds = parseDuration(text);
  if (seconds === undefined) {
    throw new InvalidArgumentError("It must be a duration such as 10m, 2h, 3d or 1w.");
  }
  return seconds;
}

/** A whole number, 1 or greater. */
export function whole(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number, 1 or greater.");
  }
  return Number(text);
}

/** Those of the fields that have a value: what is left out is not sent. */
export function given<T extends object>(
  fields: T,
): { [Name in keyof T]?: Exclude<T[Name], undefined> } {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(present) as { [Name in keyof T]?: Exclude<T[Name], undefined> };
}
