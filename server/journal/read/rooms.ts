/** Queries about rooms and who is in them. */
import type { MemberRole, RoomInfo, Visibility } from "../../../protocol/records.ts";
import { USUAL_CALL_AFTER_SECONDS } from "../../../protocol/limits.ts";
import { parseRoomName } from "../../../protocol/names.ts";
import {
  PLACES,
  rankOf,
  refusalOf,
  type Right,
  type Standing,
  STANDINGS,
} from "../../access/rights.ts";
import { saltOf } from "../../access/room_key.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { CONSOLE } from "../actors.ts";
import type { Readers } from "../applier.ts";
import { type Admitted, admitToRoom } from "../gate.ts";
import type { Row, Store } from "../database/store.ts";
import type { RoomRecord } from "../records.ts";
import { checkRetention } from "../retention.ts";
import { lastIdBefore } from "./pages.ts";
import { botMark, rowTime } from "./message.ts";

/** Most rooms or members in one answer. */
const PAGE_ROOMS = 100;
const PAGE_MEMBERS = 500;

/** A room as the asker sees it, without who is online, which the hub knows. */
export type StoredRoomInfo = Omit<RoomInfo, "online"> & { id: number };

/** A member as the store knows it. */
export interface StoredMember {
  account: number;
  username: string;
  bot?: true;
  role: MemberRole;
}

/** Queries about rooms. */
export interface RoomQueries {
  /** The rooms whose existence the account may know of, by name. */
  rooms: {
    fields: { account: number; after: string };
    result: { rooms: StoredRoomInfo[]; more: boolean };
  };
  /** How many these are. */
  room_count: { fields: { account: number }; result: number };
  /** One room. */
  room: { fields: { account: number; room: string; right: Right }; result: StoredRoomInfo };
  /** Those who are in a room, by name. */
  members: {
    fields: { account: number; room: string; after: string };
    result: { members: StoredMember[]; more: boolean };
  };
  /** The salt of the key to a room that the account may know of; undefined when it has none. */
  room_key_salt: { fields: { account: number; room: string }; result: Uint8Array | undefined };
  /** What of a room goes when messages are kept for so long; of all places (undefined) for the console. */
  would_expire: {
    fields: { account: number; room: string | undefined; seconds: number };
    result: { messages: number; files: number; bytes: number };
  };
  /** The room, if the account has this right in it. */
  admit: { fields: { account: number; room: string; right: Right }; result: RoomRecord };
}

/** As SQL: what the account `own` is in a room as far as it is told. */
const OWN_ROLE = "iif(own.role = 'invited' AND own.is_quiet = 1, NULL, own.role)";

const ROOM = `
  SELECT conversations.id, kind, conversations.name, topic, setters.name AS topic_by, topic_ms,
    ${OWN_ROLE} AS role, slow_ms, is_read_only, is_temporary, is_topic_locked, is_joined_by_name,
    is_written_by_outsiders, is_of_accounts, is_without_signals, key_hash, member_limit,
    call_after_ms, retention_ms, encrypted_from, conversations.created_ms,
    member_count,
    (SELECT time_ms FROM messages WHERE conversation = conversations.id ORDER BY id DESC LIMIT 1)
      AS latest_ms
  FROM conversations
  LEFT JOIN members AS own ON own.conversation = conversations.id AND own.account = ?
  LEFT JOIN accounts AS setters ON setters.id = topic_by`;

/** Answers {@linkcode RoomQueries}. */
export const ROOM_READERS: Readers<RoomQueries> = {
  rooms(store, { account, after }) {
    // What only those who were let in may know of is left out by the same table as everywhere.
    const rows = store.all(
      `${ROOM} WHERE conversations.name > ? AND ${isListed()} ORDER BY conversations.name LIMIT ${
        PAGE_ROOMS + 1
      }`,
      account,
      after === "" ? "" : parseRoomName(after),
    );
    const rooms = new ByteBudget().fitting(rows.slice(0, PAGE_ROOMS).map(roomInfo));
    return { rooms, more: rows.length > rooms.length };
  },

  room_count(store, { account }) {
    const row = store.get(
      `SELECT count(*) AS count FROM conversations
       LEFT JOIN members AS own ON own.conversation = conversations.id AND own.account = ?
       WHERE conversations.name > '' AND ${isListed()}`,
      account,
    );
    return Number(row?.["count"]);
  },

  room(store, { account, room, right }) {
    return infoOf(store, account, admitToRoom(store, account, room, right).id);
  },

  members(store, { account, room, after }) {
    const { id } = admitToRoom(store, account, room, "read");
    const rows = store.all(
      `SELECT accounts.id, accounts.name, is_bot, role FROM members JOIN accounts ON accounts.id = account
       WHERE conversation = ? AND role NOT IN ('banned', 'invited') AND folded_name > ?
       ORDER BY folded_name LIMIT ${PAGE_MEMBERS + 1}`,
      id,
      after.toLowerCase(),
    );
    const members = rows.slice(0, PAGE_MEMBERS).map((row) => ({
      account: Number(row["id"]),
      username: String(row["name"]),
      ...botMark(row["is_bot"]),
      role: row["role"] as MemberRole,
    }));
    return { members, more: rows.length > PAGE_MEMBERS };
  },

  room_key_salt(store, { account, room }) {
    const { id } = placeWithKey(store, account, room);
    const row = store.get("SELECT key_hash FROM conversations WHERE id = ?", id);
    const keyHash = String(row?.["key_hash"]);
    return keyHash === "" ? undefined : saltOf(keyHash);
  },

  would_expire(store, { account, room, seconds }) {
    if (room === undefined && account !== CONSOLE) throw new ChatError("no_right");
    const place = room === undefined ? [] : [admitToRoom(store, account, room, "configure").id];
    checkRetention(seconds);
    const last = lastIdBefore(store, store.timeMs - seconds * 1_000);
    const within = room === undefined ? "" : "AND conversation = ?";
    const messages = store.get(
      `SELECT count(*) AS count FROM messages WHERE id <= ? ${within}`,
      last,
      ...place,
    );
    const files = store.get(
      `SELECT count(*) AS count, ifnull(sum(size), 0) AS bytes FROM files
       WHERE message <= ? ${within}`,
      last,
      ...place,
    );
    return {
      messages: Number(messages?.["count"]),
      files: Number(files?.["count"]),
      bytes: Number(files?.["bytes"]),
    };
  },

  admit(store, { account, room, right }) {
    const { id, name } = admitToRoom(store, account, room, right);
    return { id, name };
  },
};

