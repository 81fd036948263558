/** Finds out with which graphics a terminal draws images: by its environment, and by its answers. */
import type { Key } from "../terminal/input/key.ts";
import type { CellSize, Graphics, GraphicsPowers } from "../theme/drawing.ts";
import {
  CELL_QUERY,
  cellIn,
  cellInWindow,
  GRAPHICS_QUERY,
  graphicsNamed,
  hasKittyGraphics,
  hasSixel,
  knownGraphics,
} from "./sequences/graphics.ts";

/** Of terminals that do not say how large a character is and scale images themselves. */
const LIKELY_CELL: CellSize = { width: 10, height: 20 };

/** What it works with. */
export interface TerminalGraphicsOptions {
  environment: (name: string) => string | undefined;
  isWanted: boolean;
  /** The size of the terminal at the moment, in characters. */
  size: () => { columns: number; rows: number };
}

/** What is known so far. */
export class TerminalGraphics {
  /** Whether images are to be drawn with graphics. */
  isWanted: boolean;
  readonly #known: Graphics | "none" | undefined;
  #named: Graphics | undefined;
  #hasKitty = false;
  #attributes: string | undefined;
  #cell: CellSize | undefined;

  readonly #size: () => { columns: number; rows: number };

  /** Of a terminal with this environment and size; with `isWanted` false there are none. */
  constructor({ environment, isWanted, size }: TerminalGraphicsOptions) {
    this.isWanted = isWanted;
    this.#size = size;
    this.#known = environment("TERM") === "linux" ? "none" : knownGraphics(environment);
  }

  /** What is to be asked at the beginning. */
  get query(): string {
    if (!this.isWanted || this.#known === "none") return "";
    return this.#known === undefined ? GRAPHICS_QUERY : CELL_QUERY;
  }

  /** What is to be asked when the window has another size: its characters may have another, too. */
  get sizeQuery(): string {
    return this.graphics === undefined ? "" : CELL_QUERY;
  }

  /** How images are drawn; `undefined`: with characters. */
  get graphics(): Graphics | undefined {
    if (!this.isWanted || this.#known === "none") return undefined;
    if (this.#known !== undefined) return this.#known;
    // The answer that every terminal gives comes last.
    if (this.#attributes === undefined) return undefined;
    if (this.#named !== undefined) return this.#named;
    if (hasSixel(this.#attributes)) return "sixel";
    return this.#hasKitty ? "kitty" : undefined;
  }

  /** How they are drawn between rows of text: sixel has to know the size of a character. */
  get powers(): GraphicsPowers | undefined {
    const { graphics } = this;
    if (graphics === undefined) return undefined;
    if (graphics === "sixel" && this.#cell === undefined) return undefined;
    return { graphics, cell: this.#cell ?? LIKELY_CELL };
  }

  /** Takes an answer of the terminal; false when the key is none of them. */
  take({ name, text }: Key): boolean {
    switch (name) {
      case "attributes":
        this.#attributes = text;
        return true;
      case "version":
        this.#named ??= graphicsNamed(text);
        return true;
      case "graphics":
        this.#hasKitty ||= hasKittyGraphics(text);
        return true;
      case "cell-size":
        this.#cell = cellIn(text) ?? this.#cell;
        return true;
      case "window-size":
        this.#cell = cellInWindow(text, this.#size()) ?? this.#cell;
        return true;
      default:
        return false;
    }
  }
}
