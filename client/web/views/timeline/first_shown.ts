/** Which of the older blocks are in the page already. */
import type { Block } from "./blocks.ts";

/** What is shown of the older blocks, from the first one that is in the page on. */
export interface Staging {
  /** So many are shown at once. */
  readonly least: number;
  /** All are needed now. */
  readonly isAll: boolean;
}

/** The index of the first block that is shown, when all from message `topId` on are shown already. */
export function firstShown(
  blocks: readonly Block[],
  topId: number,
  { isAll, least }: Staging,
): number {
  if (isAll) return 0;
  const known = blocks.findIndex(({ entries }) => (entries[0]?.id ?? 0) >= topId);
  return Math.max(0, Math.min(known < 0 ? blocks.length : known, blocks.length - least));
}
