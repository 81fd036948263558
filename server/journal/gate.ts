/**
 * The gate that every access to a conversation passes, in the same transaction as what it is for:
 * nothing can change between the check and the act. Refusals are `ChatError`s, and a place that the
 * account may not know of is refused exactly like one that does not exist.
 */
import type { Content } from "../../protocol/content/content.ts";
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";
import { DELETED_USER } from "../../protocol/limits.ts";
import { foldUsername, parseRoomName } from "../../protocol/names.ts";
import {
  effectiveStanding,
  isOpenTo,
  type PlaceKind,
  refusalOf,
  type Right,
  type Standing,
  whoMayHereText,
} from "../access/rights.ts";
import type { ServerRole } from "../../protocol/records.ts";
import {
  type Authority,
  hasServerRight,
  type ServerRight,
  whoMayText,
} from "../access/server_rights.ts";
import { CONSOLE, CONSOLE_NAME } from "./actors.ts";
import { messageContent } from "./content/kinds.ts";
import type { Row, Store } from "./database/store.ts";
import { joinedAsGuest } from "./guest_sight.ts";
import { GUEST_SIGHT_LEVEL, isAtLevel } from "./log/known_levels.ts";
import { standingByMasks } from "./masks.ts";

/** A conversation and how the asking account stands to it. */
export interface Admitted {
  id: number;
  kind: PlaceKind;
  /** Name of the room; empty for a direct conversation. */
  name: string;
  /** What the account may count on there, everything considered. */
  standing: Standing;
  /** What it is there by itself, whatever its role on the server and the state of the room. */
  role: Standing;
  /** Whether the account may be muted, or the place slow: write/order/restraints.ts knows more then. */
  isRestrained: boolean;
  /** Whether it is a room in which everything is encrypted; of private conversations it says nothing. */
  isEncryptedRoom: boolean;
  /** Whether it is a room that ends with its last member. */
  isTemporary: boolean;
  /** Whether it is a private room that whoever knows its name joins. */
  isJoinedByName: boolean;
  /** Whether the account is a guest, and guests do not write there. */
  isClosedToGuest: boolean;
  /** Whether nothing is passed on there that clients ask each other. */
  isWithoutSignals: boolean;
}

/** A message in a conversation that the account may read. */
export interface AdmittedMessage {
  id: number;
  author: number;
  /** What it is now. */
  content: Content;
  /** Of it, what the index knows. */
  text: string;
  place: Admitted;
  row: Row;
}

/** An account that exists. */
export interface NamedAccount {
  id: number;
  name: string;
  /** Its role on the server. */
  role: ServerRole;
}

/** Whoever acts on others: an account, or the console (`id` {@linkcode CONSOLE}). */
export interface Actor {
  id: number;
  name: string;
  role: Authority;
}

/** Most conversations with accounts that are gone which are read as one. */
const MAX_GONE = 300;

const CONVERSATION = `
  SELECT conversations.id, kind, conversations.name, low, high, is_read_only, is_temporary,
    is_joined_by_name, is_written_by_outsiders, is_without_signals, slow_ms,
    iif(members.role = 'invited' AND members.is_quiet = 1, NULL, members.role) AS role, ?1 AS asker, masks,
    members.banned_until_ms, actors.server_role,
    is_of_accounts = 1 AND actors.is_guest IS 1 AS is_closed_to_guest,
    kind <> 'direct' AND encrypted_from IS NOT NULL AS is_encrypted_room,
    slow_ms + masks + (members.muted_until_ms IS NOT NULL) +
      (actors.muted_until_ms IS NOT NULL) AS restraint
  FROM conversations
  LEFT JOIN accounts AS actors ON actors.id = ?1
  LEFT JOIN members ON members.conversation = conversations.id AND members.account = ?1`;

/**
 * The room of this name, if the account has `right` in it.
 *
 * @throws {ChatError} `bad_room_name`, `no_such_room`, or what the table says.
 */
export function admitToRoom(store: Store, account: number, name: string, right: Right): Admitted {
  if (account === CONSOLE) return everywhere(store, name);
  const row = store.get(
    `${CONVERSATION} WHERE conversations.name = ?2`,
    account,
    parseRoomName(name),
  );
  if (row === undefined) throw new ChatError("no_such_room");
  return admit(store, row, right);
}

/**
 * The direct conversation of two accounts; undefined when they have not written to each other.
 *
 * @throws {ChatError} `no_such_user`.
 */
