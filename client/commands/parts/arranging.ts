/** What commands can do with the arrangement of a terminal's screen. */
import type { Place } from "../../../protocol/records.ts";

/** What can be done with windows besides splitting them. */
export type WindowWord =
  | "left"
  | "right"
  | "up"
  | "down"
  | "next"
  | "previous"
  | "close"
  | "only"
  | "zoom"
  | "balance"
  | "grow"
  | "shrink";

/** Only the full screen of a terminal has them. */
export interface ArrangingPowers {
  /** Shows the comings and goings of all, of those who spoke lately, or of nobody there. */
  joins: (mode: "all" | "smart" | "off" | undefined) => void;
  /** About which messages there people are told now. */
  notified: () => "all" | "mentions" | "none";
  /** Of whom comings and goings are shown there now. */
  joinsShown: () => "all" | "smart" | "off";
  /** Moves it up (-1) or down (1) in the list, or to a number. */
  move: (to: -1 | 1 | { number: number }) => void;
  /** Makes it a favourite, or none any more. */
  favourite: () => void;
  /** Splits the screen, with this place in the new window, or the one where the reader is. */
  split: (into: "columns" | "rows", place: Place | undefined) => void;
  /** Shows several places in one view. */
  merge: (places: readonly Place[]) => void;
  /** Shows the thread of a message of this place. */
  thread: (id: number) => void;
  /** Does something with the windows. */
  window: (order: WindowWord) => void;
}
