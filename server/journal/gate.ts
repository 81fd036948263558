/**
 * The gate that every access to a conversation passes, in the same transaction as what it is for:
 * nothing can change between the check and the act. Refusals are `ChatError`s, and a place that the
 * account may not know of is refused exactly like one that does not exist.
 */
import { ChatError } from "../../protocol/errors.ts";
import { foldUsername, parseRoomName } from "../../protocol/names.ts";
import { type PlaceKind, refusalOf, type Right, type Standing } from "../rights.ts";
import type { Row, Store } from "./store.ts";

/** A conversation and how the asking account stands to it. */
export interface Admitted {
  id: number;
  kind: PlaceKind;
  /** Name of the room; empty for a direct conversation. */
  name: string;
  standing: Standing;
}

/** A message in a conversation that the account may read. */
export interface AdmittedMessage {
  id: number;
  author: number;
  text: string;
  place: Admitted;
  row: Row;
}

/** An account that exists. */
export interface NamedAccount {
  id: number;
  name: string;
}

const CONVERSATION = `
  SELECT conversations.id, kind, conversations.name, low, high, members.role
  FROM conversations
  LEFT JOIN members ON members.conversation = conversations.id AND members.account = ?`;

/**
 * The room of this name, if the account has `right` in it.
 *
 * @throws {ChatError} `bad_room_name`, `no_such_room`, or what the table says.
 */
export function admitToRoom(store: Store, account: number, name: string, right: Right): Admitted {
  const row = store.get(
    `${CONVERSATION} WHERE conversations.name = ?`,
    account,
    parseRoomName(name),
  );
  if (row === undefined) throw new ChatError("no_such_room");
  return admit(row, right);
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
    `${CONVERSATION} WHERE low = ? AND high = ?`,
    account,
    Math.min(account, other),
    Math.max(account, other),
  );
  return row === undefined ? undefined : admit(row, "read");
}

/**
 * A message that the account may read and that has not been deleted.
 *
 * @throws {ChatError} `no_such_message`, also for one in a place that the account may not read.
 */
export function admitToMessage(store: Store, account: number, id: number): AdmittedMessage {
  const row = store.get("SELECT * FROM messages WHERE id = ? AND deleted_ms IS NULL", id);
  // The place is looked up even when there is no such message: both refusals take the same time.
  const place = store.get(
    `${CONVERSATION} WHERE conversations.id = ?`,
    account,
    Number(row?.["conversation"] ?? 0),
  );
  if (row === undefined || place === undefined || refusal(place, "read") !== undefined) {
    throw new ChatError("no_such_message");
  }
  return {
    id,
    author: Number(row["author"]),
    text: String(row["text"]),
    place: admitted(place),
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
  if (code !== undefined) throw new ChatError(code);
}

/**
 * The account of this name, compared without case.
 *
 * @throws {ChatError} `no_such_user`, also when it was deleted.
 */
export function accountNamed(store: Store, name: string): NamedAccount {
  const row = store.get(
    "SELECT id, name FROM accounts WHERE folded_name = ? AND deleted_ms IS NULL",
    foldUsername(name),
  );
  if (row === undefined) throw new ChatError("no_such_user");
  return { id: Number(row["id"]), name: String(row["name"]) };
}

/** How an account stands to a conversation. */
export function standingOf(store: Store, account: number, conversation: number): Standing {
  const row = store.get(
    "SELECT role FROM members WHERE account = ? AND conversation = ?",
    account,
    conversation,
  );
  return (row?.["role"] ?? "outsider") as Standing;
}

function admit(row: Row, right: Right): Admitted {
  const code = refusal(row, right);
  if (code !== undefined) throw new ChatError(code);
  return admitted(row);
}

function refusal(row: Row, right: Right) {
  const { kind, standing } = admitted(row);
  return refusalOf(right, kind, standing);
}

function admitted(row: Row): Admitted {
  return {
    id: Number(row["id"]),
    kind: row["kind"] as PlaceKind,
    name: String(row["name"] ?? ""),
    standing: (row["role"] ?? "outsider") as Standing,
  };
}
