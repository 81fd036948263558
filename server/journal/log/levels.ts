/**
 * Nodes of a cluster run different programs while they are replaced one after the other, and all of them
 * have to make the same of every entry. What a program can is its **level**; that of the cluster says
 * what may be proposed, stands in the database, and rises by an entry (`raise_level`) once every node
 * can more. Whoever adds a kind of entry, a field that an applier looks at, or lets an applier make
 * something else of what there is, adds a level: the kind goes into {@linkcode LEVELS}, and the applier
 * asks `isAtLevel` (known_levels.ts) where it decides otherwise from then on.
 */
import type { EntryKind } from "../entries.ts";
import { GUEST_MASKS_LEVEL, NAMES_LEVEL, SIGNALS_LEVEL } from "./known_levels.ts";

/** What one program can. */
export interface Levels {
  /** Its own. */
  readonly program: number;
  /** Which one kinds of entries need that the first level did not have. */
  readonly kinds: { readonly [K in EntryKind]?: number };
}

/** Those of this program. */
export const LEVELS: Levels = {
  program: GUEST_MASKS_LEVEL,
  kinds: {
    call_account: NAMES_LEVEL,
    enter_guest: NAMES_LEVEL,
    set_room_further: SIGNALS_LEVEL,
    signal: SIGNALS_LEVEL,
  },
};

/** Whether an entry of a kind may be proposed in a cluster of a level. */
export function mayPropose(kind: EntryKind, level: number, { kinds }: Levels): boolean {
  return (kinds[kind] ?? 1) <= level;
}

/**
 * The level to which a cluster of one level may rise: what every one of its nodes can. `undefined` when
 * that is not more, or when one of them is not there to say what it can.
 */
export function nextLevel(
  level: number,
  nodes: readonly (number | undefined)[],
): number | undefined {
  const least = Math.min(...nodes.map((node) => node ?? 0));
  return least > level ? least : undefined;
}
