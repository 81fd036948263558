/**
 * Writes code without anything that is not ASCII. The runtime keeps code with a single other letter
 * as UTF-16: twice the memory, and a conversion at every start.
 */
import { BuildError } from "./build_error.ts";

/** What in code stands behind an odd number of backslashes, or may be read with its backslashes. */
const UNSAFE = /(?<!\\)(?:\\\\)*\\[^\0-\x7f]|\braw`[^`]*[^\0-\x7f]/;

/**
 * Escapes what the bundler left as it is: in patterns, in templates and in comments `\u2026` means
 * what the letter means.
 *
 * @throws {BuildError} when the letter stands where it would not: behind a backslash, in `String.raw`.
 */
export function asciiOnly(code: string): string {
  const unsafe = UNSAFE.exec(code);
  if (unsafe !== null) {
    const around = code.slice(Math.max(0, unsafe.index - 40), unsafe.index + unsafe[0].length);
    throw new BuildError(
      `This cannot be written in ASCII; write an escape in the source: ${around}`,
    );
  }
  return code.replaceAll(
    /[^\0-\x7f]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
