/** Keeps the blocks of a conversation from one time to the next: mostly a message has come. */
import { isGrownFrom } from "../../../full/state/entries.ts";
import type { Entry } from "../../../full/state/state.ts";
import { type Block, BLOCK_ENTRIES, blocksOf, keyOf } from "./blocks.ts";

/** The last block, and those before it; both stay the same as long as nothing in them changes. */
export interface CutBlocks {
  readonly older: readonly Block[];
  readonly last: readonly Block[];
  /** Of what they were cut, and from which entry on. */
  readonly entries: readonly Entry[];
  readonly first: number;
}

/** Nothing was cut yet. */
export const NO_BLOCKS: CutBlocks = { older: [], last: [], entries: [], first: 0 };

/** What {@linkcode blocksOf} makes of `entries`, found at once where some have come at the end. */
export function cutBlocks(before: CutBlocks, entries: readonly Entry[], first: number): CutBlocks {
  const grown = grownAtEnd(before, entries, first);
  if (grown !== undefined) return { ...grown, entries, first };
  const blocks = blocksOf([...before.older, ...before.last], entries, first);
  const kept = (one: readonly Block[], other: readonly Block[]) =>
    one.length === other.length && one.every((block, index) => block === other[index])
      ? one
      : other;
  return {
    older: kept(before.older, blocks.slice(0, -1)),
    last: kept(before.last, blocks.slice(-1)),
    entries,
    first,
  };
}

/** What has come is put below what there is: nothing above it is looked at. */
function grownAtEnd(
  { entries: before, first: firstBefore, last, older }: CutBlocks,
  entries: readonly Entry[],
  first: number,
): Pick<CutBlocks, "older" | "last"> | undefined {
  const [block] = last;
  if (block === undefined || first !== firstBefore) return undefined;
  if (entries === before || !isGrownFrom(before, entries)) return undefined;
  let at = before.length + Math.max(0, BLOCK_ENTRIES - block.entries.length);
  let current = at === before.length
    ? block
    : { ...block, entries: [...block.entries, ...entries.slice(before.length, at)] };
  const whole: Block[] = [];
  for (; at < entries.length; at += BLOCK_ENTRIES) {
    const top = entries[at];
    if (top === undefined) break;
    whole.push(current);
    current = {
      key: keyOf(top),
      previous: entries[at - 1],
      entries: entries.slice(at, at + BLOCK_ENTRIES),
    };
  }
  return { older: whole.length === 0 ? older : [...older, ...whole], last: [current] };
}
