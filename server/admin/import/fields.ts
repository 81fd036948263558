/** Reads fields of values that others wrote: what has another type is not there. */

/** An object; empty for what is none. */
export function objectOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? value as Record<string, unknown>
    : {};
}

/** The first `most` parts of a list; none of what is no list. */
export function listOf(value: unknown, most = 1_000): unknown[] {
  return Array.isArray(value) ? value.slice(0, most) : [];
}

/** A text that can be stored, empty for what is none. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\ufffd") : "";
}

/** A text as {@linkcode textOf}, or the number as text; for ids. */
export function idOf(value: unknown): string {
  return typeof value === "number" && Number.isFinite(value) ? String(value) : textOf(value);
}

/** The first of some texts that is not empty. */
export function firstOf(...values: readonly unknown[]): string {
  return values.map(textOf).find((text) => text !== "") ?? "";
}

/** A time in milliseconds since 1970, if it is one in years that people have chatted in. */
export function timeOf(value: unknown): number | undefined {
  const timeMs = typeof value === "string" ? Date.parse(value) : value;
  if (typeof timeMs !== "number" || !Number.isFinite(timeMs)) return undefined;
  return timeMs >= 0 && timeMs < 4_102_444_800_000 ? Math.floor(timeMs) : undefined;
}
