/** Keys that were pressed while the form waits for the server: none is lost, and none is shown. */
import type { Key } from "../../terminal/input/key.ts";
import { editLine, EMPTY_LINE, insert, textOf } from "../../terminal/line_editor.ts";

/** So many keys are held; those that come after them are dropped. */
const MAX_HELD_KEYS = 500;

/** Cannot change; whoever prints it gets nothing: a password may be among them. */
export class HeldKeys {
  readonly #keys: readonly Key[];

  private constructor(keys: readonly Key[]) {
    this.#keys = keys;
  }

  /** No keys. */
  static none(): HeldKeys {
    return new HeldKeys([]);
  }

  /** With one more, unless there are too many. */
  with(key: Key): HeldKeys {
    return this.#keys.length < MAX_HELD_KEYS ? new HeldKeys([...this.#keys, key]) : this;
  }

  /** In the order in which they were pressed. */
  reveal(): readonly Key[] {
    return this.#keys;
  }

  /** What they write: a line for each Enter but the last one, and the lines of pastes. */
  text(): string {
    const lines: string[] = [];
    let line = EMPTY_LINE;
    for (const key of this.#keys) {
      if (key.name === "return" || key.name === "enter") end();
      else if (key.name === "paste") paste(key.text);
      else line = editLine(line, key) ?? line;
    }
    return [...lines, textOf(line)].join("\n").replace(/\n+$/, "");

    function end(): void {
      lines.push(textOf(line));
      line = EMPTY_LINE;
    }

    function paste(text: string): void {
      for (const [index, part] of text.split(/\r\n?|\n/).entries()) {
        if (index > 0) end();
        line = insert(line, part);
      }
    }
  }

  /** Says nothing. */
  toJSON(): string {
    return "(secret)";
  }
}
