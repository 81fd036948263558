/** Cuts the entries of a conversation into blocks that stay the same while others come and go. */
import type { Entry } from "../../../full/state/state.ts";

/** Entries that stand together; the same object as long as nothing of it is another one. */
export interface Block {
  /** Unique among the blocks of a conversation, and the same as long as its first entry is. */
  readonly key: string;
  readonly entries: readonly Entry[];
  /** The entry above the first; `undefined` at the top. */
  readonly previous: Entry | undefined;
}

/** Most entries of a block: so many are drawn in one task, and fill most screens. */
export const BLOCK_ENTRIES = 25;

/**
 * The blocks of `entries` from index `first` on; those of `before` that still hold are taken over. Where
 * none was before, the last one is whole: it is shown first.
 */
export function blocksOf(
  before: readonly Block[],
  entries: readonly Entry[],
  first = 0,
): readonly Block[] {
  let known: ReadonlyMap<string, Block> | undefined;
  const knownFor = (entry: Entry) =>
    (known ??= new Map(before.map((block) => [block.key, block]))).get(keyOf(entry));
  const least = before.length === 0 ? (entries.length - first) % BLOCK_ENTRIES : 0;
  const most = (from: number) => from === first && least > 0 ? least : BLOCK_ENTRIES;
  const blocks: Block[] = [];
  /** The first of `before` that is not passed: most are as they were, and no key is made for them. */
  let next = 0;
  const isBoundary = (at: number) => {
    const entry = entries[at];
    if (entry === undefined) return true;
    if (next >= before.length) return false;
    return entry === before[next]?.entries[0] || knownFor(entry) !== undefined;
  };
  for (let from = first; from < entries.length;) {
    const top = entries[from];
    if (top === undefined) break;
    const previous = entries[from - 1];
    const likely = before[next];
    const old = likely === undefined || likely.entries[0] === top ? likely : knownFor(top);
    if (old !== undefined) next = (old === likely ? next : before.indexOf(old)) + 1;
    const end = from + (old?.entries.length ?? 0);
    const isWhole = old !== undefined && (old.entries.length >= BLOCK_ENTRIES || isBoundary(end));
    if (isWhole && old.previous === previous && holds(old, entries, from, end)) {
      blocks.push(old);
      from = end;
      continue;
    }
    let to = from + 1;
    while (to - from < most(from) && !isBoundary(to)) to++;
    blocks.push({ key: keyOf(top), previous, entries: entries.slice(from, to) });
    from = to;
  }
  return blocks;
}

function holds(block: Block, entries: readonly Entry[], from: number, to: number): boolean {
  if (block.entries.length !== to - from) return false;
  for (let index = 0; index < block.entries.length; index++) {
    if (entries[from + index] !== block.entries[index]) return false;
  }
  return true;
}

/** What tells an entry from all others of its conversation. */
export function keyOf({ id, sub }: Entry): string {
  return `${id}.${sub}`;
}
