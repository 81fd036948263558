/** Queries for messages: what was missed, and pages of one conversation. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Message, MessagePage, Reaction, Unread } from "../../../protocol/events.ts";
import { ByteBudget } from "../../byte_budget.ts";
import { isoTime } from "../../iso_time.ts";
import type { Readers } from "../entries.ts";
import { accountNamed, admitToMessage, admitToRoom, demand, directConversation } from "../gate.ts";
import type { Row, Store } from "../store.ts";
import { countUnread } from "../unread.ts";
import type { ReadPlace } from "../write/reading.ts";

/** Most names under one reaction. */
const MAX_REACTION_NAMES = 10;

/** Most conversations that `unread` lists. */
const MAX_LISTED_CONVERSATIONS = 300;

/** Which page of a conversation. */
export type HistoryStart =
  | { before: number }
  | { after: number }
  | { around: number }
  /** From this time on. */
  | { fromMs: number };

/** What `poll` finds. */
export interface PollPage extends MessagePage {
  changed: Message[];
  last_id: number;
}

/** Queries for messages. */
export interface MessageQueries {
  /** What the account may read that is new or has changed after an id, in all its conversations. */
  poll: { fields: { account: number; lastId: number; limit: number }; result: PollPage };
  /** A page of one conversation, oldest first. */
  history: {
    fields: { account: number; place: ReadPlace; start: HistoryStart; limit: number };
    result: MessagePage;
  };
  /** What a message was before it was edited, oldest first; for its author and for moderators. */
  edits: {
    fields: { account: number; message: number };
    result: { texts: { text: string; time: string }[] };
  };
  /** Every conversation of the account with what it has not read of it, latest first. */
  unread: { fields: { account: number }; result: { conversations: Unread[] } };
}

/** Answers {@linkcode MessageQueries}. */
export const MESSAGE_READERS: Readers<MessageQueries> = {
  poll(store, { account, lastId, limit }) {
    const conversations = store.all(
      "SELECT conversation FROM members WHERE account = ? AND role NOT IN ('banned', 'invited')",
      account,
    );
    const places = conversations.map(({ conversation }) => Number(conversation));
    const { found, isAll } = idsAfter(store, places, { lastId, limit });
    const budget = new ByteBudget();
    const page: PollPage = { messages: [], changed: [], last_id: lastId, more: false };
    for (const { at, id } of found.slice(0, limit)) {
      const message = readMessage(store, id);
      if (!budget.takes(message)) break;
      (at === id ? page.messages : page.changed).push(message);
      page.last_id = at;
    }
    page.more = !isAll || page.messages.length + page.changed.length < found.length;
    return page;
  },

  history(store, { account, place, start, limit }) {
    const conversation = conversationFor(store, account, place);
    if (conversation === undefined) return { messages: [], more: false };
    if ("around" in start) return around(store, { conversation, id: start.around, limit });
    if ("before" in start) {
      const rows = store.all(
        "SELECT id FROM messages WHERE conversation = ? AND id < ? ORDER BY id DESC LIMIT ?",
        conversation,
        start.before,
        limit + 1,
      );
      const { messages, more } = pageOf(store, rows, limit);
      return { messages: messages.reverse(), more };
    }
    const after = "after" in start ? start.after : lastIdBefore(store, start.fromMs);
    const rows = store.all(
      "SELECT id FROM messages WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?",
      conversation,
      after,
      limit + 1,
    );
    return pageOf(store, rows, limit);
  },

  edits(store, { account, message }) {
    const found = admitToMessage(store, account, message);
    if (found.author !== account) demand(found.place, "read_edits");
    const rows = store.all(
      "SELECT text, time_ms FROM edits WHERE message = ? ORDER BY time_ms DESC LIMIT 100",
      message,
    );
    const budget = new ByteBudget();
    const texts = rows
      .map((row) => ({ text: String(row["text"]), time: rowTime(row["time_ms"]) }))
      .filter((edit) => budget.takes(edit));
    return { texts: texts.reverse() };
  },

  unread(store, { account }) {
    const rows = store.all(
      `SELECT conversation, read_id, conversations.name AS room, accounts.name AS other,
         (SELECT max(id) FROM messages WHERE messages.conversation = members.conversation) AS latest
       FROM members JOIN conversations ON conversations.id = members.conversation
       LEFT JOIN accounts ON accounts.id = iif(low = account, high, low)
       WHERE account = ? AND role NOT IN ('banned', 'invited')
       ORDER BY latest DESC LIMIT ${MAX_LISTED_CONVERSATIONS}`,
      account,
    );
    return { conversations: rows.map((row) => unreadOf(store, account, row)) };
  },
};

/** Ids that a page may hold, by the id of what is new about them. */
interface FoundIds {
  found: { at: number; id: number }[];
  /** Whether there are no further ones. */
  isAll: boolean;
}

/**
 * The first ids after `lastId` in all these conversations, more than `limit` or all there are. It
 * takes a few of each, and more only when these do not reach far enough: most conversations have
 * nothing new, and few have much.
 */
function idsAfter(
  store: Store,
  conversations: readonly number[],
  { lastId, limit }: { lastId: number; limit: number },
): FoundIds {
  for (let chunk = 16;; chunk *= 4) {
    const found: { at: number; id: number }[] = [];
    // Up to here every conversation has told all.
    let horizon = Infinity;
    for (const place of conversations) {
      const added = store.all(
        "SELECT id, id AS at FROM messages WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?",
        place,
        lastId,
        chunk,
      );
      const changed = store.all(
        `SELECT id, changed_id AS at FROM messages
         WHERE conversation = ? AND changed_id > ? AND id <= ? ORDER BY changed_id LIMIT ?`,
        place,
        lastId,
        lastId,
        chunk,
      );
      for (const rows of [added, changed]) {
        for (const row of rows) found.push({ at: Number(row["at"]), id: Number(row["id"]) });
        if (rows.length === chunk) horizon = Math.min(horizon, Number(rows.at(-1)?.["at"]));
      }
    }
    const usable = found.filter(({ at }) => at <= horizon)
      .sort((first, second) => first.at - second.at);
    const isAll = horizon === Infinity;
    if (isAll || usable.length > limit || chunk > limit) return { found: usable, isAll };
  }
}

