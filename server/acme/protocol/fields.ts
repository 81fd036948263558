/** Reading what an authority answers, of which nothing is believed. */

/** The value of a text in JSON; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether it is an object with fields. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A text of that many characters at most; undefined when it is none. */
export function textOf(value: unknown, maxCharacters = 2_048): string | undefined {
  return typeof value === "string" && value.length <= maxCharacters ? value : undefined;
}
