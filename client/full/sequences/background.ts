/** Finds out whether the terminal is dark or light, for the theme `auto`. */

/** One of the two. */
export type Background = "dark" | "light";

/** Asks the terminal for its background colour (xterm, OSC 11); the answer comes as a key. */
export const BACKGROUND_QUERY = "\x1b]11;?\x1b\\";

/** Colours of the 16 that are light: white and the bright ones but grey. */
const LIGHT_COLOURS: readonly number[] = [7, 9, 10, 11, 12, 13, 14, 15];

/** The first guess, from `COLORFGBG` (rxvt, Konsole): dark unless it says otherwise. */
export function likelyBackground(environment: (name: string) => string | undefined): Background {
  const behind = environment("COLORFGBG")?.split(";").at(-1) ?? "";
  return /^\d{1,2}$/.test(behind) && LIGHT_COLOURS.includes(Number(behind)) ? "light" : "dark";
}

/** What the terminal has answered, `rgb:ffff/ffff/ffff`; `undefined` when that cannot be understood. */
export function parseBackground(answer: string): Background | undefined {
  const match = /^rgba?:([0-9a-f]{1,4})\/([0-9a-f]{1,4})\/([0-9a-f]{1,4})/i.exec(answer);
  if (match === null) return undefined;
  const [red = 0, green = 0, blue = 0] = match.slice(1)
    .map((digits) => parseInt(digits, 16) / (16 ** digits.length - 1));
  // Brightness as the eye sees it (ITU-R BT.601).
  return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? "light" : "dark";
}
