/** Draws images with the graphics that a terminal has: those of kitty, of iTerm2, or sixel. */
import { multiplexer } from "./passthrough.ts";

/** How a terminal draws images. */
export type Graphics = "kitty" | "iterm" | "sixel";

/** Asks the terminal what it can (DA1); the answer comes as a key. */
export const ATTRIBUTES_QUERY = "\x1b[c";

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

/** What takes all images away; the other kinds go with the cells that they are on. */
export function clearingOf(graphics: Graphics | undefined): string {
  return graphics === "kitty" ? "\x1b_Ga=d,d=A,q=2\x1b\\" : "";
}
