/** Counts what an account has not read of a conversation. */
import { isDeedOf } from "../../protocol/text/staff_deeds.ts";
import type { Store } from "./database/store.ts";

/** Counting stops here: more than that is as good as this many. */
export const MAX_UNREAD = 1_000;

/**
 * So many of what was not read are looked at, the newest: what is one's own there, deleted, or said by
 * somebody who is ignored could be without bound, and what others say is found in front of it.
 */
const MAX_LOOKED_AT = 2 * MAX_UNREAD;

/** What was not read of which conversation by whom. */
export interface UnreadFrom {
  account: number;
  conversation: number;
  readId: number;
}

/**
 * How many messages were not read, one's own left out, as what the server tells the staff of one's own
 * deeds, and how many of them mention the account.
 */
export interface UnreadCounts {
  unread: number;
  mentions: number;
  /** The first of them. */
  first: number | undefined;
}

/** Of messages with their authors: those that somebody else wrote. */
const IS_OF_OTHERS = "author <> ?1 AND deleted_ms IS NULL";

/** The same without those who are ignored. */
const IS_HEARD = `${IS_OF_OTHERS}
  AND NOT EXISTS (SELECT 1 FROM ignores WHERE account = ?1 AND ignored = author)`;

/** As SQL: what was not read, from the newest (`DESC`) or the oldest (`ASC`) on, as far as it is looked at. */
function unreadFrom(order: "ASC" | "DESC"): string {
  return `SELECT id, author, deleted_ms FROM messages WHERE conversation = ?2 AND id > ?3
    ORDER BY id ${order} LIMIT ${MAX_LOOKED_AT}`;
}

function unreadQuery(which: string): string {
  return `SELECT count(*) AS count, min(id) AS id FROM (
    SELECT id FROM (${unreadFrom("DESC")}) WHERE ${which} LIMIT ${MAX_UNREAD})`;
}

function mentionsQuery(which: string): string {
  return `SELECT count(*) AS count FROM (
    SELECT 1 FROM (
      SELECT * FROM (
        SELECT message AS id FROM mentions WHERE account = ?1 AND conversation = ?2 AND message > ?3
        ORDER BY message DESC LIMIT ${MAX_LOOKED_AT})
      UNION
      SELECT * FROM (
        SELECT id FROM messages WHERE conversation = ?2 AND id > ?3 AND mentions_room
        ORDER BY id DESC LIMIT ${MAX_LOOKED_AT})) AS calling
    JOIN messages ON messages.id = calling.id WHERE ${which} LIMIT ${MAX_UNREAD})`;
}

const UNREAD = unreadQuery(IS_OF_OTHERS);
const HEARD_UNREAD = unreadQuery(IS_HEARD);
const MENTIONS = mentionsQuery(IS_OF_OTHERS);
const HEARD_MENTIONS = mentionsQuery(IS_HEARD);

const FIRST = `SELECT id FROM (${unreadFrom("ASC")}) WHERE ${IS_OF_OTHERS} LIMIT 1`;

/** The first messages that are counted. */
const HEARD = `SELECT id FROM (${unreadFrom("DESC")}) WHERE ${IS_HEARD} ORDER BY id LIMIT ?4`;

/** Of the same, that in which the server tells something that may be a deed of the account: its name is in it. */
const TOLD = `
  SELECT messages.id AS id, text, accounts.name AS name FROM (${unreadFrom("DESC")}) AS newest
  JOIN messages ON messages.id = newest.id JOIN accounts ON accounts.id = ?1
  WHERE newest.deleted_ms IS NULL
    AND newest.author = (SELECT value FROM meta WHERE name = 'server_account')
    AND instr(text, accounts.name)`;

/** Counts from `readId` on, up to {@linkcode MAX_UNREAD}; what ignored accounts say is not counted. */
export function countUnread(store: Store, from: UnreadFrom): UnreadCounts {
  const counts = counted(store, from);
  if (counts.unread === 0 || counts.unread >= MAX_UNREAD) return counts;
  const { account, conversation, readId } = from;
  const deeds = ownDeeds(store, from);
  if (deeds.size === 0) return counts;
  const heard = store.all(HEARD, account, conversation, readId, deeds.size + 1);
  const others = heard.map(({ id }) => Number(id)).filter((id) => !deeds.has(id));
  const unread = Math.max(0, counts.unread - deeds.size);
  return { ...counts, unread, first: unread === 0 ? undefined : others[0] ?? counts.first };
}

/** What the server has told the staff in its room, and `account` has done. */
function ownDeeds(
  store: Store,
  { account, conversation, readId }: UnreadFrom,
): ReadonlySet<number> {
  // Everywhere else what was not read would be looked through once more for nothing.
  if (!isStaffRoom(store, conversation)) return new Set();
  const told = store.all(TOLD, account, conversation, readId);
  const deeds = told.filter(({ name, text }) => isDeedOf(String(name), String(text)));
  return new Set(deeds.map(({ id }) => Number(id)));
}

function isStaffRoom(store: Store, conversation: number): boolean {
  const sql = "SELECT 1 FROM meta WHERE name = 'staff_room' AND value = ?";
  return store.get(sql, conversation) !== undefined;
}

function counted(store: Store, { account, conversation, readId }: UnreadFrom): UnreadCounts {
  const asked = [account, conversation, readId] as const;
  const isIgnoring = ignoresSomebody(store, account);
  const unread = store.get(isIgnoring ? HEARD_UNREAD : UNREAD, ...asked);
  const mentions = store.get(isIgnoring ? HEARD_MENTIONS : MENTIONS, ...asked);
  const first = isIgnoring || unread?.["count"] === 0 ? undefined : store.get(FIRST, ...asked);
  const id = first?.["id"] ?? unread?.["id"];
  return {
    unread: Number(unread?.["count"]),
    mentions: Number(mentions?.["count"]),
    first: typeof id === "number" ? id : undefined,
  };
}

/** Most accounts ignore nobody, and cost nothing more then. */
function ignoresSomebody(store: Store, account: number): boolean {
  return store.get("SELECT 1 FROM ignores WHERE account = ? LIMIT 1", account) !== undefined;
}
