/** Brings blocks into the page one after the other: many at once would hold up whoever types. */
import { useEffect, useRef, useState } from "preact/hooks";
import type { Block } from "./blocks.ts";
import { firstShown, type Staging } from "./first_shown.ts";

/** The newest of `blocks`, and in each moment one more of those above them. */
export function useStaged(blocks: readonly Block[], staging: Staging): readonly Block[] {
  const [, render] = useState(0);
  const topId = useRef(Infinity);
  const shown = useRef<readonly Block[]>([]);
  const from = firstShown(blocks, topId.current, staging);
  useEffect(() => {
    topId.current = blocks[from]?.entries[0]?.id ?? Infinity;
    const next = blocks[from - 1]?.entries[0]?.id;
    if (next === undefined) return;
    const timer = setTimeout(() => {
      topId.current = next;
      render((count) => count + 1);
    });
    return () => clearTimeout(timer);
  }, [blocks, from]);
  const now = from === 0 ? blocks : blocks.slice(from);
  // The same list as long as the same blocks are in it: it is compared as a whole.
  const isSame = shown.current.length === now.length &&
    now.every((block, index) => block === shown.current[index]);
  if (!isSame) shown.current = now;
  return shown.current;
}
