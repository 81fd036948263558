/** Pictures as the graphics of a terminal draw them, row of cells by row of cells. */

/** How a terminal draws images. */
export type Graphics = "kitty" | "iterm" | "sixel";

/** The size of a character cell, in pixels. */
export interface CellSize {
  readonly width: number;
  readonly height: number;
}

/** What a terminal can. */
export interface GraphicsPowers {
  readonly graphics: Graphics;
  readonly cell: CellSize;
}

/** A drawing that is wanted: exactly so many cells. */
export interface DrawingPlan extends GraphicsPowers {
  readonly columns: number;
  readonly rows: number;
}

/** An encoded picture; two are the same only when they are the same object. */
export interface Drawing extends DrawingPlan {
  /** Unique in this run. */
  readonly id: number;
  /**
   * For kitty one PNG with all of it, in base64; for the others what draws each row of cells: a PNG in
   * base64, or a whole sequence of sixel.
   */
  readonly parts: readonly string[];
}

/** One row of cells of a drawing. */
export interface Strip {
  readonly drawing: Drawing;
  readonly row: number;
}

/** Whether two rows of cells show the same. */
export function isSameStrip(one: Strip | undefined, other: Strip | undefined): boolean {
  return one === other || (one?.drawing === other?.drawing && one?.row === other?.row);
}

/** The same text for plans that come to the same drawing. */
export function planKey({ cell, columns, graphics, rows }: DrawingPlan): string {
  return `${graphics} ${columns}x${rows} ${cell.width}x${cell.height}`;
}
