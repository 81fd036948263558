/** Gets sequences past a multiplexer to the terminal that it runs in. */

/** Longest piece of one passed sequence that GNU screen takes. */
const SCREEN_PIECE_LENGTH = 500;

/** What stands between the program and the terminal. */
type Multiplexer = "tmux" | "screen" | undefined;

/**
 * `sequence` as it has to be written so that the terminal outside gets it: tmux passes it on with
 * `allow-passthrough`, screen always; without them it stays as it is.
 */
export function throughMultiplexer(
  sequence: string,
  environment: (name: string) => string | undefined,
): string {
  switch (multiplexer(environment)) {
    case "tmux":
      return `\x1bPtmux;${sequence.replaceAll("\x1b", "\x1b\x1b")}\x1b\\`;
    case "screen": {
      const pieces: string[] = [];
      for (let start = 0; start < sequence.length; start += SCREEN_PIECE_LENGTH) {
        pieces.push(`\x1bP${sequence.slice(start, start + SCREEN_PIECE_LENGTH)}\x1b\\`);
      }
      return pieces.join("");
    }
    case undefined:
      return sequence;
  }
}

/** Which multiplexer the program runs in. */
export function multiplexer(environment: (name: string) => string | undefined): Multiplexer {
  if ((environment("TMUX") ?? "") !== "") return "tmux";
  const isScreen = (environment("STY") ?? "") !== "" ||
    (environment("TERM") ?? "").startsWith("screen.");
  return isScreen ? "screen" : undefined;
}
