/** What the reducer asks the view about rows, of which only the view knows. */
import type { EntryPosition, Scroll, State } from "./state.ts";

/** Moves about in the active buffer; every answer is for the size and the looks at the moment. */
export interface Scrolling {
  /**
   * Where the pane is after going down by `rows`, or up when they are negative; `isAtTop` when the
   * first row of the first entry is in sight.
   */
  scrollBy(state: State, rows: number): { scroll: Scroll; isAtTop: boolean };
  /** Where the entry is about a third down the pane, or at the end when it is further down. */
  scrollTo(state: State, position: EntryPosition): Scroll;
  /** Whether the first row of the entry is in sight. */
  isVisible(state: State, position: EntryPosition): boolean;
  /** How many rows of messages are in sight. */
  pageRows(state: State): number;
  /** How many columns the messages have. */
  messageColumns(state: State): number;
}
