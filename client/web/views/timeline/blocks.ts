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

/** Most entries of a block. */
const BLOCK_ENTRIES = 50;

/** The blocks of `entries`; those of `before` that still hold are taken over. */
export function blocksOf(before: readonly Block[], entries: readonly Entry[]): readonly Block[] {
  const known = new Map(before.map((block) => [block.key, block]));
  const blocks: Block[] = [];
  let from = 0;
  for (let to = 1; to <= entries.length; to++) {
    const next = entries[to];
    const isEnd = next === undefined || to - from >= BLOCK_ENTRIES || known.has(keyOf(next));
    if (!isEnd) continue;
    const [first] = entries.slice(from, from + 1);
    if (first === undefined) break;
    const key = keyOf(first);
    const previous = entries[from - 1];
    const old = known.get(key);
    blocks.push(
      old !== undefined && old.previous === previous && holds(old, entries, from, to)
        ? old
        : { key, previous, entries: entries.slice(from, to) },
    );
    from = to;
  }
  return blocks;
}

function holds(block: Block, entries: readonly Entry[], from: number, to: number): boolean {
  if (block.entries.length !== to - from) return false;
  for (const [index, entry] of block.entries.entries()) {
    if (entries[from + index] !== entry) return false;
  }
  return true;
}

function keyOf({ id, sub }: Entry): string {
  return `${id}.${sub}`;
}
