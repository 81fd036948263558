/** Keeps a prompt on the last row while lines scroll away above it. */
import { graphemes } from "./graphemes.ts";
import { EMPTY_LINE, type Line } from "./line_editor.ts";
import { promptRow } from "./prompt_row.ts";

/** What a screen draws on. */
export interface Surface {
  readonly columns: number;
  write(text: string): void;
}

/** Says how many columns a text takes. */
export type WidthOf = (text: string) => number;

/** Lines above, a prompt below, between them perhaps a row that passes. Each change is one write, so that nothing is ever torn. */
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
  #status = "";
  #paintStatus = (text: string) => text;
  /** Columns of the status row that is drawn; 0 when none is. */
  #statusWidth = 0;
  #rings = false;

  constructor(surface: Surface, widthOf: WidthOf) {
    this.#surface = surface;
    this.#widthOf = widthOf;
  }

  /** Shows lines above the prompt; they must be safe for a terminal already. */
  print(...lines: readonly string[]): void {
    this.#above.push(...lines);
    this.#schedule();
  }

  /** Rings the bell of the terminal, once however often that is asked for at a time. */
  bell(): void {
    this.#rings = true;
    this.#schedule();
  }

  /**
   * Shows a row above the prompt that is no part of the lines above and leaves no trace; an empty
   * text takes it away. It is cut to the width of the screen before it is painted.
   */
  setStatus(text: string, paint: (text: string) => string = (cut) => cut): void {
    if (text === this.#status) return;
    this.#status = text;
    this.#paintStatus = paint;
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
    if (this.#isShown) this.#surface.write(this.#eraser());
    this.#statusWidth = 0;
    this.#isShown = false;
    this.#cursorColumn = 0;
  }

  /** Draws the prompt again after the terminal has changed its size. */
  resized(): void {
    if (!this.#isShown) return;
    // A narrower terminal has broken the row into several; the cursor is in the last one before it.
    const columns = Math.max(1, this.#surface.columns);
    const statusRows = Math.max(1, Math.ceil(this.#statusWidth / columns));
    const rowsUp = Math.floor(this.#cursorColumn / columns) + statusRows - 1;
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
    let out = this.#eraser() + lines.map((line) => `${line}\r\n`).join("");
    if (this.#rings) out += "\x07";
    this.#rings = false;
    this.#statusWidth = 0;
    if (this.#isShown) {
      out += this.#statusRow();
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

  /** Takes away what is not to stay, and goes to where the next line belongs. */
  #eraser(): string {
    return `${this.#statusWidth > 0 ? "\x1b[1A" : ""}\r\x1b[J`;
  }

  #statusRow(): string {
    if (this.#status === "") return "";
    const space = Math.max(1, this.#surface.columns - 1);
    let text = "";
    for (const grapheme of graphemes(this.#status)) {
      const width = this.#widthOf(grapheme);
      if (this.#statusWidth + width > space) break;
      this.#statusWidth += width;
      text += grapheme;
    }
    return text === "" ? "" : `${this.#paintStatus(text)}\r\n`;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.flush());
  }
}
