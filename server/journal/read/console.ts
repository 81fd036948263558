/** Queries that only `chat admin` asks: all accounts and all rooms, whoever is in them. */
import type { MemberRole, ServerRole, Visibility } from "../../../protocol/records.ts";
import { foldUsername, parseRoomName } from "../../../protocol/names.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import { CONSOLE } from "../actors.ts";
import { accountNamed, admitToRoom } from "../gate.ts";
import type { Row, Store } from "../database/store.ts";
import type { StoredSession } from "./accounts.ts";
import { ACCOUNT_READERS } from "./accounts.ts";
import { FOREVER_MS } from "../write/order/restraints.ts";
import { rowTime } from "./message.ts";

/** Most accounts, rooms or members in one answer. */
const PAGE = 200;

/** An account as `chat admin` lists it. */
export interface ListedAccount {
  username: string;
  role: ServerRole;
  created: string;
  /** When it was last online. */
  last_seen: string;
  /** What is in force about it everywhere, each until then; null is without end. */
  banned?: string | null;
  muted?: string | null;
  /** Present and true when it was made for somebody in imported history, and nobody logs in as it. */
  placeholder?: true;
}

/** Everything `chat admin` tells of an account. */
export interface ShownAccount extends ListedAccount {
  display_name: string;
  must_change_password: boolean;
  second_factor: boolean;
  /** How many messages it wrote that have not been deleted. */
  messages: number;
  rooms: { room: string; role: MemberRole | "banned" | "invited" }[];
  sessions: StoredSession[];
}

/** A room as `chat admin` lists it. */
export interface ListedRoom {
  room: string;
  visibility: Visibility;
  members: number;
  messages: number;
  topic: string;
  read_only: boolean;
  /** Seconds between two messages of a member; 0 is no slow mode. */
  slow_seconds: number;
}

/** Everything `chat admin` tells of a room. */
export interface ShownRoom extends ListedRoom {
  created: string;
  /** Those who are more or less than members first; at most 200. */
  people: { username: string; role: MemberRole | "banned" | "invited" }[];
}

/** Queries of the console. */
export interface ConsoleQueries {
  all_accounts: {
    fields: { after: string; role: ServerRole | undefined };
    result: { users: ListedAccount[]; more: boolean };
  };
  shown_account: { fields: { username: string }; result: ShownAccount };
  all_rooms: { fields: { after: string }; result: { rooms: ListedRoom[]; more: boolean } };
  shown_room: { fields: { room: string }; result: ShownRoom };
}

const ROOMS = `
  SELECT conversations.*,
    (SELECT count(*) FROM messages WHERE conversation = conversations.id) AS messages
  FROM conversations`;

/** Answers {@linkcode ConsoleQueries}. */
export const CONSOLE_READERS: Readers<ConsoleQueries> = {
  all_accounts(store, { after, role }) {
    const rows = store.all(
      `SELECT * FROM accounts
       WHERE deleted_ms IS NULL AND folded_name > ?1 AND (?2 IS NULL OR server_role = ?2)
       ORDER BY folded_name LIMIT ${PAGE + 1}`,
      foldUsername(after),
      role ?? null,
    );
    const users = new ByteBudget().fitting(
      rows.slice(0, PAGE).map((row) => listedAccount(row, store.timeMs)),
    );
    return { users, more: rows.length > users.length };
  },

  shown_account(store, { username }) {
    const { id } = accountNamed(store, username);
    const row = store.get("SELECT * FROM accounts WHERE id = ?", id) ?? {};
    const rooms = store.all(
      `SELECT name, role FROM members JOIN conversations ON conversations.id = conversation
       WHERE account = ? AND kind <> 'direct' ORDER BY name LIMIT ${PAGE}`,
      id,
    );
    return {
      ...listedAccount(row, store.timeMs),
      display_name: String(row["display_name"]),
      must_change_password: row["must_change_password"] === 1,
      second_factor: hasSecondFactor(store, id),
      messages: countOf(
        store.get(
          "SELECT count(*) AS count FROM messages WHERE author = ? AND deleted_ms IS NULL",
          id,
        ),
      ),
      rooms: rooms.map((room) => ({
        room: String(room["name"]),
        role: room["role"] as MemberRole | "banned" | "invited",
      })),
      sessions: ACCOUNT_READERS.sessions(store, { account: id }),
    };
  },

  all_rooms(store, { after }) {
    const rows = store.all(
      `${ROOMS} WHERE kind <> 'direct' AND deleted_ms IS NULL AND conversations.name > ? ORDER BY conversations.name
       LIMIT ${PAGE + 1}`,
      after === "" ? "" : parseRoomName(after),
    );
    const rooms = new ByteBudget().fitting(rows.slice(0, PAGE).map(listedRoom));
    return { rooms, more: rows.length > rooms.length };
  },

  shown_room(store, { room }) {
    const { id } = admitToRoom(store, CONSOLE, room, "read");
    const row = store.get(`${ROOMS} WHERE conversations.id = ?`, id) ?? {};
    const people = store.all(
      `SELECT accounts.name, members.role FROM members JOIN accounts ON accounts.id = account
       WHERE conversation = ? ORDER BY members.role = 'member', folded_name LIMIT ${PAGE}`,
      id,
    );
    return {
      ...listedRoom(row),
      created: rowTime(row["created_ms"]),
      people: people.map((person) => ({
        username: String(person["name"]),
        role: person["role"] as MemberRole | "banned" | "invited",
      })),
    };
  },
};

function listedAccount(row: Row, nowMs: number): ListedAccount {
  const banned = endOf(row["banned_until_ms"], nowMs);
  const muted = endOf(row["muted_until_ms"], nowMs);
  return {
    username: String(row["name"]),
    role: row["server_role"] as ServerRole,
    created: rowTime(row["created_ms"]),
    last_seen: rowTime(row["seen_ms"]),
    ...(banned === undefined ? {} : { banned }),
    ...(muted === undefined ? {} : { muted }),
    ...(row["is_placeholder"] === 1 ? { placeholder: true as const } : {}),
  };
}

/** Until when something is in force: undefined when it is not, null when it has no end. */
function endOf(untilMs: unknown, nowMs: number): string | null | undefined {
  if (untilMs === null || Number(untilMs) <= nowMs) return undefined;
  return Number(untilMs) >= FOREVER_MS ? null : rowTime(untilMs);
}

function listedRoom(row: Row): ListedRoom {
  return {
    room: String(row["name"]),
    visibility: row["kind"] as Visibility,
    members: Number(row["member_count"]),
    messages: Number(row["messages"]),
    topic: String(row["topic"]),
    read_only: row["is_read_only"] === 1,
    slow_seconds: Number(row["slow_ms"]) / 1_000,
  };
}

function hasSecondFactor(store: Store, account: number): boolean {
  const sql = "SELECT 1 FROM second_factors WHERE account = ? AND enabled_ms IS NOT NULL";
  return store.get(sql, account) !== undefined;
}

function countOf(row: Row | undefined): number {
  return Number(row?.["count"]);
}