/** The message with this id as it stands now. */
export function readMessage(store: Store, id: number): Message {
  const row = store.get(
    `SELECT messages.id, authors.name AS author, text, time_ms, conversations.name AS room,
       recipients.name AS recipient, is_action, reply_to, changed_id, edited_ms, messages.deleted_ms
     FROM messages
     JOIN accounts AS authors ON authors.id = author
     JOIN conversations ON conversations.id = conversation
     LEFT JOIN accounts AS recipients ON recipients.id = iif(low = author, high, low)
     WHERE messages.id = ?`,
    id,
  );
  if (row === undefined) throw new ChatError("no_such_message");
  const { room, recipient } = row;
  return {
    id,
    from: String(row["author"]),
    text: String(row["text"]),
    time: rowTime(row["time_ms"]),
    ...(typeof room === "string" ? { room } : { to: String(recipient) }),
    ...(row["is_action"] === 1 ? { me: true as const } : {}),
    ...(row["reply_to"] === null ? {} : { reply_to: Number(row["reply_to"]) }),
    ...(row["edited_ms"] === null ? {} : { edited: rowTime(row["edited_ms"]) }),
    ...(row["deleted_ms"] === null ? {} : { deleted: true as const }),
    ...(row["changed_id"] === null ? {} : reactionsOf(store, id)),
  };
}

/** A time as a row holds it, in ISO 8601. */
export function rowTime(timeMs: unknown): string {
  return isoTime(Number(timeMs));
}

/** The last message before a time; ids grow with time. */
export function lastIdBefore(store: Store, timeMs: number): number {
  const newest = store.get("SELECT max(id) AS id FROM messages");
  let low = 0;
  let high = Number(newest?.["id"] ?? 0);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const row = store.get(
      "SELECT id, time_ms FROM messages WHERE id > ? ORDER BY id LIMIT 1",
      middle,
    );
    if (row !== undefined && Number(row["time_ms"]) < timeMs) low = Number(row["id"]);
    else high = middle;
  }
  return low;
}

function conversationFor(store: Store, account: number, place: ReadPlace): number | undefined {
  if ("room" in place) return admitToRoom(store, account, place.room, "read").id;
  return directConversation(store, account, accountNamed(store, place.with).id)?.id;
}

function pageOf(store: Store, rows: readonly Row[], limit: number): MessagePage {
  const budget = new ByteBudget();
  const messages: Message[] = [];
  for (const row of rows.slice(0, limit)) {
    const message = readMessage(store, Number(row["id"]));
    if (!budget.takes(message)) break;
    messages.push(message);
  }
  return { messages, more: rows.length > messages.length };
}

/** The message and half a page on either side, nearest first as far as the line reaches. */
function around(
  store: Store,
  { conversation, id, limit }: { conversation: number; id: number; limit: number },
): MessagePage {
  const newerCount = Math.floor(limit / 2);
  const older = store.all(
    "SELECT id FROM messages WHERE conversation = ? AND id <= ? ORDER BY id DESC LIMIT ?",
    conversation,
    id,
    limit - newerCount,
  );
  const newer = store.all(
    "SELECT id FROM messages WHERE conversation = ? AND id > ? ORDER BY id LIMIT ?",
    conversation,
    id,
    newerCount + 1,
  );
  const nearest = [...older, ...newer.slice(0, newerCount)]
    .map((row) => Number(row["id"]))
    .sort((first, second) => Math.abs(first - id) - Math.abs(second - id));
  const { messages } = pageOf(store, nearest.map((near) => ({ id: near })), nearest.length);
  messages.sort((first, second) => first.id - second.id);
  const newest = messages.at(-1)?.id ?? id;
  return { messages, more: newer.some((row) => Number(row["id"]) > newest) };
}

function reactionsOf(store: Store, id: number): { reactions?: Reaction[] } {
  const rows = store.all(
    `SELECT emoji, name FROM reactions JOIN accounts ON accounts.id = account
     WHERE message = ? ORDER BY emoji, folded_name`,
    id,
  );
  const reactions = new Map<string, Reaction>();
  for (const row of rows) {
    const emoji = String(row["emoji"]);
    const reaction = reactions.get(emoji) ?? { emoji, count: 0, users: [] };
    reaction.count += 1;
    if (reaction.users.length < MAX_REACTION_NAMES) reaction.users.push(String(row["name"]));
    reactions.set(emoji, reaction);
  }
  return reactions.size === 0 ? {} : { reactions: [...reactions.values()] };
}

function unreadOf(store: Store, account: number, row: Row): Unread {
  const conversation = Number(row["conversation"]);
  const readId = Number(row["read_id"]);
  const counts = countUnread(store, { account, conversation, readId });
  const first = counts.unread === 0 ? undefined : store.get(
    `SELECT id FROM messages WHERE conversation = ? AND id > ? AND author <> ? AND deleted_ms IS NULL
     ORDER BY id LIMIT 1`,
    conversation,
    readId,
    account,
  );
  return {
    ...(typeof row["room"] === "string" ? { room: row["room"] } : { with: String(row["other"]) }),
    read_id: readId,
    ...(first === undefined ? {} : { first_unread: Number(first["id"]) }),
    ...counts,
  };
}
