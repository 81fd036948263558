/** Where people talk: in a room, or with one other account. */
import { foldUsername } from "../../protocol/names.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Message, Place } from "../../protocol/records.ts";

/** The place of a message as `username` sees it. */
export function placeOf(
  message: { from: string } & ({ room: string } | { to: string } | Pick<Message, "room" | "to">),
  username: string,
): Place {
  const { from, room, to } = message as { from: string; room?: string; to?: string };
  if (room !== undefined) return { room };
  return { with: foldUsername(from) === foldUsername(username) ? to ?? from : from };
}

/** A text that is the same for the same place. */
export function placeKey(place: Place): string {
  return place.room === undefined ? `@${foldUsername(place.with)}` : `#${place.room}`;
}

/** Whether two places are the same. */
export function isSamePlace(one: Place, other: Place): boolean {
  return placeKey(one) === placeKey(other);
}

/** The place as people write it, harmless: `#ops`, `@bob`. */
export function placeName(place: Place): string {
  return printable(place.room === undefined ? `@${place.with}` : `#${place.room}`);
}

/** The fields that send a message there. */
export function addressOf(place: Place): { room: string } | { to: string } {
  return place.room === undefined ? { to: place.with } : { room: place.room };
}
