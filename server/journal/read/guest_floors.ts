/** After which ids guests read in the rooms that they are in. */
import type { Store } from "../database/store.ts";
import { joinedAsGuest } from "../guest_sight.ts";
import { lastIdBefore } from "./pages.ts";
import { lastEventBefore } from "./room_events.ts";

/** The id after which somebody reads in a place, most often of one conversation; 0 for all of it. */
export function floorOf(
  store: Store,
  account: number,
  conversations: readonly number[],
): number {
  let floor = 0;
  for (const conversation of conversations) {
    const joinedMs = joinedAsGuest(store, account, conversation);
    if (joinedMs === undefined) continue;
    floor = Math.max(floor, lastIdBefore(store, joinedMs), lastEventBefore(store, joinedMs));
  }
  return floor;
}

/** The same of several conversations: the least, and whether a message is below that of its own. */
export function floorsOf(
  store: Store,
  account: number,
  conversations: readonly number[],
): { least: number; hides: (message: number) => boolean } {
  const isGuest = store.get("SELECT 1 FROM accounts WHERE id = ? AND is_guest = 1", account);
  if (isGuest === undefined) return { least: 0, hides: () => false };
  const floors = new Map(conversations.map((one) => [one, floorOf(store, account, [one])]));
  return {
    least: floors.size === 0 ? 0 : Math.min(...floors.values()),
    hides(message) {
      const row = store.get("SELECT conversation FROM messages WHERE id = ?", message);
      return message <= (floors.get(Number(row?.["conversation"])) ?? 0);
    },
  };
}
