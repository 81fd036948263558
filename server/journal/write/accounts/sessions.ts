/** Entries about who may log in: accounts that are made, and their sessions. */
import type { AccountRecord } from "../../records.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { defaultRooms } from "../rooms/default_rooms.ts";
import { foldUsername, RESERVED_NAMES } from "../../../../protocol/names.ts";
import type { ServerRole } from "../../../../protocol/records.ts";
import type { Appliers } from "../../applier.ts";
import { actorOf } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";
import { nameSkeleton, SKELETON_OF_NAME } from "../../database/look_alikes.ts";
import type { Row, Store } from "../../database/store.ts";
import { admitApplicant, type Applicant } from "./admission.ts";
import { audit } from "../order/audit.ts";
import { type ByCode, type ByTheClock, secondFactor } from "./credentials.ts";
import { ownKeys } from "../keys/own_keys.ts";
import { checkNotBanned } from "../order/restraints.ts";
import { keepGuest } from "./keep_guest.ts";
import { refuseNick } from "./nicks.ts";
import { screenName } from "../messages/screening.ts";

/** A session that is not used for this long is forgotten (housekeeping.ts), in milliseconds. */
export const SESSION_LIFETIME_MS = 90 * 24 * 60 * 60 * 1_000;

/** Most sessions of one account; a new one takes the place of the one that was not used longest. */
const MAX_SESSIONS = 100;

/** Where a session is used from. */
export interface Origin {
  tokenHash: Uint8Array;
  address: string;
  /** What the client calls itself. */
  device: string;
}

/** An account that is to be made. */
export interface NewAccount {
  name: string;
  /** The password as `server/accounts/password_hash.ts` stores it. */
  password: string;
}

/** Entries about accounts and sessions. */
export interface SessionEntries {
  /**
   * Makes an account with its first session, if whoever asks may do so now; of the guest (`guest`) on
   * whose connection that is, where it is called like it.
   */
  register: {
    fields: Origin & NewAccount & Applicant & { guest?: number | undefined };
    result: AccountRecord;
  };
  /** Refuses as `register` would, and changes nothing; nothing is promised by it. */
  may_register: { fields: Applicant; result: null };
  /** Adds a session to the account that acts, whose password was right. */
  open_session: {
    fields: Origin & ByTheClock & ByCode & {
      /** The stored password that was found to be right. */
      provedPassword: string;
      /** The password hashed anew, when its cost has changed. */
      rehashedPassword: string | undefined;
      /** A code of the second factor, or one that replaces it. */
      code: string | undefined;
      /** Another password as it is stored, for an account that must change its own. */
      newPassword: string | undefined;
    };
    /** `recoveryCodesLeft`: a recovery code was used up, and so many are left. */
    result: AccountRecord & { recoveryCodesLeft: number | undefined };
  };
  /** Finds the session of a token and notes its use. */
  resume_session: { fields: Origin & ByTheClock; result: AccountRecord };
  /** Revokes one session of an account, or all but one; says which. */
  close_sessions: {
    fields: { account: number } & ({ session: number } | { allBut: number });
    result: number[];
  };
  /** Notes when an account was last online, and its session was last used. */
  seen: { fields: { account: number; session: number }; result: null };
}

/** Applies {@linkcode SessionEntries}. */
export const SESSION_APPLIERS: Appliers<SessionEntries> = {
  register(store, entry) {
    const invite = admit(store, entry);
    const account = keepGuest(store, { ...entry, invite }) ??
      addAccount(store, { ...entry, invite });
    if (invite !== undefined) {
      store.run("UPDATE invites SET uses_left = uses_left - 1 WHERE id = ?", invite);
    }
    return accountRecord(store, account, addSession(store, account, entry));
  },

  may_register(store, entry) {
    admit(store, entry);
    return null;
  },

  open_session(store, entry) {
    const { actor: account, provedPassword, rehashedPassword, newPassword } = entry;
    const { code, codePlace, clockMs } = entry;
    const row = store.get(
      "SELECT password, must_change_password FROM accounts WHERE id = ? AND deleted_ms IS NULL",
      account,
    );
    if (row === undefined) throw new ChatError("bad_credentials");
    // It was changed while it was looked at: whoever knew the old one gets no session by that.
    if (row["password"] !== provedPassword) throw new ChatError("busy");
    const mustChange = row["must_change_password"] === 1;
    if (mustChange && newPassword === undefined) throw new ChatError("password_change_required");
    const useCode = secondFactor(store, { account, code, codePlace, nowMs: clockMs });
    const recoveryCodesLeft = useCode();
    const password = mustChange ? newPassword : rehashedPassword;
    if (password !== undefined) {
      store.run(
        "UPDATE accounts SET password = ?, must_change_password = 0 WHERE id = ?",
        password,
        account,
      );
    }
    if (mustChange) {
      const actor = actorOf(store, account);
      const { address, timeMs } = entry;
      audit(store, { action: "password", actor, address, target: actor.name, timeMs });
    }
    const added = addSession(store, account, entry);
    noteAddress(store, account, entry.address);
    return { ...accountRecord(store, account, added), recoveryCodesLeft };
  },

  resume_session(store, { tokenHash, address, device, clockMs, timeMs }) {
    const row = store.get(
      `SELECT sessions.id, account, banned_until_ms FROM sessions
       JOIN accounts ON accounts.id = account WHERE token_hash = ? AND used_ms >= ?`,
      tokenHash,
      clockMs - SESSION_LIFETIME_MS,
    );
    if (row === undefined) throw new ChatError("bad_credentials");
    checkNotBanned(store, Number(row["account"]), row["banned_until_ms"]);
    const session = Number(row["id"]);
    store.run(
      `UPDATE sessions SET address = ?, device = coalesce(token_name, ?), used_ms = ? WHERE id = ?`,
      address,
      device,
      timeMs,
      session,
    );
    noteAddress(store, Number(row["account"]), address);
    return accountRecord(store, Number(row["account"]), { session, displaced: [] });
  },

  close_sessions(store, entry) {
    const rows = "session" in entry
      ? store.runReturning(
        "DELETE FROM sessions WHERE account = ? AND id = ? RETURNING id",
        entry.account,
        entry.session,
      )
      : store.runReturning(
        "DELETE FROM sessions WHERE account = ? AND id <> ? RETURNING id",
        entry.account,
        entry.allBut,
      );
    return idsOf(rows);
  },

  seen(store, { account, session, timeMs }) {
    store.run("UPDATE accounts SET seen_ms = ? WHERE id = ?", timeMs, account);
    store.run("UPDATE sessions SET used_ms = ? WHERE id = ?", timeMs, session);
    return null;
  },
};

