/** Where the reader is, and where commands take them. */
import type { Place } from "../../../protocol/records.ts";
import { placeName } from "../../wording/place.ts";
import type { CommandContext } from "./context.ts";
import { Mistake } from "./mistake.ts";

/** Makes `place` the one where the reader is, and shows it. */
export async function goTo(context: CommandContext, place: Place): Promise<void> {
  // The full screen shows where one is.
  if (context.screen === undefined) context.view.answer([`now in ${placeName(place)}`]);
  await context.goTo(place);
}

/** The room is left: says so unless an event has done that already, and goes somewhere else. */
export async function gone(context: CommandContext, room: string, sentence: string): Promise<void> {
  const { conversation, view } = context;
  if (conversation.leave(room)) view.answer([sentence]);
  const { otherRoom, place } = conversation;
  if (place.room === room && otherRoom !== undefined) await goTo(context, { room: otherRoom });
}

/** The room where the reader is. Throws {Mistake} where that is none. */
export function presentRoom({ conversation: { place } }: CommandContext): string {
  if (place.room !== undefined) return place.room;
  throw new Mistake(`${placeName(place)} is no room; go to one first, for example: /room #general`);
}
