/** What the reducer needs besides the state: tables and measures that never change by themselves. */
import type { Keymap } from "../../keys/keymap.ts";
import type { Pointing } from "./pointing.ts";
import type { Scrolling } from "./scrolling.ts";

/** Handed to the reducer with every action. */
export interface Tools {
  readonly keymap: Keymap;
  /** How many rows things take on the screen. */
  readonly scrolling: Scrolling;
  /** What is where on the screen. */
  readonly pointing: Pointing;
  /** Whether the word before the cursor may be a path on this machine. @default never */
  readonly isPathExpected?: (before: string) => boolean;
}