/** Sees to it that somebody may make an account of a name; returns the invite whose use that takes. */
function admit(store: WriteStore, entry: Applicant & { timeMs: number }): number | undefined {
  const invite = admitApplicant(store, entry, entry.timeMs);
  screenName(store, { name: entry.name, account: undefined, refusal: "bad_username" });
  return invite;
}

/** Nobody is to be taken for somebody else; accounts that look alike already stay as they are. */
export function refuseLookAlike(store: WriteStore, name: string, but = 0): void {
  const skeleton = nameSkeleton(name);
  const isReserved = [...RESERVED_NAMES.keys()].some((other) => nameSkeleton(other) === skeleton);
  const other = store.get(
    `SELECT 1 FROM accounts
     WHERE folded_name IS NOT NULL AND ${SKELETON_OF_NAME} = ? AND id <> ?`,
    skeleton,
    but,
  );
  if (!isReserved && other === undefined) return;
  throw new ChatError("name_taken", `"${name}" looks like another name here; choose another one`);
}

/**
 * Makes an account that is in the general room; returns its id.
 *
 * @throws {ChatError} `name_taken`.
 */
export function addAccount(
  store: WriteStore,
  { name, password, invite, timeMs }: NewAccount & { invite: number | undefined; timeMs: number },
): number {
  const foldedName = foldUsername(name);
  if (store.get("SELECT 1 FROM accounts WHERE folded_name = ?", foldedName) !== undefined) {
    throw new ChatError("name_taken");
  }
  refuseNick(store, name);
  refuseLookAlike(store, name);
  const { id: account } = store.run(
    `INSERT INTO accounts (name, folded_name, password, created_ms, seen_ms, invite)
     VALUES (?, ?, ?, ?, ?, ?)`,
    name,
    foldedName,
    password,
    timeMs,
    timeMs,
    invite ?? null,
  );
  // What was said in the rooms before is there to be read, but it is not unread.
  for (const room of defaultRooms(store)) {
    store.run(
      `INSERT INTO members (account, conversation, role, read_id, joined_ms)
       VALUES (?, ?, 'member', ?, ?)`,
      account,
      room,
      store.lastId,
      timeMs,
    );
  }
  return account;
}

/** In an order that is the same everywhere. */
function idsOf(rows: readonly Row[]): number[] {
  return rows.map((row) => Number(row["id"])).sort((first, second) => first - second);
}

/** A new session, and those whose place it took. */
export interface AddedSession {
  session: number;
  displaced: number[];
}

/**
 * Opens a session; of too many those that were not used longest go. Those that were made for programs go
 * last: a script that logs in again and again takes no token from another one.
 */
export function addSession(
  store: WriteStore,
  account: number,
  { tokenHash, device, address, tokenName, timeMs }: Origin & {
    tokenName?: string;
    timeMs: number;
  },
): AddedSession {
  const displaced = store.runReturning(
    `DELETE FROM sessions WHERE account = ?1 AND id NOT IN (
       SELECT id FROM sessions WHERE account = ?1
       ORDER BY token_name IS NULL, used_ms DESC, id DESC LIMIT ${MAX_SESSIONS - 1})
     RETURNING id`,
    account,
  );
  const { id: session } = store.run(
    `INSERT INTO sessions (token_hash, account, device, address, created_ms, used_ms, token_name)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    tokenHash,
    account,
    device,
    address,
    timeMs,
    timeMs,
    tokenName ?? null,
  );
  return { session, displaced: idsOf(displaced) };
}

/** Of those who keep order it is known where they were last, also when their sessions are over. */
export function noteAddress(store: WriteStore, account: number, address: string): void {
  store.run(
    `UPDATE accounts SET last_address = ?2
     WHERE id = ?1 AND server_role <> 'user' AND last_address <> ?2`,
    account,
    address,
  );
}

/** An account as commands need it after a login. */
export function accountRecord(store: Store, id: number, added: AddedSession): AccountRecord {
  const rooms = store.all(
    `SELECT conversations.id, conversations.name FROM members
     JOIN conversations ON conversations.id = members.conversation
     WHERE members.account = ? AND kind <> 'direct' AND role NOT IN ('banned', 'invited')
     ORDER BY conversations.name`,
    id,
  );
  const { name, role } = actorOf(store, id);
  const isGuest =
    store.get("SELECT 1 FROM accounts WHERE id = ? AND is_guest = 1", id) !== undefined;
  return {
    id,
    name,
    role: role as ServerRole,
    isGuest,
    ...added,
    keys: ownKeys(store, id, added.session),
    isBot: store.get("SELECT 1 FROM accounts WHERE id = ? AND is_bot = 1", id) !== undefined,
    rooms: rooms.map((row) => ({ id: Number(row["id"]), name: String(row["name"]) })),
  };
}
