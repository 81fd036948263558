/** One question on the last row and what is typed to answer it. */
import type { Key } from "./input/key.ts";
import { editLine, EMPTY_LINE, insert, type Line, textOf } from "./line_editor.ts";

/** What somebody answered; `text` is undefined when they want to leave (Ctrl+C, Ctrl+D). */
export interface Answer {
  text: string | undefined;
}

/** A question that is being answered. */
export class Question {
  readonly prompt: string;
  /** Whether `*` is shown for every character. */
  readonly isSecret: boolean;
  #line: Line = EMPTY_LINE;

  constructor(prompt: string, isSecret: boolean) {
    this.prompt = prompt;
    this.isSecret = isSecret;
  }

  /** What is typed so far. */
  get line(): Line {
    return this.#line;
  }

  /** Takes one key; returns the answer when it is complete. */
  press(key: Key): Answer | undefined {
    if (key.ctrl && (key.name === "c" || (key.name === "d" && textOf(this.#line) === ""))) {
      return { text: undefined };
    }
    if (key.name === "return" || key.name === "enter") return { text: textOf(this.#line) };
    this.#line = key.name === "paste"
      ? insert(this.#line, key.text.split(/[\r\n]/, 1)[0] ?? "")
      : editLine(this.#line, key) ?? this.#line;
    return undefined;
  }
}
