/** Shares out a part of the screen among windows. */
import { type SplitInto, type WindowSplit, type WindowTree } from "./tree.ts";

/** Cells of the screen. */
export interface Area {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

/** No window is smaller than this while there are others: a title and three rows below it. */
export const MIN_WINDOW = { columns: 20, rows: 4 } as const;

/** Columns between windows that stand side by side; those below each other have their titles. */
export const GAP_COLUMNS = 1;

/** Where to look for a window from another one. */
export type Direction = "left" | "right" | "up" | "down";

/** The area of each window that is in sight; they fill `area` but for the gaps between columns. */
export function areasOf(
  tree: WindowTree,
  { area, focused, isZoomed }: { area: Area; focused: number; isZoomed: boolean },
): ReadonlyMap<number, Area> {
  const { columns, rows } = leastOf(tree);
  const fits = columns <= area.columns && rows <= area.rows;
  if (isZoomed || !fits) return new Map([[focused, area]]);
  const areas = new Map<number, Area>();
  share(tree, area, areas);
  return areas;
}

/** The window in that direction that has most of its side in common with another one. */
export function neighbourIn(
  areas: ReadonlyMap<number, Area>,
  id: number,
  direction: Direction,
): number | undefined {
  const from = areas.get(id);
  if (from === undefined) return undefined;
  let best: { id: number; distance: number; common: number } | undefined;
  for (const [other, area] of areas) {
    if (other === id) continue;
    const { common, distance } = apart(from, area, direction);
    if (distance < 0 || common <= 0) continue;
    const isBetter = best === undefined || distance < best.distance ||
      (distance === best.distance && common > best.common);
    if (isBetter) best = { id: other, distance, common };
  }
  return best?.id;
}

/** How far `to` lies in a direction, below 0 when it does not; and how many cells lie abreast. */
function apart(from: Area, to: Area, direction: Direction): { distance: number; common: number } {
  const isSideways = direction === "left" || direction === "right";
  const common = isSideways
    ? Math.min(from.row + from.rows, to.row + to.rows) - Math.max(from.row, to.row)
    : Math.min(from.column + from.columns, to.column + to.columns) -
      Math.max(from.column, to.column);
  switch (direction) {
    case "left":
      return { common, distance: from.column - (to.column + to.columns) };
    case "right":
      return { common, distance: to.column - (from.column + from.columns) };
    case "up":
      return { common, distance: from.row - (to.row + to.rows) };
    case "down":
      return { common, distance: to.row - (from.row + from.rows) };
  }
}

/** The smallest space in which no window is too small. */
function leastOf(tree: WindowTree): { columns: number; rows: number } {
  if (tree.kind === "window") return MIN_WINDOW;
  const parts = tree.parts.map((part) => leastOf(part.tree));
  const sum = (sizes: readonly number[]) => sizes.reduce((all, each) => all + each, 0);
  const [columns, rows] = [parts.map((part) => part.columns), parts.map((part) => part.rows)];
  return tree.into === "columns"
    ? { columns: sum(columns) + gapsOf(tree), rows: Math.max(...rows) }
    : { columns: Math.max(...columns), rows: sum(rows) };
}

function share(tree: WindowTree, area: Area, areas: Map<number, Area>): void {
  if (tree.kind === "window") {
    areas.set(tree.id, area);
    return;
  }
  const { into } = tree;
  const sizes = sizesOf(tree, sizeOf(area, into) - gapsOf(tree));
  let at = into === "columns" ? area.column : area.row;
  for (const [index, { tree: inner }] of tree.parts.entries()) {
    const size = sizes[index] ?? 0;
    const own = into === "columns"
      ? { ...area, column: at, columns: size }
      : { ...area, row: at, rows: size };
    share(inner, own, areas);
    at += size + (into === "columns" ? GAP_COLUMNS : 0);
  }
}

/** By weight, but to none less than it needs; together exactly `total`. */
function sizesOf({ into, parts }: WindowSplit, total: number): number[] {
  const least = parts.map((part) => leastOf(part.tree)[into]);
  // Who would get too little gets what it needs, and the others share the rest.
  const isFixed = parts.map(() => false);
  for (;;) {
    const { free, weight } = restOf(parts, { least, isFixed, total });
    const tooSmall = parts.findIndex((part, index) =>
      !isFixed[index] && free * part.weight / weight < (least[index] ?? 0)
    );
    if (tooSmall < 0) break;
    isFixed[tooSmall] = true;
  }
  const { free, weight } = restOf(parts, { least, isFixed, total });
  const sizes = parts.map((part, index) =>
    isFixed[index] ? least[index] ?? 0 : Math.floor(free * part.weight / weight)
  );
  let missing = total - sizes.reduce((all, size) => all + size, 0);
  // What rounding has left goes to the first ones.
  for (let index = 0; missing > 0; index = (index + 1) % sizes.length, missing--) {
    sizes[index] = (sizes[index] ?? 0) + 1;
  }
  return sizes;
}

function restOf(
  parts: WindowSplit["parts"],
  { isFixed, least, total }: { least: number[]; isFixed: boolean[]; total: number },
): { free: number; weight: number } {
  let free = total;
  let weight = 0;
  for (const [index, part] of parts.entries()) {
    if (isFixed[index]) free -= least[index] ?? 0;
    else weight += part.weight;
  }
  return { free, weight };
}

function sizeOf(area: Area, into: SplitInto): number {
  return into === "columns" ? area.columns : area.rows;
}

function gapsOf({ into, parts }: WindowSplit): number {
  return into === "columns" ? (parts.length - 1) * GAP_COLUMNS : 0;
}
