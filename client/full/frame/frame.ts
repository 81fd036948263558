/** What the whole screen shows at one moment. */
import type { Row } from "../../theme/styled.ts";

/** The size of a terminal, in cells. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Where the cursor stands, both counted from 0. */
export interface CursorPosition {
  readonly row: number;
  readonly column: number;
}

/** A screen: exactly `rows` rows, each exactly `columns` wide. */
export interface Frame extends Size {
  readonly content: readonly Row[];
  /**
   * Indexes of rows whose line goes on in the next row, so that it is one line for whoever selects
   * it with the mouse.
   */
  readonly goingOn?: ReadonlySet<number>;
  /** Missing when the cursor is not to be seen. */
  readonly cursor?: CursorPosition;
}
