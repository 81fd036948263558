/** Finds the message that a command speaks of by how far back it is. */
import type { Message } from "../../../protocol/records.ts";
import { placeName } from "../../wording/place.ts";
import type { CommandContext } from "./context.ts";
import { Mistake } from "./mistake.ts";

/** The Nth last message of the place where the reader is. Throws {Mistake} when it was not shown. */
export function shownMessage({ conversation }: CommandContext, number: number): Message {
  const { place, shown } = conversation;
  const message = shown.nth(place, number);
  if (message !== undefined) return message;
  const count = shown.last(place, number).length;
  throw new Mistake(
    `There are ${count === 0 ? "no" : `only ${count}`} messages of ${placeName(place)} here; ` +
      "/history shows more",
  );
}
