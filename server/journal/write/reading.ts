/** Entries about what an account has read. */
import type { Appliers } from "../entries.ts";
import { accountNamed, admitToRoom, directConversation } from "../gate.ts";
import { countUnread, type UnreadCounts } from "../unread.ts";

/** Where something was read: a room, or the conversation with another account. */
export type ReadPlace = { room: string } | { with: string };

/** Entries about reading. */
export interface ReadingEntries {
  /** Sets up to which message a conversation was read; a smaller id marks it unread again. */
  mark_read: {
    fields: { account: number; place: ReadPlace; id: number };
    /** With the name of the room or of the other account as it is written. */
    result: UnreadCounts & { id: number; place: ReadPlace };
  };
}

/** Applies {@linkcode ReadingEntries}. */
export const READING_APPLIERS: Appliers<ReadingEntries> = {
  mark_read(store, { account, place, id }) {
    const readId = Math.min(id, store.lastId);
    let conversation: number | undefined;
    let named: ReadPlace;
    if ("room" in place) {
      const room = admitToRoom(store, account, place.room, "read");
      conversation = room.id;
      named = { room: room.name };
    } else {
      const other = accountNamed(store, place.with);
      conversation = directConversation(store, account, other.id)?.id;
      named = { with: other.name };
    }
    if (conversation === undefined) return { id: readId, place: named, unread: 0, mentions: 0 };
    store.run(
      "UPDATE members SET read_id = ? WHERE account = ? AND conversation = ?",
      readId,
      account,
      conversation,
    );
    return { id: readId, place: named, ...countUnread(store, { account, conversation, readId }) };
  },
};
