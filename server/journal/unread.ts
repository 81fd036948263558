/** Counts what an account has not read of a conversation. */
import type { Store } from "./database/store.ts";

/** Counting stops here: more than that is as good as this many. */
export const MAX_UNREAD = 1_000;

/** How many messages were not read, one's own left out, and how many of them mention the account. */
export interface UnreadCounts {
  unread: number;
  mentions: number;
}

/** Counts from `readId` on, up to {@linkcode MAX_UNREAD}. */
export function countUnread(
  store: Store,
  { account, conversation, readId }: { account: number; conversation: number; readId: number },
): UnreadCounts {
  const unread = store.get(
    `SELECT count(*) AS count FROM (
       SELECT 1 FROM messages
       WHERE conversation = ? AND id > ? AND author <> ? AND deleted_ms IS NULL LIMIT ${MAX_UNREAD})`,
    conversation,
    readId,
    account,
  );
  const mentions = store.get(
    `SELECT count(*) AS count FROM (
       SELECT message FROM mentions WHERE account = ?1 AND conversation = ?2 AND message > ?3
       UNION
       SELECT id FROM messages
       WHERE conversation = ?2 AND id > ?3 AND author <> ?1 AND mentions_room LIMIT ${MAX_UNREAD})`,
    account,
    conversation,
    readId,
  );
  return { unread: Number(unread?.["count"]), mentions: Number(mentions?.["count"]) };
}
