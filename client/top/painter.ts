/** Puts rows onto a screen of their own and writes only those that have changed. */
import { Painted } from "../terminal/painted.ts";
import type { Surface } from "../terminal/screen.ts";
import type { RowStyle, ViewRow } from "./view.ts";

/** Another screen, so that what was there comes back; no cursor; nothing wraps. */
const OPEN = "\x1b[?1049h\x1b[?25l\x1b[?7l\x1b[2J";
const CLOSE = "\x1b[?7h\x1b[?25h\x1b[?1049l";

/** Nothing is drawn in between: terminals that know it show all of a change at once. */
const BEGIN = "\x1b[?2026h";
const END = "\x1b[?2026l";

/** The codes of SGR for each style. */
const STYLES: Readonly<Record<RowStyle, string>> = {
  plain: "",
  bold: "1",
  heading: "7",
  dim: "2",
  alarm: "1;7",
};

/** Draws frames between `open()` and `close()`. */
export class Painter {
  readonly #surface: Surface;
  #isOpen = false;
  #drawn: string[] = [];

  constructor(surface: Surface) {
    this.#surface = surface;
  }

  /** Takes the screen over. */
  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#drawn = [];
    this.#surface.write(OPEN);
  }

  /** Gives it back as it was; may be called more than once. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#surface.write(CLOSE);
  }

  /** Has the next frame drawn as a whole: the terminal may show anything. */
  forget(): void {
    this.#drawn = [];
    if (this.#isOpen) this.#surface.write("\x1b[2J");
  }

  /** Shows these rows from the top on, made harmless; their texts must fit. */
  draw(rows: readonly ViewRow[]): void {
    if (!this.#isOpen) return;
    const painted = rows.map(({ style, text }) => Painted.text(text, STYLES[style]).output);
    let changes = "";
    for (const [index, row] of painted.entries()) {
      if (row !== this.#drawn[index]) changes += `\x1b[${index + 1};1H\x1b[2K${row}`;
    }
    this.#drawn = painted;
    if (changes !== "") this.#surface.write(`${BEGIN}${changes}${END}`);
  }
}
