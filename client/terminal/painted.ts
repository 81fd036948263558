/** Text with looks, of which a terminal gets nothing but what this program wants it to do. */
import { printable } from "../../protocol/text/printable.ts";

/**
 * A line, or a part of one, that a terminal may be given as it is. There is no way to make one in
 * which a text from elsewhere keeps something that a terminal acts on.
 */
export class Painted {
  readonly #output: string;

  private constructor(output: string) {
    this.#output = output;
  }

  /** A text in the looks of an SGR sequence, `1;36`; without `codes` as it is. */
  static text(text: string, codes = ""): Painted {
    const safe = printable(text);
    return new Painted(safe === "" || codes === "" ? safe : `\x1b[${codes}m${safe}\x1b[0m`);
  }

  /** Parts in a row; those that are no {@linkcode Painted} yet become a text without looks. */
  static row(...parts: readonly (Painted | string)[]): Painted {
    return new Painted(parts.map((part) => outputOf(part)).join(""));
  }

  /** What the terminal is to get. */
  get output(): string {
    return this.#output;
  }
}

/** What a terminal gets of a line, painted or not. */
export function outputOf(line: Painted | string): string {
  return line instanceof Painted ? line.output : printable(line);
}
