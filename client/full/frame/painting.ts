/** What every part of the view draws with. */
import type { ColourDepth } from "../../theme/colour_depth.ts";
import type { Theme } from "../../theme/theme.ts";
import type { Typesetter } from "./typesetter.ts";

/** The tools and the looks for one terminal. */
export interface Painting {
  readonly typesetter: Typesetter;
  readonly theme: Theme;
  /** Whether the terminal knows links (OSC 8). */
  readonly hasLinks: boolean;
  /** How many colours pictures have; `undefined` where none are drawn. */
  readonly pictureDepth?: ColourDepth | undefined;
}
