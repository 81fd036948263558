/** What can be appended to the journal, and what becomes of it. */
import type { ErrorCode } from "../../protocol/errors.ts";

/** A room as the server holds it in memory. */
export interface RoomRecord {
  id: number;
  name: string;
}

/** An account as commands need it after a login. */
export interface AccountRecord {
  id: number;
  name: string;
  rooms: RoomRecord[];
}

/** Makes an account that is in the general room, with its first session. */
export interface RegisterEntry {
  kind: "register";
  name: string;
  /** The password as `server/accounts/password_hash.ts` stores it. */
  password: string;
  tokenHash: Uint8Array;
  address: string;
  timeMs: number;
}

/** Adds a session to an account whose password was right. */
export interface OpenSessionEntry {
  kind: "open_session";
  account: number;
  tokenHash: Uint8Array;
  address: string;
  timeMs: number;
  /** The password hashed anew, when its cost has changed. */
  rehashedPassword: string | undefined;
}

/** Finds the session of a token and notes its use. */
export interface ResumeSessionEntry {
  kind: "resume_session";
  tokenHash: Uint8Array;
  address: string;
  timeMs: number;
}

/** Revokes the session of a token. */
export interface CloseSessionEntry {
  kind: "close_session";
  tokenHash: Uint8Array;
}

/** A message in a room, by a member of it. */
export interface RoomMessageEntry {
  kind: "room_message";
  author: number;
  authorName: string;
  room: RoomRecord;
  text: string;
  nonce: string | undefined;
  timeMs: number;
}

/** A message to another account, which need not be online. */
export interface PrivateMessageEntry {
  kind: "private_message";
  author: number;
  authorName: string;
  /** The other account's name as it was typed. */
  to: string;
  text: string;
  nonce: string | undefined;
  timeMs: number;
}

/** Everything the journal takes. */
export type Entry =
  | CloseSessionEntry
  | OpenSessionEntry
  | PrivateMessageEntry
  | RegisterEntry
  | ResumeSessionEntry
  | RoomMessageEntry;

/** An entry of the kind `K`. */
export type EntryOf<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;

/** A message was written, or (`duplicate`) its nonce named one that had been written before. */
export interface Posted {
  id: number;
  timeMs: number;
  duplicate: boolean;
}

/** A private message was written; says to whom. */
export interface PostedPrivately extends Posted {
  recipient: { id: number; name: string };
}

/** What each kind of entry results in once it is committed. */
export interface Results {
  close_session: null;
  open_session: AccountRecord;
  private_message: PostedPrivately;
  register: AccountRecord;
  resume_session: AccountRecord;
  room_message: Posted;
}

/** An entry that was refused changed nothing. */
export interface Refused {
  refused: ErrorCode;
}

/** The outcome of one entry of a batch. */
export type Outcome = { result: Results[Entry["kind"]] } | Refused;