export function directConversation(
  store: Store,
  account: number,
  other: number,
): Admitted | undefined {
  const row = store.get(
    `${CONVERSATION} WHERE low = ?2 AND high = ?3`,
    account,
    Math.min(account, other),
    Math.max(account, other),
  );
  return row === undefined ? undefined : admit(store, row, "read");
}

/**
 * The direct conversations that an account reads under a name: the one with the account of that name,
 * if they have written to each other, or those with everybody who is gone ({@linkcode DELETED_USER}),
 * of which there are the newest {@linkcode MAX_GONE}.
 *
 * @throws {ChatError} `no_such_user`.
 */
export function conversationsWith(
  store: Store,
  account: number,
  username: string,
): { name: string; conversations: number[] } {
  if (username !== DELETED_USER) {
    const { id, name } = accountNamed(store, username);
    const place = directConversation(store, account, id);
    return { name, conversations: place === undefined ? [] : [place.id] };
  }
  const rows = store.all(
    `SELECT conversation FROM members
     JOIN conversations ON conversations.id = conversation AND kind = 'direct'
     JOIN accounts ON accounts.id = iif(low = members.account, high, low)
     WHERE members.account = ? AND accounts.deleted_ms IS NOT NULL
     ORDER BY conversation DESC LIMIT ${MAX_GONE}`,
    account,
  );
  const conversations = rows.map(({ conversation }) => Number(conversation));
  return { name: DELETED_USER, conversations };
}

/**
 * A message that the account may read and that has not been deleted.
 *
 * @throws {ChatError} `no_such_message`, also for one in a place that the account may not read.
 */
export function admitToMessage(store: Store, account: number, id: number): AdmittedMessage {
  const row = store.get("SELECT * FROM messages WHERE id = ? AND deleted_ms IS NULL", id);
  // The place is looked up even when there is no such message: both refusals take the same time.
  const found = store.get(
    `${CONVERSATION} WHERE conversations.id = ?2`,
    account,
    Number(row?.["conversation"] ?? 0),
  );
  if (row === undefined || found === undefined) throw new ChatError("no_such_message");
  const place = admitted(store, found);
  if (refusal(found, place, "read") !== undefined) throw new ChatError("no_such_message");
  const joinedMs = joinedAsGuest(store, account, Number(row["conversation"]));
  const isBefore = joinedMs !== undefined && Number(row["time_ms"]) < joinedMs;
  if (isBefore && isAtLevel(store, GUEST_SIGHT_LEVEL)) throw new ChatError("no_such_message");
  return {
    id,
    author: Number(row["author"]),
    content: messageContent(store, row),
    text: String(row["text"]),
    place,
    row,
  };
}

/**
 * Sees to it that somebody who was admitted has a further right there.
 *
 * @throws {ChatError} what the table says.
 */
export function demand(place: Admitted, right: Right): void {
  const code = refusalOf(right, place.kind, place.standing);
  if (code !== undefined) throw refusalError(code, place, right);
}

/** Whether somebody who was admitted has a further right there. */
export function mayHere(place: Admitted, right: Right): boolean {
  return refusalOf(right, place.kind, place.standing) === undefined;
}

/**
 * The account of this name, compared without case.
 *
 * @throws {ChatError} `no_such_user`, also when it was deleted.
 */
export function accountNamed(store: Store, name: string): NamedAccount {
  const row = store.get(
    "SELECT id, name, server_role FROM accounts WHERE folded_name = ? AND deleted_ms IS NULL",
    foldUsername(name),
  );
  if (row === undefined) throw new ChatError("no_such_user");
  return {
    id: Number(row["id"]),
    name: String(row["name"]),
    role: row["server_role"] as ServerRole,
  };
}

/**
 * The account of this name, also a deleted one as long as its name rests: what it wrote is there.
 *
 * @throws {ChatError} `no_such_user`.
 */
export function authorNamed(store: Store, name: string): NamedAccount {
  const row = store.get(
    "SELECT id, name, server_role, deleted_ms FROM accounts WHERE folded_name = ?",
    foldUsername(name),
  );
  if (row === undefined) throw new ChatError("no_such_user");
  return {
    id: Number(row["id"]),
    name: row["deleted_ms"] === null ? String(row["name"]) : foldUsername(name),
    role: row["server_role"] as ServerRole,
  };
}

