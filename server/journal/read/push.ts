/** Queries about pushing messages to browsers that are closed. */
import type { Content } from "../../../protocol/content/content.ts";
import type { PushWhat } from "../../../protocol/records.ts";
import type { Readers } from "../applier.ts";
import { contentIn } from "../content/kinds.ts";
import type { Row } from "../database/store.ts";
import type { PushKeys } from "../write/accounts/push.ts";

/** Most pushes that some messages bring at once. */
const MAX_TARGETS = 2_000;

/** A message that is to be pushed to one browser. */
export interface PushTarget {
  session: number;
  account: number;
  endpoint: string;
  p256dh: Uint8Array;
  auth: Uint8Array;
  hidesText: boolean;
  message: number;
  timeMs: number;
  /** The name of the room; undefined for a private message. */
  room: string | undefined;
  /** Who wrote it, by the name. */
  from: string;
  content: Content;
  isMention: boolean;
}

/** What one browser wants to be told. */
export interface PushWishes {
  what: PushWhat;
  hidesText: boolean;
  /** Rooms for which it is another. */
  rooms: { room: string; what: PushWhat | "none" }[];
}

/** Queries about pushing. */
export interface PushQueries {
  push_keys: { fields: Record<never, never>; result: PushKeys | undefined };
  /** How many browsers are subscribed. */
  push_count: { fields: Record<never, never>; result: number };
  push_wishes: { fields: { session: number }; result: PushWishes | undefined };
  /**
   * Who is to be told of the messages after one id up to another: those who have not read them, do not
   * ignore who wrote them, and want to be told.
   */
  push_targets: { fields: { after: number; upTo: number }; result: PushTarget[] };
}

/** Answers {@linkcode PushQueries}. */
export const PUSH_READERS: Readers<PushQueries> = {
  push_keys(store) {
    const row = store.get("SELECT private_key, public_key FROM push_keys");
    return row && {
      privateKey: row["private_key"] as Uint8Array,
      publicKey: row["public_key"] as Uint8Array,
    };
  },

  push_count: (store) =>
    Number(store.get("SELECT count(*) AS count FROM push_subscriptions")?.["count"]),

  push_wishes(store, { session }) {
    const row = store.get(
      "SELECT what, hides_text FROM push_subscriptions WHERE session = ?",
      session,
    );
    if (row === undefined) return undefined;
    const rooms = store.all(
      `SELECT conversations.name AS room, push_rooms.what FROM push_rooms
       JOIN conversations ON conversations.id = conversation
       WHERE session = ? ORDER BY conversations.name`,
      session,
    );
    return {
      what: row["what"] as PushWhat,
      hidesText: row["hides_text"] === 1,
      rooms: rooms.map((wish) => ({
        room: String(wish["room"]),
        what: wish["what"] as PushWhat | "none",
      })),
    };
  },

  push_targets(store, { after, upTo }) {
    const rows = store.all(
      `SELECT wished.*, authors.name AS author, messages.id AS message, messages.time_ms,
         content_kind, text, conversations.name AS room,
         coalesce(push_rooms.what, wished.what) AS wish,
         mentions_room OR EXISTS (SELECT 1 FROM mentions
           WHERE mentions.message = messages.id AND mentions.account = wished.account) AS is_mention
       FROM messages
       JOIN conversations ON conversations.id = messages.conversation
       JOIN accounts AS authors ON authors.id = messages.author
       JOIN members ON members.conversation = messages.conversation
         AND members.role NOT IN ('banned', 'invited') AND members.read_id < messages.id
       JOIN (SELECT push_subscriptions.*, sessions.account FROM push_subscriptions
             JOIN sessions ON sessions.id = session) AS wished ON wished.account = members.account
       LEFT JOIN push_rooms ON push_rooms.session = wished.session
         AND push_rooms.conversation = messages.conversation
       WHERE messages.id > ? AND messages.id <= ? AND messages.deleted_ms IS NULL
         AND messages.author <> wished.account
         AND NOT EXISTS (SELECT 1 FROM ignores
           WHERE ignores.account = wished.account AND ignored = messages.author)
         AND (wish = 'all' OR wish <> 'none' AND conversations.name IS NULL
           OR wish = 'mentions' AND is_mention)
       ORDER BY messages.id, wished.session LIMIT ${MAX_TARGETS}`,
      after,
      upTo,
    );
    return rows.map(targetOf);
  },
};

function targetOf(row: Row): PushTarget {
  const { room } = row;
  return {
    session: Number(row["session"]),
    account: Number(row["account"]),
    endpoint: String(row["endpoint"]),
    p256dh: row["p256dh"] as Uint8Array,
    auth: row["auth"] as Uint8Array,
    hidesText: row["hides_text"] === 1,
    message: Number(row["message"]),
    timeMs: Number(row["time_ms"]),
    room: typeof room === "string" ? room : undefined,
    from: String(row["author"]),
    content: contentIn(row),
    isMention: row["is_mention"] === 1,
  };
}
