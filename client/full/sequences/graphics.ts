/** Draws images with the graphics that a terminal has: those of kitty, of iTerm2, or sixel. */
import type { CellSize, Graphics, Strip } from "../../theme/drawing.ts";
import { multiplexer } from "./passthrough.ts";

/**
 * Asks the terminal how large a character is, in pixels, and how large an image of sixel may be, which
 * is the size of the window where it is not more than the terminal takes (xterm); the answers come as
 * keys.
 */
export const CELL_QUERY = "\x1b[?2;1;0S\x1b[16t";

/**
 * Asks the terminal for the graphics of kitty, for its name (xterm, XTVERSION), for the size of a
 * character and, as the last thing that every terminal answers, for what it can (DA1); the answers
 * come as keys. What does not know a question shows nothing of it.
 */
export const GRAPHICS_QUERY =
  `\x1b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\x1b\\\x1b[>q${CELL_QUERY}\x1b[c`;

/** Longest piece of base64 in one sequence of kitty. */
const KITTY_PIECE_LENGTH = 4_096;

/**
 * What the environment says; `undefined` when only the terminal itself could. In tmux and screen
 * nothing is known of what is outside, and what is drawn there would stay.
 */
export function knownGraphics(
  environment: (name: string) => string | undefined,
): Graphics | "none" | undefined {
  if (multiplexer(environment) !== undefined) return "none";
  const isSet = (name: string) => (environment(name) ?? "") !== "";
  const program = environment("TERM_PROGRAM") ?? "";
  const term = environment("TERM") ?? "";
  if (/^xterm-(?:kitty|ghostty)/.test(term) || isSet("KITTY_WINDOW_ID") || program === "ghostty") {
    return "kitty";
  }
  const isITerm = program === "iTerm.app" || program === "WezTerm" ||
    environment("LC_TERMINAL") === "iTerm2";
  return isITerm ? "iterm" : undefined;
}

/** Whether the answer to {@linkcode ATTRIBUTES_QUERY} says that there is sixel: `62;4;22`. */
export function hasSixel(attributes: string): boolean {
  return attributes.split(";").slice(1).includes("4");
}

/** The size of a character in the answer to {@linkcode CELL_QUERY}; within reason. */
export function cellIn(answer: string): CellSize | undefined {
  const [height = 0, width = 0] = answer.split(";").map(Number);
  const isGood = width >= 4 && width <= 64 && height >= 8 && height <= 128;
  return isGood ? { width, height } : undefined;
}

/** The size of a character in a window of so many pixels, `960;680`, if they are whole characters. */
export function cellInWindow(
  answer: string,
  { columns, rows }: { columns: number; rows: number },
): CellSize | undefined {
  const [width = 0, height = 0] = answer.split(";").map(Number);
  const isWhole = width % columns === 0 && height % rows === 0;
  return isWhole ? cellIn(`${height / rows};${width / columns}`) : undefined;
}

/** The graphics of a terminal that calls itself so: `WezTerm 2024`, `iTerm2 3.5.0`. */
export function graphicsNamed(version: string): Graphics | undefined {
  return /^(?:iTerm2|WezTerm)\b/.test(version) ? "iterm" : undefined;
}

/** Whether the answer to the question for the graphics of kitty is a yes. */
export function hasKittyGraphics(answer: string): boolean {
  return /^i=31[^;]*;OK$/.test(answer);
}

/** What an image has to be encoded as. */
export function formFor(graphics: Graphics): "png" | "sixel" {
  return graphics === "sixel" ? "sixel" : "png";
}

/** What draws an encoded image at the cursor, in so many cells; base64 ends no sequence early. */
export function drawingOf(
  encoded: string,
  graphics: Graphics,
  { columns, rows }: { columns: number; rows: number },
): string {
  switch (graphics) {
    case "sixel":
      return encoded;
    case "iterm":
      return `\x1b]1337;File=inline=1;width=${columns};height=${rows}:${encoded}\x07`;
    case "kitty": {
      const pieces = encoded.match(new RegExp(`.{1,${KITTY_PIECE_LENGTH}}`, "g")) ?? [];
      return pieces.map((piece, index) => {
        const more = index < pieces.length - 1 ? 1 : 0;
        const head = index === 0 ? `a=T,f=100,q=2,c=${columns},r=${rows},m=${more}` : `m=${more}`;
        return `\x1b_G${head};${piece}\x1b\\`;
      }).join("");
    }
  }
}

/** What draws one row of cells at the cursor; those of kitty are placed by `kittyChange`. */
export function stripOutput({ drawing: { columns, graphics, parts }, row }: Strip): string {
  const part = parts[row];
  if (graphics === "kitty" || part === undefined) return "";
  if (graphics === "sixel") return part;
  return `\x1b]1337;File=inline=1;width=${columns};height=1;preserveAspectRatio=0:${part}\x07`;
}

/** What takes all images away; the other kinds go with the cells that they are on. */
export function clearingOf(graphics: Graphics | undefined): string {
  return graphics === "kitty" ? "\x1b_Ga=d,d=A,q=2\x1b\\" : "";
}
