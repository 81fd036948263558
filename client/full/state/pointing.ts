/** What the reducer asks the view about where things are, of which only the view knows. */
import type { CellPosition } from "../../terminal/input/key.ts";
import type { MessageReaction } from "../../theme/styled.ts";
import type { Area } from "../windows/areas.ts";
import type { State } from "./state.ts";

/** A list at the side. */
export type Side = "rooms" | "people";

/** What is drawn in a cell, as far as the mouse can do something with it. */
export type Pointed =
  | { readonly pane: "rooms"; readonly key: string | undefined }
  | { readonly pane: "people"; readonly username: string | undefined }
  /** `window` is the number of one that is not the focused one. */
  | {
    readonly pane: "messages";
    readonly link: string | undefined;
    readonly reaction?: MessageReaction | undefined;
    readonly window?: number | undefined;
  }
  /** The list in front of the messages; `index` is that of the item. */
  | { readonly pane: "list"; readonly index: number | undefined };

/** Tells what is where on the screen; every answer is for the size and the looks at the moment. */
export interface Pointing {
  /** The windows that are in sight, by their numbers; one where nothing is split. */
  windowAreas(state: State): ReadonlyMap<number, Area>;
  /** What is drawn there; `undefined` for the lines below the messages, borders, and beyond. */
  pointed(state: State, at: CellPosition): Pointed | undefined;
  /** The first row in sight of a list at the side after going down by `rows`, or up. */
  sideBy(state: State, side: Side, rows: number): number;
}
