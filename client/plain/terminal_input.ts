/** What is being typed on the terminal: a line, a pasted block that waits for a yes, an answer. */
import type { SendOffer } from "../files/offer.ts";
import { InputHistory } from "../terminal/input_history.ts";
import type { Key } from "../terminal/input/key.ts";
import {
  editLine,
  EMPTY_LINE,
  insert,
  type Line,
  lineWith,
  textOf,
} from "../terminal/line_editor.ts";
import type { AskOptions } from "../terminal/prompter.ts";
import { Question } from "../terminal/question.ts";
import { isNo, isReport, isYes } from "../terminal/yes_or_no.ts";
import type { Screen } from "../terminal/screen.ts";

/** What becomes of a text that was entered: taken, left on the line, or that its writer leaves. */
export type Entered = "taken" | "kept" | "leaves";

/** What an input tells its owner. */
export interface TerminalInputOptions {
  enter: (text: string) => Entered;
  /** Returns what stands before the cursor afterwards. */
  complete: (before: string) => string;
  /** The line has been changed by hand. */
  typed: (text: string) => void;
  /** Tells why a pasted block cannot be one message; returns whether it cannot. @default it can */
  isTooLong?: (block: string) => boolean;
  /** A pasted block was not wanted after all. */
  declined: () => void;
  /** A text was pasted, and all of the line is that. */
  pasted?: (text: string) => void;
}

/** Takes keys; says what to show on the last row. */
export class TerminalInput {
  readonly #options: TerminalInputOptions;
  readonly #history = new InputHistory();
  #line: Line = EMPTY_LINE;
  /** A pasted block that waits for a yes. */
  #block: string | undefined;
  /** Files that were pasted as paths, and may be meant to be sent. */
  #offer: SendOffer | undefined;
  #asked: { question: Question; resolve: (text: string | undefined) => void } | undefined;

  constructor(options: TerminalInputOptions) {
    this.#options = options;
  }

  /** What stands on the line. */
  get text(): string {
    return textOf(this.#line);
  }

  /** What stands on the line before the cursor. */
  get before(): string {
    return this.#line.before;
  }

  /** Puts a text onto the line. */
  set(text: string): void {
    this.#line = lineWith(text, this.#line);
  }

  /** Replaces what stands before the cursor. */
  setBefore(before: string): void {
    this.#line = { ...this.#line, before };
  }

  /** Asks a question; what was being typed comes back after it. One at a time. */
  ask(prompt: string, { isSecret = false }: AskOptions = {}): Promise<string | undefined> {
    return new Promise((resolve) =>
      this.#asked = { question: new Question(prompt, isSecret), resolve }
    );
  }

  /** Asks whether files are meant that were pasted as paths, if the line still is what was pasted. */
  offer(pasted: string, offer: SendOffer): void {
    const isFree = this.#asked === undefined && this.#block === undefined;
    if (isFree && this.text === pasted) this.#offer = offer;
  }

  /** Draws the last row; `prompt` stands before the line. */
  draw(screen: Screen, prompt: string): void {
    const question = this.#asked?.question;
    if (question !== undefined) {
      screen.setPrompt(question.prompt, question.line, question.isSecret);
    } else if (this.#offer !== undefined) {
      screen.setPrompt(`${this.#offer.question} y sends, n leaves its path here `, EMPTY_LINE);
    } else if (this.#block !== undefined) {
      screen.setPrompt(`Send ${this.#block.split("\n").length} lines? [y/N] `, EMPTY_LINE);
    } else {
      screen.setPrompt(prompt, this.#line);
    }
  }

  /** Takes one key; returns whether the person leaves. */
  press(key: Key): boolean {
    if (this.#asked !== undefined) {
      const answer = this.#asked.question.press(key);
      if (answer === undefined) return false;
      const { resolve } = this.#asked;
      this.#asked = undefined;
      resolve(answer.text);
      return false;
    }
    if (this.#offer !== undefined) return this.#answerOffer(key, this.#offer);
    return this.#block === undefined ? this.#edit(key) : this.#confirm(key, this.#block);
  }

  /** Only `y` sends; whatever else is pressed leaves the path on the line, and may go on with it. */
  #answerOffer(key: Key, { command }: SendOffer): boolean {
    if (isReport(key)) return false;
    this.#offer = undefined;
    if (isYes(key)) return this.#submit(command);
    return isNo(key) ? false : this.#edit(key);
  }

  #edit(key: Key): boolean {
    const isEmpty = this.text === "";
    if (key.ctrl && key.name === "c") {
      if (isEmpty) return true;
      this.set("");
      return false;
    }
    if (key.ctrl && key.name === "d" && isEmpty) return true;
    switch (key.name) {
      case "return":
      case "enter":
        return this.#submit(this.text);
      case "paste":
        this.#paste(key.text);
        break;
      case "tab":
        this.setBefore(this.#options.complete(this.#line.before));
        return false;
      case "up":
        this.#recall(this.#history.older(this.text));
        return false;
      case "down":
        this.#recall(this.#history.newer());
        return false;
      default:
        this.#line = editLine(this.#line, key) ?? this.#line;
    }
    this.#options.typed(this.text);
    return false;
  }

  #paste(text: string): void {
    const pasted = text.replaceAll(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (!pasted.includes("\n")) {
      this.#line = insert(this.#line, pasted);
      if (this.text === pasted) this.#options.pasted?.(pasted);
    } else {
      const block = this.#line.before + pasted + this.#line.after;
      if (this.#options.isTooLong?.(block) !== true) this.#block = block;
    }
  }

  #confirm(key: Key, block: string): boolean {
    this.#block = undefined;
    // The block is one message; what it was pasted into goes with it.
    if (isYes(key)) return this.#submit(block);
    this.#options.declined();
    return false;
  }

  #submit(text: string): boolean {
    const isBlock = text.includes("\n");
    const typed = this.#line;
    this.set("");
    const entered = this.#options.enter(text);
    if (entered === "kept") {
      if (!isBlock) this.#line = typed;
      return false;
    }
    if (!isBlock) this.#history.add(text);
    return entered === "leaves";
  }

  #recall(text: string | undefined): void {
    if (text !== undefined) this.set(text);
  }
}
