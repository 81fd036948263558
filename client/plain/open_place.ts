/** Shows what was said in a place before somebody came there. */
import type { Place, Unread } from "../../protocol/records.ts";
import type { Conversation } from "../conversation/conversation.ts";
import { DEFAULT_HISTORY_MESSAGES } from "../conversation/history_limits.ts";
import { pastOf } from "../conversation/past.ts";
import { fetchQuotes } from "../conversation/quotes.ts";
import type { ReadTracker } from "../conversation/read_tracker.ts";
import { allUnread } from "../conversation/refresh.ts";
import type { Link } from "../link/link.ts";
import { isSamePlace } from "../wording/place.ts";

/** More unread messages than this are left to `/history`. */
const MAX_UNREAD_SHOWN = 200;
/** So many messages that were read are shown above those that were not. */
const READ_ABOVE = 5;

/** What it takes to open a place. */
export interface OpenPlaceOptions {
  link: Pick<Link, "request">;
  conversation: Conversation;
  reading: ReadTracker;
}

/** Shows the last messages of `place`, with a line above the first that was not read. */
export async function openPlace(options: OpenPlaceOptions, place: Place): Promise<void> {
  const { conversation, link, reading } = options;
  const { conversations } = await allUnread(link, { silent: true });
  const unread = unreadOf(conversations, place);
  const wanted = unread === undefined ? 0 : unread.unread + READ_ABOVE;
  const limit = Math.min(Math.max(wanted, DEFAULT_HISTORY_MESSAGES), MAX_UNREAD_SHOWN);
  const found = await pastOf(link, { place, limit });
  await fetchQuotes(link, conversation, found);
  // Whoever has gone on meanwhile does not want to see this one any more.
  if (!isSamePlace(conversation.place, place)) return;
  conversation.past(found, unread);
  reading.opened(place, found.at(-1));
}

/** What of `place` is unread; `undefined` when nothing is. */
export function unreadOf(conversations: readonly Unread[], place: Place): Unread | undefined {
  return conversations.find((entry) => entry.unread > 0 && isSamePlace(entry, place));
}
