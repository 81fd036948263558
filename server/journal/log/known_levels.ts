/** From which level of a cluster on appliers make something else of what there is (levels.ts). */
import type { Store } from "../database/store.ts";

/** What happens in a room is kept (write/rooms/room_events.ts). */
export const ROOM_EVENTS_LEVEL = 2;

/** Guests reach no messages of before they joined, by their ids (gate.ts). */
export const GUEST_SIGHT_LEVEL = 2;

/** Since then nicks stand in the database, and guests end when they are at no node. */
export const NAMES_LEVEL = 3;

/** Since then wrong codes of second factors are counted in the database: their entries say where from. */
export const WRONG_CODES_LEVEL = 4;

/** Since then clients may ask each other (`signal`), and rooms may be without that, or without guests' words. */
export const SIGNALS_LEVEL = 5;

/** Since then masks that guests leave behind take no places from those that were set. */
export const GUEST_MASKS_LEVEL = 6;

/** Since then so many of the texts that a message had are kept as are shown. */
export const KEPT_EDITS_LEVEL = 6;

/** Since then whoever ignores somebody is invited by them unawares, as far as anybody else can see. */
export const QUIET_INVITATIONS_LEVEL = 6;

/** Whether everybody who applies the same entries can what a level needs. */
export function isAtLevel(store: Store, level: number): boolean {
  const row = store.get("SELECT level FROM shared_log");
  return row === undefined || Number(row["level"]) >= level;
}
