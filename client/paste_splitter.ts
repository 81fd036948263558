/** Tells what was typed from what was pasted, by the marks of bracketed paste (xterm, DEC 2004). */

const START = "\x1b[200~";
const END = "\x1b[201~";

/** Longest paste that is taken, in UTF-16 units; what goes beyond is dropped. */
export const MAX_PASTE_LENGTH = 100_000;

/** A piece of the input. */
export interface InputPiece {
  kind: "typed" | "pasted";
  text: string;
}

/** Cuts the input into pieces; marks may be split over several chunks. */
export class PasteSplitter {
  #held = "";
  #pasted: string | undefined;

  /** Takes the next chunk; returns what is complete. A paste comes as one piece at its end. */
  push(chunk: string): InputPiece[] {
    let rest = this.#held + chunk;
    this.#held = "";
    const pieces: InputPiece[] = [];
    while (rest !== "") {
      const mark = this.#pasted === undefined ? START : END;
      const index = rest.indexOf(mark);
      if (index < 0) {
        const held = heldLength(rest, mark);
        this.#take(rest.slice(0, rest.length - held), pieces);
        this.#held = rest.slice(rest.length - held);
        return pieces;
      }
      this.#take(rest.slice(0, index), pieces);
      if (this.#pasted === undefined) {
        this.#pasted = "";
      } else {
        pieces.push({ kind: "pasted", text: this.#pasted });
        this.#pasted = undefined;
      }
      rest = rest.slice(index + mark.length);
    }
    return pieces;
  }

  #take(text: string, pieces: InputPiece[]): void {
    if (this.#pasted !== undefined) {
      this.#pasted += text.slice(0, MAX_PASTE_LENGTH - this.#pasted.length);
    } else if (text !== "") {
      pieces.push({ kind: "typed", text });
    }
  }
}

/**
 * How much of the end of `text` may be the beginning of `mark`. Less than `ESC [ 2` is not held
 * back: it is what the Escape key and Alt+[ send.
 */
function heldLength(text: string, mark: string): number {
  for (let length = Math.min(mark.length - 1, text.length); length >= 3; length--) {
    if (text.endsWith(mark.slice(0, length))) return length;
  }
  return 0;
}
