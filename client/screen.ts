/** Keeps a prompt on the last row while lines scroll away above it. */
import { EMPTY_LINE, type Line } from "./line_editor.ts";
import { promptRow } from "./prompt_row.ts";

/** What a screen draws on. */
export interface Surface {
  readonly columns: number;
  write(text: string): void;
}

/** Says how many columns a text takes. */
export type WidthOf = (text: string) => number;

/** Lines above, a prompt below. Each change is one write, so that nothing is ever torn. */
export class Screen {
  readonly #surface: Surface;
  readonly #widthOf: WidthOf;
  #above: string[] = [];
  #isScheduled = false;
  #isShown = false;
  #prompt = "";
  #line: Line = EMPTY_LINE;
  #isMasked = false;
  #cursorColumn = 0;

  constructor(surface: Surface, widthOf: WidthOf) {
    this.#surface = surface;
    this.#widthOf = widthOf;
  }

  /** Shows lines above the prompt; they must be safe for a terminal already. */
  print(...lines: readonly string[]): void {
    this.#above.push(...lines);
    this.#schedule();
  }

  /** Changes what the last row shows. */
  setPrompt(prompt: string, line: Line, isMasked = false): void {
    this.#prompt = prompt;
    this.#line = line;
    this.#isMasked = isMasked;
    this.#isShown = true;
    this.#schedule();
  }

  /** Leaves the prompt and what is typed in it where they are and goes below. */
  finishPrompt(): void {
    this.flush();
    if (this.#isShown) this.#surface.write("\r\n");
    this.#isShown = false;
    this.#cursorColumn = 0;
  }

  /** Takes the prompt away. */
  hidePrompt(): void {
    this.flush();
    if (this.#isShown) this.#surface.write("\r\x1b[J");
    this.#isShown = false;
    this.#cursorColumn = 0;
  }

  /** Draws the prompt again after the terminal has changed its size. */
  resized(): void {
    if (!this.#isShown) return;
    // A narrower terminal has broken the row into several; the cursor is in the last one before it.
    const rowsUp = Math.floor(this.#cursorColumn / Math.max(1, this.#surface.columns));
    if (rowsUp > 0) this.#surface.write(`\x1b[${rowsUp}A`);
    this.#schedule();
    this.flush();
  }

  /** Writes what has changed; without it that happens at the end of the turn. */
  flush(): void {
    if (!this.#isScheduled) return;
    this.#isScheduled = false;
    const lines = this.#above;
    this.#above = [];
    let out = "\r\x1b[J" + lines.map((line) => `${line}\r\n`).join("");
    if (this.#isShown) {
      const row = promptRow({
        prompt: this.#prompt,
        line: this.#line,
        columns: this.#surface.columns,
        isMasked: this.#isMasked,
        widthOf: this.#widthOf,
      });
      out += `${row.text}\r${row.cursorColumn > 0 ? `\x1b[${row.cursorColumn}C` : ""}`;
      this.#cursorColumn = row.cursorColumn;
    }
    this.#surface.write(out);
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.flush());
  }
}
