/** Keeps a prompt on the last row while lines scroll away above it. */
import { printable } from "../../protocol/text/printable.ts";
import { graphemes } from "../text/graphemes.ts";
import type { WidthOf } from "../text/wrap.ts";
import { Backlog, type BacklogOptions } from "./backlog.ts";
import { EMPTY_LINE, type Line } from "./line_editor.ts";
import { outputOf, Painted } from "./painted.ts";
import { type PromptRow, promptRow } from "./prompt_row.ts";

/** What a screen draws on. */
export interface Surface {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
}

/**
 * Whatever the terminal takes for wider than we do must not go on in the next row: nothing may come
 * to stand there but what is put there.
 */
const NO_WRAP = "\x1b[?7l";
const WRAP = "\x1b[?7h";
const ERASE_ROW = "\x1b[K";
const ERASE_BELOW = "\x1b[J";
const BELL = "\x07";

/** What one change is drawn for: asked for once, as the terminal may change its size meanwhile. */
type Sizes = BacklogOptions;

/**
 * Lines above, a prompt below, between them perhaps a row that passes. Lines are broken to the
 * width of the terminal. Each change is one write, so that nothing is ever torn.
 */
export class Screen {
  readonly #surface: Surface;
  readonly #widthOf: WidthOf;
  readonly #backlog = new Backlog();
  #above: string[] = [];
  #isScheduled = false;
  #isShown = false;
  #prompt = "";
  #line: Line = EMPTY_LINE;
  #isMasked = false;
  #cursorColumn = 0;
  #status = "";
  #paintStatus = (text: string) => Painted.text(text);
  /** Columns of the status row that is drawn; 0 when none is. */
  #statusWidth = 0;
  #rings = false;
  /** The width that what is in sight was drawn for. */
  #drawnColumns: number;

  constructor(surface: Surface, widthOf: WidthOf) {
    this.#surface = surface;
    this.#widthOf = widthOf;
    this.#drawnColumns = surface.columns;
  }

  /** Shows lines above the prompt, made safe for the terminal. */
  print(...lines: readonly (Painted | string)[]): void {
    for (const line of lines) this.#above.push(outputOf(line));
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
  setStatus(written: string, paint: (text: string) => Painted = Painted.text): void {
    const text = printable(written);
    if (text === this.#status) return;
    this.#status = text;
    this.#paintStatus = paint;
    this.#schedule();
  }

  /** Changes what the last row shows. */
  setPrompt(prompt: string, line: Line, isMasked = false): void {
    this.#prompt = printable(prompt);
    this.#line = line;
    this.#isMasked = isMasked;
    this.#isShown = true;
    this.#schedule();
  }

  /** Leaves the prompt and what is typed in it where they are and goes below. */
  finishPrompt(): void {
    this.flush();
    if (this.#isShown) {
      const sizes = this.#sizes();
      this.#surface.write("\r\n");
      this.#backlog.add(this.#promptRow(sizes).text, sizes);
    }
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

  /** Draws what is in sight again after the terminal has changed its size. */
  resized(): void {
    if (!this.#isShown) return;
    this.#schedule();
    this.flush();
  }

  /** Takes away what is not to stay, until `redraw()`. */
  suspend(): void {
    this.flush();
    this.#surface.write(this.#eraser());
    this.#statusWidth = 0;
  }

  /** Draws everything again on an empty screen. */
  redraw(): void {
    this.flush();
    this.#statusWidth = 0;
    const count = this.#surface.rows - (this.#isShown ? 1 : 0) - (this.#status === "" ? 0 : 1);
    const sizes = this.#sizes();
    this.#draw("\x1b[2J\x1b[H", this.#backlog.last(count, sizes), sizes);
  }

  /** Writes what has changed; without it that happens at the end of the turn. */
  flush(): void {
    if (!this.#isScheduled) return;
    this.#isScheduled = false;
    const sizes = this.#sizes();
    this.#adapt(sizes);
    const lines = this.#above;
    this.#above = [];
    this.#draw(
      (this.#rings ? BELL : "") + this.#eraser(),
      lines.flatMap((line) => this.#backlog.add(line, sizes)),
      sizes,
    );
    this.#rings = false;
  }

  /** Draws what is in sight for another width, before anything is written for that. */
  #adapt(sizes: Sizes): void {
    const wasColumns = this.#drawnColumns;
    if (sizes.columns === wasColumns || !this.#isShown) return;
    // A narrower terminal has broken the row into several; the cursor is in the last one before it.
    const statusRows = Math.ceil(this.#statusWidth / sizes.columns);
    const ownRows = Math.floor(this.#cursorColumn / sizes.columns) + statusRows;
    // It has broken what is above as well: what stood below a name begins rows now.
    const { rows, taken } = this.#backlog.afterResize(wasColumns, this.#surface.rows, sizes);
    const rowsUp = ownRows + taken;
    this.#statusWidth = 0;
    // Row by row: some terminals keep what is erased at once from the first row on.
    const up = rowsUp > 0 ? `\x1b[${rowsUp}A` : "";
    this.#draw(`${up}\r`, rows.map((row) => ERASE_ROW + row), sizes);
  }

  /** Writes `rows` where `first` leads to, and the prompt below them. */
  #draw(first: string, rows: readonly string[], sizes: Sizes): void {
    let out = first + NO_WRAP + rows.map((row) => `${row}\r\n`).join("") + ERASE_BELOW;
    this.#statusWidth = 0;
    if (this.#isShown) {
      out += this.#statusRow(sizes);
      const row = this.#promptRow(sizes);
      out += `${row.text}\r${row.cursorColumn > 0 ? `\x1b[${row.cursorColumn}C` : ""}`;
      this.#cursorColumn = row.cursorColumn;
    }
    this.#drawnColumns = sizes.columns;
    this.#surface.write(out + WRAP);
  }

  #sizes(): Sizes {
    return { columns: Math.max(1, this.#surface.columns), widthOf: this.#widthOf };
  }

  #promptRow(sizes: Sizes): PromptRow {
    return promptRow({
      ...sizes,
      prompt: this.#prompt,
      line: this.#line,
      isMasked: this.#isMasked,
    });
  }

  /** Takes away what is not to stay, and goes to where the next line belongs. */
  #eraser(): string {
    return `${this.#statusWidth > 0 ? "\x1b[1A" : ""}\r${ERASE_BELOW}`;
  }

  #statusRow({ columns }: Sizes): string {
    if (this.#status === "") return "";
    const space = Math.max(1, columns - 1);
    let text = "";
    for (const grapheme of graphemes(this.#status)) {
      const width = this.#widthOf(grapheme);
      if (this.#statusWidth + width > space) break;
      this.#statusWidth += width;
      text += grapheme;
    }
    return text === "" ? "" : `${this.#paintStatus(text).output}\r\n`;
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    queueMicrotask(() => this.flush());
  }
}
