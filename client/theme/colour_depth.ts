/** Finds out how many colours the terminal has. */

/** Colours of a terminal; 0 means attributes such as bold only. */
export type ColourDepth = 0 | 16 | 256 | 16_777_216;

/**
 * Colours that the terminal says it has, from `NO_COLOR` (https://no-color.org), `COLORTERM` and
 * `TERM`; `variable` reads the environment.
 */
export function colourDepth(variable: (name: string) => string | undefined): ColourDepth {
  const term = variable("TERM") ?? "";
  if ((variable("NO_COLOR") ?? "") !== "" || /^(dumb|vt\d+)/.test(term)) return 0;
  if (/^(truecolor|24bit)$/i.test(variable("COLORTERM") ?? "")) return 16_777_216;
  if (/-direct$/.test(term)) return 16_777_216;
  if (/256color|^(alacritty|foot|xterm-(ghostty|kitty))/.test(term)) return 256;
  return 16;
}