/** A room of which the account may know, or that it joins because it knows the name. */
function placeWithKey(store: Store, account: number, room: string): Admitted {
  try {
    return admitToRoom(store, account, room, "list");
  } catch (error) {
    if (error instanceof ChatError && error.code === "no_such_room") {
      return admitToRoom(store, account, room, "join");
    }
    throw error;
  }
}

function infoOf(store: Store, account: number, id: number): StoredRoomInfo {
  return roomInfo(store.get(`${ROOM} WHERE conversations.id = ?`, account, id) ?? {});
}

function roomInfo(row: Row): StoredRoomInfo {
  const role = (row["role"] ?? "outsider") as Standing;
  return {
    id: Number(row["id"]),
    room: String(row["name"]),
    visibility: row["kind"] as Visibility,
    topic: String(row["topic"]),
    ...(row["topic_by"] === null ? {} : { topic_by: String(row["topic_by"]) }),
    ...(row["topic_ms"] === null ? {} : { topic_time: rowTime(row["topic_ms"]) }),
    created: rowTime(row["created_ms"]),
    members: Number(row["member_count"]),
    ...(row["latest_ms"] === null ? {} : { last_activity: rowTime(row["latest_ms"]) }),
    ...(row["slow_ms"] === 0 ? {} : { slow: Number(row["slow_ms"]) / 1_000 }),
    ...(row["is_temporary"] === 1 ? { temporary: true as const } : {}),
    ...(row["is_read_only"] === 1 ? { locked: true as const } : {}),
    ...(row["is_topic_locked"] === 1 ? { topic_locked: true as const } : {}),
    ...(row["key_hash"] === "" ? {} : { keyed: true as const }),
    ...(row["member_limit"] === 0 ? {} : { limit: Number(row["member_limit"]) }),
    ...callAfter(Number(row["call_after_ms"]) / 1_000),
    ...(row["retention_ms"] === 0 ? {} : { retention: Number(row["retention_ms"]) / 1_000 }),
    ...(row["is_joined_by_name"] === 1 ? { join_by_name: true as const } : {}),
    ...(row["is_written_by_outsiders"] === 1 ? { outsiders_write: true as const } : {}),
    ...(row["is_of_accounts"] === 1 ? { accounts_only: true as const } : {}),
    ...(row["is_without_signals"] === 1 ? { without_signals: true as const } : {}),
    ...(row["encrypted_from"] === null ? {} : { encrypted: true as const }),
    ...(rankOf(role) >= rankOf("read_only") ? { role: role as MemberRole } : {}),
    ...(role === "invited" ? { invited: true as const } : {}),
  };
}

function callAfter(seconds: number): { call_after?: number } {
  return seconds === USUAL_CALL_AFTER_SECONDS ? {} : { call_after: seconds };
}

/** As SQL: whether the account `own` is told that there is a room. */
function isListed(): string {
  return `(kind IN (${kindsListedTo("outsider")}) OR ${OWN_ROLE} IN (${standingsToldOfPrivate()}))`;
}

/** As SQL: which kinds of rooms an account of this standing is told of. */
function kindsListedTo(standing: Standing): string {
  return quoted(PLACES.filter((kind) => refusalOf("list", kind, standing) === undefined));
}

/** As SQL: which standings are told of a private room. */
function standingsToldOfPrivate(): string {
  return quoted(
    STANDINGS.filter((standing) => refusalOf("list", "private", standing) === undefined),
  );
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(", ");
}
