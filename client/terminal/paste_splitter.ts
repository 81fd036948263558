/** Tells what was typed from what was pasted and from what the terminal says by itself. */

/** Longest paste that is taken, in UTF-16 units; what goes beyond is dropped. */
export const MAX_PASTE_LENGTH = 100_000;
/** Longest report that is taken. */
const MAX_REPORT_LENGTH = 64;

/** A piece of the input; of a report, what stands between its marks. */
export interface InputPiece {
  kind: "typed" | "pasted" | "background";
  text: string;
}

/** What begins and what ends a piece that is not typed. */
interface Marks {
  readonly kind: "pasted" | "background";
  readonly start: string;
  readonly ends: readonly string[];
  readonly maxLength: number;
}

const MARKS: readonly Marks[] = [
  // Bracketed paste (xterm, DEC 2004).
  { kind: "pasted", start: "\x1b[200~", ends: ["\x1b[201~"], maxLength: MAX_PASTE_LENGTH },
  // The answer to the question for the background colour (xterm, OSC 11).
  {
    kind: "background",
    start: "\x1b]11;",
    ends: ["\x07", "\x1b\\"],
    maxLength: MAX_REPORT_LENGTH,
  },
];

/** Less of a mark is not held back while somebody types: `ESC` and `ESC [` are Escape and Alt+[. */
const FEWEST_HELD = 3;

/** Cuts the input into pieces; marks may be split over several chunks. */
export class PasteSplitter {
  #held = "";
  /** The piece that is not complete, and what ends it. */
  #open: { marks: Marks; text: string } | undefined;

  /** Takes the next chunk; returns what is complete. A paste comes as one piece at its end. */
  push(chunk: string): InputPiece[] {
    let rest = this.#held + chunk;
    this.#held = "";
    const pieces: InputPiece[] = [];
    while (rest !== "") {
      const found = this.#open === undefined
        ? first(rest, { marks: MARKS.map(({ start }) => start), fewestHeld: FEWEST_HELD })
        : first(rest, { marks: this.#open.marks.ends, fewestHeld: 1 });
      if ("held" in found) {
        this.#take(rest.slice(0, rest.length - found.held), pieces);
        this.#held = rest.slice(rest.length - found.held);
        return pieces;
      }
      this.#take(rest.slice(0, found.index), pieces);
      if (this.#open === undefined) {
        const marks = MARKS.find(({ start }) => start === found.mark);
        this.#open = marks && { marks, text: "" };
      } else {
        pieces.push({ kind: this.#open.marks.kind, text: this.#open.text });
        this.#open = undefined;
      }
      rest = rest.slice(found.index + found.mark.length);
    }
    return pieces;
  }

  #take(text: string, pieces: InputPiece[]): void {
    const open = this.#open;
    if (open !== undefined) {
      const { kind, maxLength } = open.marks;
      const room = maxLength - open.text.length;
      open.text += text.slice(0, room);
      // A report without an end is none: it must not swallow what is typed.
      if (kind === "background" && text.length > room) this.#open = undefined;
    } else if (text !== "") {
      pieces.push({ kind: "typed", text });
    }
  }
}

type Found = { index: number; mark: string } | { held: number };

/** The mark that comes first, or how much of the end of `text` may be the beginning of one. */
function first(
  text: string,
  { fewestHeld, marks }: { marks: readonly string[]; fewestHeld: number },
): Found {
  let found: { index: number; mark: string } | undefined;
  let held = 0;
  for (const mark of marks) {
    const index = text.indexOf(mark);
    if (index >= 0 && (found === undefined || index < found.index)) found = { index, mark };
    for (let length = Math.min(mark.length - 1, text.length); length >= fewestHeld; length--) {
      if (text.endsWith(mark.slice(0, length))) held = Math.max(held, length);
    }
  }
  return found ?? { held };
}