/** What an account is in a conversation by itself. */
export function roleIn(store: Store, account: number, conversation: number): Standing {
  const row = store.get(
    "SELECT role, banned_until_ms FROM members WHERE account = ? AND conversation = ?",
    account,
    conversation,
  );
  return row === undefined ? "outsider" : ownRole(store, row);
}

/** Whoever acts by the id in an entry or a query; {@linkcode CONSOLE} is the console. */
export function actorOf(store: Store, id: number): Actor {
  if (id === CONSOLE) return { id, name: CONSOLE_NAME, role: "console" };
  const row = store.get("SELECT name, server_role FROM accounts WHERE id = ?", id);
  return { id, name: String(row?.["name"]), role: (row?.["server_role"] ?? "user") as ServerRole };
}

/**
 * Sees to it that an account has a right on the server; returns who it is.
 *
 * @throws {ChatError} `no_right`.
 */
export function demandServerRight(store: Store, id: number, right: ServerRight): Actor {
  const actor = actorOf(store, id);
  if (!hasServerRight(right, actor.role)) throw new ChatError("no_right", whoMayText(right));
  return actor;
}

/** The console is admitted to every room, as its owner. */
function everywhere(store: Store, name: string): Admitted {
  const row = store.get("SELECT * FROM conversations WHERE name = ?", parseRoomName(name));
  if (row === undefined) throw new ChatError("no_such_room");
  return { ...admitted(store, row), standing: "owner", role: "owner" };
}

function admit(store: Store, row: Row, right: Right): Admitted {
  const place = admitted(store, row);
  const code = refusal(row, place, right);
  if (code !== undefined) throw refusalError(code, place, right);
  return place;
}

/**
 * Says of a locked room that it is locked: its members are not read-only by themselves; and of a right
 * who has it.
 */
function refusalError(
  code: ErrorCode,
  { isClosedToGuest, kind, role, standing }: Admitted,
  right: Right,
): ChatError {
  if (code === "no_right") return new ChatError(code, whoMayHereText(right, kind));
  const isOnlyHere = code === "read_only" && role === "member" && standing === "read_only";
  if (!isOnlyHere) return new ChatError(code);
  return new ChatError(
    code,
    isClosedToGuest
      ? "Guests do not write in this room: make an account, or log in"
      : "This room is locked: only those who moderate it write here",
  );
}

function refusal(
  row: Row,
  { isClosedToGuest, isEncryptedRoom, isJoinedByName, kind: place, standing }: Admitted,
  right: Right,
) {
  // Who is not in a room has no pace there, and no keys.
  const writtenByOutsiders = row["is_written_by_outsiders"] === 1 && row["is_read_only"] === 0 &&
    row["slow_ms"] === 0 && !isEncryptedRoom && !isClosedToGuest;
  if (isOpenTo(right, { place, standing }, { joinedByName: isJoinedByName, writtenByOutsiders })) {
    return undefined;
  }
  return refusalOf(right, place, standing);
}

/** The role in a row of `members`; a ban whose time is over is none, even before it is swept up. */
function ownRole({ timeMs }: Store, { role, banned_until_ms: untilMs }: Row): Standing {
  const isOver = role === "banned" && untilMs !== null && Number(untilMs) <= timeMs;
  return isOver ? "outsider" : (role ?? "outsider") as Standing;
}

function admitted(store: Store, row: Row): Admitted {
  const kind = row["kind"] as PlaceKind;
  const role = ownRole(store, row);
  const isMasked = role === "outsider" && Number(row["masks"]) > 0 && row["asker"] !== undefined;
  const considered = isMasked
    ? standingByMasks(store, { account: Number(row["asker"]), room: Number(row["id"]) })
    : role;
  const isClosedToGuest = row["is_closed_to_guest"] === 1;
  return {
    id: Number(row["id"]),
    kind,
    name: String(row["name"] ?? ""),
    standing: effectiveStanding({
      kind,
      // In a room that is there for those who are in it moderators do what owners do elsewhere.
      role: row["is_temporary"] === 1 && role === "moderator" ? "owner" : considered,
      serverRole: (row["server_role"] ?? "user") as ServerRole,
      isReadOnly: row["is_read_only"] === 1 || isClosedToGuest,
    }),
    role,
    isRestrained: row["restraint"] !== 0,
    isEncryptedRoom: row["is_encrypted_room"] === 1,
    isTemporary: row["is_temporary"] === 1,
    isJoinedByName: kind === "private" && row["is_joined_by_name"] === 1,
    isClosedToGuest,
    isWithoutSignals: row["is_without_signals"] === 1,
  };
}
