/** How the screen is split into windows: a tree that only says what stands beside and below what. */

/** So many windows there are at the most, and so deep the tree is. */
export const MAX_WINDOWS = 16;
export const MAX_DEPTH = 8;

/** Weights grow and shrink by this factor, within bounds. */
const STEP = 1.25;
const WEIGHTS = { min: 0.1, max: 10 } as const;

/** One window, or several that share a space. */
export type WindowTree = WindowLeaf | WindowSplit;

/** A window by its number, which stays the same while the client runs. */
export interface WindowLeaf {
  readonly kind: "window";
  readonly id: number;
}

/** Two parts or more; none of them is split in the same direction. */
export interface WindowSplit {
  readonly kind: "split";
  /** Side by side in columns, or below each other in rows. */
  readonly into: SplitInto;
  readonly parts: readonly SplitPart[];
}

/** In which direction a space is shared. */
export type SplitInto = "columns" | "rows";

/** What has a share of a space, and how much in relation to the others. */
export interface SplitPart {
  readonly tree: WindowTree;
  readonly weight: number;
}

/** The numbers of all windows, from the upper left corner on. */
export function windowIds(tree: WindowTree): number[] {
  return tree.kind === "window" ? [tree.id] : tree.parts.flatMap((part) => windowIds(part.tree));
}

/** How many splits lie around the deepest window. */
export function depthOf(tree: WindowTree): number {
  return tree.kind === "window" ? 0 : 1 + Math.max(...tree.parts.map((part) => depthOf(part.tree)));
}

/** The tree in which a new window has half of the space of another one, to its right or below it. */
export function withSplit(
  tree: WindowTree,
  { added, id, into }: { id: number; into: SplitInto; added: number },
): WindowTree {
  if (tree.kind === "window") {
    if (tree.id !== id) return tree;
    const parts = [tree, leaf(added)].map((each) => ({ tree: each, weight: 1 }));
    return { kind: "split", into, parts };
  }
  const parts = tree.parts.flatMap((part) => {
    if (tree.into === into && part.tree.kind === "window" && part.tree.id === id) {
      const weight = Math.max(WEIGHTS.min, part.weight / 2);
      return [{ ...part, weight }, { tree: leaf(added), weight }];
    }
    return [{ ...part, tree: withSplit(part.tree, { added, id, into }) }];
  });
  return { ...tree, parts };
}

/** The tree without a window, whose neighbours take its space; `undefined` when it was the only one. */
export function withoutWindow(tree: WindowTree, id: number): WindowTree | undefined {
  if (tree.kind === "window") return tree.id === id ? undefined : tree;
  const parts = tree.parts.flatMap((part): SplitPart[] => {
    const rest = withoutWindow(part.tree, id);
    if (rest === undefined) return [];
    // What is left of a split may be split as this one is.
    return rest.kind === "split" && rest.into === tree.into && rest !== part.tree
      ? rest.parts.map((each) => ({ ...each, weight: scaled(each, rest, part.weight) }))
      : [{ ...part, tree: rest }];
  });
  const [only] = parts;
  return parts.length === 1 ? only?.tree : { ...tree, parts };
}

/** The tree in which a window has more (`by` 1) or less (-1) of what it shares. */
export function resized(tree: WindowTree, id: number, by: 1 | -1): WindowTree {
  if (tree.kind === "window") return tree;
  const parts = tree.parts.map((part) => {
    if (part.tree.kind === "split") return { ...part, tree: resized(part.tree, id, by) };
    if (part.tree.id !== id) return part;
    const weight = by > 0 ? part.weight * STEP : part.weight / STEP;
    return { ...part, weight: bounded(weight) };
  });
  return { ...tree, parts };
}

/** The tree in which all share alike. */
export function balanced(tree: WindowTree): WindowTree {
  if (tree.kind === "window") return tree;
  return { ...tree, parts: tree.parts.map((part) => ({ tree: balanced(part.tree), weight: 1 })) };
}

/** The tree of what was written down; `undefined` when it is none, or one with too much in it. */
export function treeIn(written: unknown, depth = 0): WindowTree | undefined {
  if (Number.isSafeInteger(written) && Number(written) > 0) return leaf(Number(written));
  const { into, parts } = Object(written) as Record<string, unknown>;
  const isSplit = (into === "columns" || into === "rows") && Array.isArray(parts) &&
    parts.length > 1 && parts.length <= MAX_WINDOWS && depth < MAX_DEPTH;
  if (!isSplit) return undefined;
  const found: SplitPart[] = [];
  for (const each of parts) {
    const { tree: inner, weight } = Object(each) as Record<string, unknown>;
    const tree = treeIn(inner, depth + 1);
    const isSame = tree?.kind === "split" && tree.into === into;
    if (tree === undefined || isSame || typeof weight !== "number") return undefined;
    found.push({ tree, weight: bounded(weight) });
  }
  const tree: WindowTree = { kind: "split", into, parts: found };
  const ids = windowIds(tree);
  return ids.length <= MAX_WINDOWS && new Set(ids).size === ids.length ? tree : undefined;
}

/** What {@linkcode treeIn} reads. */
export function treeWritten(tree: WindowTree): unknown {
  return tree.kind === "window" ? tree.id : {
    into: tree.into,
    parts: tree.parts.map(({ tree: inner, weight }) => ({ tree: treeWritten(inner), weight })),
  };
}

/** One window. */
export function leaf(id: number): WindowLeaf {
  return { kind: "window", id };
}

function scaled({ weight }: SplitPart, { parts }: WindowSplit, total: number): number {
  const sum = parts.reduce((all, part) => all + part.weight, 0);
  return bounded(weight / sum * total);
}

function bounded(weight: number): number {
  return Math.min(WEIGHTS.max, Math.max(WEIGHTS.min, weight));
}
