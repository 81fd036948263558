/** Gathers blocks into groups, so that a few are compared when a message comes, and not all of them. */
import type { Block } from "./blocks.ts";

/** Blocks that stand together; the same object as long as nothing in it changes. */
export interface Group {
  /** Unique among the groups of a conversation, and the same as long as one of its blocks is there. */
  readonly key: string;
  readonly blocks: readonly Block[];
}

/** Most blocks of a group that grows at one of its ends. */
export const GROUP_BLOCKS = 8;

/**
 * The groups of `blocks`. A block stays in the group of `before` that holds it, so that what is in the
 * page never moves; one that is new joins the group beside it while that has room.
 */
export function groupsOf(before: readonly Group[], blocks: readonly Block[]): readonly Group[] {
  return grownAtEnd(before, blocks) ?? gathered(before, blocks);
}

/** What mostly happens, and is found without a look at any key: the last block is another, or one more. */
function grownAtEnd(
  before: readonly Group[],
  blocks: readonly Block[],
): readonly Group[] | undefined {
  const last = before.at(-1);
  if (last === undefined) return undefined;
  let from = 0;
  for (const group of before) {
    const same = group === last ? group.blocks.length - 1 : group.blocks.length;
    for (let index = 0; index < same; index++) {
      if (group.blocks[index] !== blocks[from + index]) return undefined;
    }
    from += same;
  }
  const rest = blocks.slice(from);
  const [first] = rest;
  if (first?.key !== last.blocks.at(-1)?.key || rest.length > 2) return undefined;
  if (rest.length === 1 && first === last.blocks.at(-1)) return before;
  if (rest.length === 2 && last.blocks.length >= GROUP_BLOCKS) return undefined;
  return [...before.slice(0, -1), {
    key: last.key,
    blocks: [...last.blocks.slice(0, -1), ...rest],
  }];
}

function gathered(before: readonly Group[], blocks: readonly Block[]): readonly Group[] {
  const keys = keysFor(before, blocks);
  const firstKnown = keys.findIndex((key) => key !== undefined);
  const taken = new Set(before.map(({ key }) => key));
  const groups: { readonly key: string; readonly blocks: Block[] }[] = [];
  const made = ({ key }: Block) => {
    let unique = key;
    while (taken.has(unique)) unique += "+";
    taken.add(unique);
    return unique;
  };
  blocks.forEach((block, index) => {
    if (index < firstKnown) return;
    const last = groups.at(-1);
    const key = keys[index];
    const joins = last !== undefined &&
      (key === undefined ? last.blocks.length < GROUP_BLOCKS : key === last.key);
    if (joins) last.blocks.push(block);
    else groups.push({ key: key ?? made(block), blocks: [block] });
  });
  // What comes on top joins the first group from below, and then makes groups of its own.
  for (const block of blocks.slice(0, Math.max(0, firstKnown)).toReversed()) {
    const [first] = groups;
    if (first !== undefined && first.blocks.length < GROUP_BLOCKS) first.blocks.unshift(block);
    else groups.unshift({ key: made(block), blocks: [block] });
  }
  return kept(before, groups);
}

/** The key of the group that each block belongs to, `undefined` where it has still to find one. */
function keysFor(before: readonly Group[], blocks: readonly Block[]): (string | undefined)[] {
  const known = new Map<string, string>();
  for (const group of before) for (const { key } of group.blocks) known.set(key, group.key);
  const keys = blocks.map(({ key }) => known.get(key));
  // What comes between two blocks of a group belongs to it, however many it has.
  let lastKnown = -1;
  keys.forEach((key, index) => {
    if (key === undefined) return;
    if (lastKnown >= 0 && keys[lastKnown] === key) keys.fill(key, lastKnown, index);
    lastKnown = index;
  });
  return keys;
}

function kept(before: readonly Group[], groups: readonly Group[]): readonly Group[] {
  const old = new Map(before.map((group) => [group.key, group]));
  const now = groups.map((group) => {
    const same = old.get(group.key);
    const isSame = same?.blocks.length === group.blocks.length &&
      group.blocks.every((block, index) => block === same.blocks[index]);
    return isSame ? same : group;
  });
  const isSame = now.length === before.length &&
    now.every((group, index) => group === before[index]);
  return isSame ? before : now;
}
