/** Takes text apart into the characters that a terminal shows, with the columns that each takes. */
import { printable } from "../../../protocol/text/printable.ts";
import { graphemes } from "../../text/graphemes.ts";
import type { WidthOf } from "../../text/wrap.ts";

/** One character as people see it. */
export interface Cell {
  readonly text: string;
  /** Columns that it takes. */
  readonly width: number;
}

/** Longer than any emoji; a character of more is a pile of marks and is cut. */
const MAX_CODE_POINTS = 16;
/** Widths that are remembered; beyond it all are forgotten and asked for anew. */
const MAX_KNOWN = 10_000;

/** VARIATION SELECTOR-15. */
const TEXT_FORM = "\ufe0e";

const ASCII = /^[\x20-\x7e]*$/;

/** Widths of characters, remembered. */
export class TextCells {
  readonly #widthOf: WidthOf;
  readonly #known = new Map<string, Cell>();

  constructor(widthOf: WidthOf) {
    this.#widthOf = widthOf;
  }

  /**
   * `text` as one line that is safe for a terminal, without what takes no column by itself, and the
   * columns that it takes.
   */
  measured(text: string): Cell {
    if (ASCII.test(text)) return { text, width: text.length };
    let rest = printable(text);
    for (;;) {
      const cells = this.cells(rest);
      const kept = cells.filter(({ width }) => width > 0).map((cell) => cell.text).join("");
      // Where something is left out its neighbours may become one character.
      if (kept === rest) return { text: kept, width: sumOf(cells) };
      rest = kept;
    }
  }

  /** The characters of a text that was {@linkcode measured}, or a part of it between two of them. */
  cells(text: string): Cell[] {
    return graphemes(text).map((grapheme) => this.#cell(grapheme));
  }

  #cell(grapheme: string): Cell {
    const known = this.#known.get(grapheme);
    if (known !== undefined) return known;
    const text = grapheme.length <= MAX_CODE_POINTS
      ? grapheme
      : Array.from(grapheme).slice(0, MAX_CODE_POINTS).join("");
    // VS15 asks for the narrow form of an emoji; most terminals leave it wide, and half of it gone
    // looks worse than a blank behind it.
    const cell = { text, width: this.#widthOf(text.replaceAll(TEXT_FORM, "")) };
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.set(grapheme, cell);
    return cell;
  }
}

function sumOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { width }) => sum + width, 0);
}
