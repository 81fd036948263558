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

/** `10m`, `2h`, `3d`, `1w` or bare seconds, in seconds. */
export function seconds(text: string): number {
  return /^\d+$/.test(text) ? duration(`${text}s`) : duration(text);
}

/** When something began, as the wire has it: a day, a time, or how long ago (`1h`). */
export function since(text: string): string {
  const ago = parseDuration(text);
  if (ago !== undefined) return new Date(Date.now() - ago * 1_000).toISOString();
  if (/^\d{4}-\d{2}-\d{2}/.test(text)) return text;
  throw new InvalidArgumentError("It must be like 1h (ago), 2026-11-20 or 2026-11-20T17:00Z.");
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
