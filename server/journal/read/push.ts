/** Queries about Web Push: who is to be told of what was said. */
import type { QuietHours } from "../../../protocol/push.ts";
import type { Readers } from "../applier.ts";
import type { Row, Store } from "../database/store.ts";
import { pushKey, type PushKeyPair } from "../write/accounts/push.ts";

/** Most browsers that one message is pushed to: those who logged in first are told. */
export const MAX_TARGETS_PER_MESSAGE = 5_000;

/** A browser that is to be told of a message. */
export interface PushTarget {
  message: number;
  conversation: number;
  account: number;
  session: number;
  endpoint: string;
  publicKey: Uint8Array;
  secret: Uint8Array;
  hidesText: boolean;
  /** When nothing is pushed to it. */
  quiet: QuietHours | undefined;
  /** Whether the message calls the account by its name, or everybody in the room. */
  isMention: boolean;
}

/** Which browser was to be told of which message. */
export interface PushDue {
  message: number;
  session: number;
}

/** Queries about Web Push. */
export interface PushQueries {
  /** The pair of keys of the server, if it has one. */
  push_key: { fields: Record<never, never>; result: PushKeyPair | undefined };
  /** Whether any browser wants to be told of anything. */
  push_any: { fields: Record<never, never>; result: boolean };
  /**
   * The browsers that want to be told of these messages, by the messages in their order and then by
   * session: those of members who do not ignore the author, are not banned, and have not read so far.
   */
  push_targets: { fields: { messages: readonly number[] }; result: PushTarget[] };
  /** Of these, those that are still to be told: nothing was deleted, read, or ended since. */
  push_due: { fields: { waiting: readonly PushDue[] }; result: PushDue[] };
}

/** Answers {@linkcode PushQueries}. */
export const PUSH_READERS: Readers<PushQueries> = {
  push_key: (store) => pushKey(store),

  push_any: (store) => store.get("SELECT 1 FROM push_subscriptions LIMIT 1") !== undefined,

  push_targets: (store, { messages }) => messages.flatMap((message) => targetsOf(store, message)),

  push_due(store, { waiting }) {
    return waiting.filter(({ message, session }) =>
      store.get(
        `SELECT 1 FROM push_subscriptions AS wanted
         JOIN messages ON messages.id = ?2 AND deleted_ms IS NULL
         JOIN members ON members.account = wanted.account
           AND members.conversation = messages.conversation
         WHERE session = ?1 AND role NOT IN ('banned', 'invited') AND read_id < messages.id`,
        session,
        message,
      ) !== undefined
    );
  },
};

/** Those whom a message in a room may concern: asking each of them costs too much. */
const IN_ROOM = `
  SELECT account FROM mentions WHERE message = ?1
  UNION SELECT account FROM members WHERE conversation = ?2 AND ?4
  UNION SELECT wants.account FROM push_modes
    JOIN push_subscriptions AS wants ON wants.session = push_modes.session
    WHERE conversation = ?2 AND mode = 'all'
  UNION SELECT account FROM push_subscriptions WHERE notify = 'all'`;

const IN_PRIVATE = `
  SELECT low FROM conversations WHERE id = ?2 UNION SELECT high FROM conversations WHERE id = ?2`;

function targetsOf(store: Store, message: number): PushTarget[] {
  const row = store.get(
    `SELECT conversation, author, mentions_room, kind FROM messages
     JOIN conversations ON conversations.id = conversation
     WHERE messages.id = ? AND messages.deleted_ms IS NULL`,
    message,
  );
  if (row === undefined) return [];
  const isPrivate = row["kind"] === "direct";
  const conversation = Number(row["conversation"]);
  const found = store.all(
    `SELECT wanted.*, ?4 OR EXISTS (
         SELECT 1 FROM mentions WHERE mentions.account = wanted.account AND message = ?1
           AND conversation = ?2) AS is_mention
     FROM push_subscriptions AS wanted
     JOIN accounts ON accounts.id = wanted.account
     JOIN members ON members.account = wanted.account AND members.conversation = ?2
     LEFT JOIN push_modes ON push_modes.session = wanted.session AND push_modes.conversation = ?2
     WHERE wanted.account IN (${isPrivate ? IN_PRIVATE : IN_ROOM})
       AND wanted.account <> ?3
       AND members.role NOT IN ('banned', 'invited') AND members.read_id < ?1
       AND ifnull(accounts.banned_until_ms, 0) <= ?5
       AND NOT EXISTS (
         SELECT 1 FROM ignores WHERE ignores.account = wanted.account AND ignored = ?3)
       AND CASE ifnull(mode, notify)
         WHEN 'all' THEN 1 WHEN 'none' THEN 0 ELSE ?6 OR is_mention END
     ORDER BY wanted.session LIMIT ${MAX_TARGETS_PER_MESSAGE}`,
    message,
    conversation,
    Number(row["author"]),
    Number(row["mentions_room"]),
    store.timeMs,
    isPrivate ? 1 : 0,
  );
  return found.map((target) => targetOf(target, message, conversation));
}

function targetOf(row: Row, message: number, conversation: number): PushTarget {
  return {
    message,
    conversation,
    account: Number(row["account"]),
    session: Number(row["session"]),
    endpoint: String(row["endpoint"]),
    publicKey: row["public_key"] as Uint8Array,
    secret: row["secret"] as Uint8Array,
    hidesText: row["hides_text"] === 1,
    quiet: row["quiet_zone"] === null ? undefined : {
      from: Number(row["quiet_from"]),
      to: Number(row["quiet_to"]),
      zone: String(row["quiet_zone"]),
    },
    isMention: row["is_mention"] === 1,
  };
}
