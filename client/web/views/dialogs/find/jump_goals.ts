/** Where one can go from here. */
import { foldUsername } from "../../../../../protocol/names.ts";
import type { Place } from "../../../../../protocol/records.ts";
import type { Buffer } from "../../../../full/state/state.ts";
import { placeKey, placeName } from "../../../../wording/place.ts";

/** A room, a conversation, or somebody to write to. */
export interface JumpGoal {
  readonly key: string;
  readonly place: Place;
  /** Harmless. */
  readonly name: string;
  readonly unread: number;
  readonly mentions: number;
}

/** Rooms and conversations in their order, then the people of the rooms. */
export function jumpGoals(buffers: readonly Buffer[], own: string): readonly JumpGoal[] {
  const goals = new Map<string, JumpGoal>();
  const add = (place: Place, unread: number, mentions: number) => {
    const key = placeKey(place);
    if (goals.has(key)) return;
    goals.set(key, { key, place, name: placeName(place), unread, mentions });
  };
  for (const { mentions, place, unread } of buffers) {
    if (place !== undefined) add(place, unread, mentions);
  }
  for (const { people } of buffers) {
    for (const { username } of people) {
      if (foldUsername(username) !== foldUsername(own)) add({ with: username }, 0, 0);
    }
  }
  return [...goals.values()];
}
