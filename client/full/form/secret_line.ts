/** A line that is typed and not to be seen: in no log, no dump of the state, no error. */
import type { Key } from "../../terminal/input/key.ts";
import { editLine, EMPTY_LINE, insert, type Line, textOf } from "../../terminal/line_editor.ts";
import { graphemes } from "../../text/graphemes.ts";

/** What stands for each character. */
const MASK = "*";

/** Cannot change; whoever prints it or makes JSON of it gets nothing of what was typed. */
export class SecretLine {
  readonly #line: Line;

  private constructor(line: Line) {
    this.#line = line;
  }

  /** A line with `text` on it. */
  static of(text: string): SecretLine {
    return new SecretLine({ ...EMPTY_LINE, before: text });
  }

  get isEmpty(): boolean {
    return textOf(this.#line) === "";
  }

  /** As many masks as there are characters before and after the cursor. */
  get masked(): { before: string; after: string } {
    const mask = (text: string) => MASK.repeat(graphemes(text).length);
    return { before: mask(this.#line.before), after: mask(this.#line.after) };
  }

  /** What was typed. */
  reveal(): string {
    return textOf(this.#line);
  }

  /** The line after `key`; `undefined` when the key does not edit. */
  press(key: Key): SecretLine | undefined {
    const line = key.name === "paste"
      ? insert(this.#line, key.text.split(/[\r\n]/, 1)[0] ?? "")
      : editLine(this.#line, key);
    return line === undefined ? undefined : new SecretLine(line);
  }

  /** Says nothing. */
  toJSON(): string {
    return "(secret)";
  }
}
