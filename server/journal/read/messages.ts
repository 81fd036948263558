/** Queries for messages: what was missed, and pages of one conversation. */
import { DELETED_USER } from "../../../protocol/limits.ts";
import type { Message, Unread } from "../../../protocol/records.ts";
import { SEALED_TEXT } from "../../../protocol/content/sealed.ts";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { AnswerFields, HistoryPage, MessagePage } from "../../../protocol/answers.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import { admitToMessage, demand } from "../gate.ts";
import { demandNotOutranked } from "../ranks.ts";
import type { Row, Store } from "../database/store.ts";
import { countUnread } from "../unread.ts";
import { floorOf, floorsOf } from "./guest_floors.ts";
import { newsAfter } from "./news.ts";
import { readMessage, rowTime } from "./message.ts";
import {
  around,
  idsAfter,
  idsBefore,
  inOrder,
  lastIdBefore,
  lastImportedBefore,
  pageOf,
} from "./pages.ts";
import { lastEventBefore } from "./room_events.ts";
import { MAX_EDITS } from "../write/messages/former_texts.ts";
import { placesToRead, type ReadPlace, timeOfMark } from "../write/messages/reading.ts";

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
    fields: {
      account: number;
      place: ReadPlace;
      start: HistoryStart;
      limit: number;
      /** Whether what happened there is among it. @default false */
      withEvents?: boolean;
    };
    result: HistoryPage;
  };
  /** What a message was before it was edited, oldest first; for its author and for moderators. */
  edits: {
    fields: { account: number; message: number };
    result: AnswerFields["edits"];
  };
  /** One message. */
  message: { fields: { account: number; message: number }; result: Message };
  /** Every conversation of the account with what it has not read of it, latest first. */
  unread: { fields: { account: number }; result: { conversations: Unread[]; last_id: number } };
}

/** Answers {@linkcode MessageQueries}. */
export const MESSAGE_READERS: Readers<MessageQueries> = {
  poll(store, { account, lastId, limit }) {
    const conversations = store.all(
      "SELECT conversation FROM members WHERE account = ? AND role NOT IN ('banned', 'invited')",
      account,
    );
    const places = conversations.map(({ conversation }) => Number(conversation));
    const news = newsAfter(store, places, { lastId, limit: limit + 1 });
    const { hides } = floorsOf(store, account, places);
    const budget = new ByteBudget();
    const page: PollPage = { messages: [], changed: [], last_id: lastId, more: false };
    let hidden = 0;
    for (const { at, id } of news.slice(0, limit)) {
      if (hides(id)) {
        hidden += 1;
        page.last_id = at;
        continue;
      }
      const message = readMessage(store, id);
      if (!budget.takes(message)) break;
      (at === id ? page.messages : page.changed).push(message);
      page.last_id = at;
    }
    page.more = hidden + page.messages.length + page.changed.length < news.length;
    // What is complete is so up to the last commit, also where that was about somebody else.
    if (!page.more) page.last_id = Math.max(page.last_id, lastIdOf(store));
    return page;
  },

  history(store, { account, place, start, limit, withEvents = false }) {
    const { conversations } = placesToRead(store, account, place);
    const page = { limit, withEvents };
    const above = floorOf(store, account, conversations);
    const where = { above, conversations };
    if ("around" in start) return around(store, { ...where, id: start.around, ...page });
    const next = { ...where, withEvents, limit: limit + 1 };
    if ("before" in start) {
      const found = pageOf(store, idsBefore(store, { ...next, id: start.before }), page);
      inOrder(found);
      return found;
    }
    const id = "after" in start
      ? start.after
      : lastImportedBefore(store, conversations, start.fromMs) ?? Math.max(
        lastIdBefore(store, start.fromMs),
        withEvents ? lastEventBefore(store, start.fromMs) : 0,
      );
    return pageOf(store, idsAfter(store, { ...next, id }), page);
  },

  edits(store, { account, message }) {
    const found = admitToMessage(store, account, message);
    if (found.author !== account) {
      demand(found.place, "read_edits");
      demandNotOutranked(store, account, found.author, found.place);
    }
    const rows = store.all(
      `SELECT text, sealed, time_ms FROM edits WHERE message = ? ORDER BY rowid DESC LIMIT ${MAX_EDITS}`,
      message,
    );
    const budget = new ByteBudget();
    const texts = rows
      .map(({ text, sealed, time_ms: timeMs }) => ({
        ...(sealed instanceof Uint8Array
          ? { text: SEALED_TEXT, sealed: toBase64url(sealed) }
          : { text: String(text) }),
        time: rowTime(timeMs),
      }))
      .filter((edit) => budget.takes(edit));
    return { texts: texts.reverse() };
  },

  message(store, { account, message }) {
    return readMessage(store, admitToMessage(store, account, message).id);
  },

  unread(store, { account }) {
    const rows = store.all(
      `SELECT conversation, read_id, read_ms, conversations.name AS room, accounts.name AS other,
         (SELECT max(id) FROM messages WHERE messages.conversation = members.conversation) AS latest
       FROM members JOIN conversations ON conversations.id = members.conversation
       LEFT JOIN accounts ON accounts.id = iif(low = account, high, low)
       WHERE account = ? AND role NOT IN ('banned', 'invited')
       ORDER BY latest DESC LIMIT ${MAX_LISTED_CONVERSATIONS}`,
      account,
    );
    return {
      conversations: together(rows.map((row) => unreadOf(store, account, row))),
      last_id: lastIdOf(store),
    };
  },
};

/** The greatest id given out by what was committed. */
function lastIdOf(store: Store): number {
  return Number(store.get("SELECT value FROM meta WHERE name = 'last_id'")?.["value"] ?? 0);
}

function unreadOf(store: Store, account: number, row: Row): Unread {
  const conversation = Number(row["conversation"]);
  const readId = Number(row["read_id"]);
  const { first, ...counts } = countUnread(store, { account, conversation, readId });
  const readMs = row["read_ms"] ?? timeOfMark(store, conversation, readId);
  return {
    ...(typeof row["room"] === "string" ? { room: row["room"] } : { with: String(row["other"]) }),
    read_id: readId,
    ...(readMs === undefined ? {} : { read_time: rowTime(readMs) }),
    ...(first === undefined ? {} : { first_unread: first }),
    ...counts,
  };
}

/** Conversations with accounts that are gone have one name, so they are one. */
function together(conversations: readonly Unread[]): Unread[] {
  const gone = conversations.filter((place) => "with" in place && place.with === DELETED_USER);
  const [first, ...others] = gone;
  if (first === undefined) return [...conversations];
  const whole = others.reduce((sum, other) => ({
    ...(other.read_id < sum.read_id ? other : sum),
    ...earlier(sum.first_unread, other.first_unread),
    unread: sum.unread + other.unread,
    mentions: sum.mentions + other.mentions,
  }), first);
  return conversations.filter((place) => !gone.includes(place) || place === first)
    .map((place) => place === first ? whole : place);
}

function earlier(one: number | undefined, other: number | undefined): { first_unread?: number } {
  const ids = [one, other].filter((id) => id !== undefined);
  return ids.length === 0 ? {} : { first_unread: Math.min(...ids) };
}
