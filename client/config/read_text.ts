/** How texts and words of the config file are read. */

/** Longest text of a setting. */
export const MAX_TEXT_LENGTH = 200;

/** Longest text that somebody has entered in the place of another. */
const MAX_LINE_LENGTH = 2_000;

/** Reads one of a few words. */
export function oneOf<const Words extends readonly string[]>(...words: Words) {
  return (value: unknown): Words[number] => {
    const found = words.find((word) => word === value);
    if (found !== undefined) return found;
    throw new RangeError(`write one of ${words.map((word) => `"${word}"`).join(", ")}`);
  };
}

/** Reads a short text. */
export function readText(value: unknown): string {
  if (typeof value === "string" && value.length <= MAX_TEXT_LENGTH) return value;
  throw new RangeError(`write a text of at most ${MAX_TEXT_LENGTH} characters in quotes`);
}

/** Reads one line that is entered as if it had been typed; throws with `sentence` for others. */
export function readLine(value: unknown, sentence: string): string {
  const isLine = typeof value === "string" && value.trim() !== "" &&
    value.length <= MAX_LINE_LENGTH && !/\p{Cc}/u.test(value);
  if (isLine) return value.trim();
  throw new RangeError(`${sentence}, on one line of at most ${MAX_LINE_LENGTH} characters`);
}
