/** What the title of the window says about the state. */
import { placeName } from "../../wording/place.ts";
import type { TitleFacts } from "../sequences/notifications.ts";
import { activeBuffer } from "./buffers.ts";
import type { State } from "./state.ts";

/** Where the reader is, and how much is unread over all servers, without what they want no news of. */
export function titleFacts(state: State): TitleFacts {
  const place = activeBuffer(state)?.place;
  let mentions = 0;
  let unread = 0;
  for (const buffer of state.buffers) {
    mentions += buffer.mentions;
    if (buffer.notify !== "none") unread += buffer.unread;
  }
  return { place: place === undefined ? "" : placeName(place), mentions, unread };
}
