/** Entries about what an account has read. */
import type { Appliers } from "../../applier.ts";
import { admitToRoom, conversationsWith } from "../../gate.ts";
import type { Store } from "../../database/store.ts";
import { countUnread, type UnreadCounts } from "../../unread.ts";

/** Where something was read: a room, or the conversation with another account. */
export type ReadPlace = { room: string } | { with: string };

/** Entries about reading. */
export interface ReadingEntries {
  /** Sets up to which message a conversation was read; a smaller id marks it unread again. */
  mark_read: {
    fields: { place: ReadPlace; id: number };
    /** With the name of the room or of the other account as it is written. */
    result: UnreadCounts & { id: number; place: ReadPlace };
  };
}

/** Applies {@linkcode ReadingEntries}. */
export const READING_APPLIERS: Appliers<ReadingEntries> = {
  mark_read(store, { actor: account, place, id }) {
    const readId = Math.min(id, store.lastId);
    const { conversations, named } = placesToRead(store, account, place);
    const result = { id: readId, place: named, unread: 0, mentions: 0 };
    for (const conversation of conversations) {
      store.run(
        "UPDATE members SET read_id = ? WHERE account = ? AND conversation = ?",
        readId,
        account,
        conversation,
      );
      const { unread, mentions } = countUnread(store, { account, conversation, readId });
      result.unread += unread;
      result.mentions += mentions;
    }
    return result;
  },
};

/**
 * The conversations of a place that an account may read, and its name as it is written.
 *
 * @throws {ChatError} `no_such_user`, or what the table of rights says.
 */
export function placesToRead(
  store: Store,
  account: number,
  place: ReadPlace,
): { conversations: number[]; named: ReadPlace } {
  if ("room" in place) {
    const { id, name } = admitToRoom(store, account, place.room, "read");
    return { conversations: [id], named: { room: name } };
  }
  const { conversations, name } = conversationsWith(store, account, place.with);
  return { conversations, named: { with: name } };
}
