/** Queries about accounts: logging in, profiles, sessions, and what an account takes with it. */
import { contentOf, wireOf } from "../../../protocol/content/kinds.ts";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { MemberRole, Message, ServerRole } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import { type PlaceKind, refusalOf, type Right, type Standing } from "../../access/rights.ts";
import type { Readers } from "../applier.ts";
import { accountNamed, type NamedAccount } from "../gate.ts";
import type { Row, Store } from "../database/store.ts";
import { guestsLeftBehind } from "../write/accounts/guests_left_behind.ts";
import { ignoredBy } from "../write/accounts/ignoring.ts";
import { bytesOf } from "../write/keys/key_rows.ts";
import { hasSecondFactor } from "../write/accounts/credentials.ts";
import { SESSION_LIFETIME_MS } from "../write/accounts/sessions.ts";
import { checkNotBanned } from "../write/order/restraints.ts";
import { botMark, readMessage, rowTime } from "./message.ts";

/** Most messages in one part of an export. */
const EXPORT_MESSAGES = 500;

/** An account with its stored password. */
export interface Credentials {
  account: number;
  password: string;
  /** Whether the next login must come with another password, or with a code. */
  mustChangePassword: boolean;
  hasSecondFactor: boolean;
  /** Where its newest 100 sessions were used last. */
  addresses: string[];
}

/** What an account says about itself. */
export interface StoredProfile {
  account: number;
  username: string;
  bot?: true;
  display_name: string;
  about: string;
  time_zone: string;
  created: string;
  /** When it was last online. */
  last_seen: string;
  /** The rooms that it shares with the asker. */
  rooms: string[];
  /** Its role in each of them. */
  roles: MemberRole[];
}

/** A session as the store knows it. */
export interface StoredSession {
  session: number;
  device: string;
  address: string;
  created: string;
  used: string;
  token?: string;
  /** The device with keys that it belongs to, base64url. */
  key_device?: string;
}

/** Queries about accounts. */
export interface AccountQueries {
  /** The account of this name, compared without case; deleted ones are gone. */
  credentials: { fields: { name: string }; result: Credentials | undefined };
  /** How many accounts have a password that was stored at each bcrypt cost. */
  password_costs: { fields: Record<never, never>; result: Map<number, number> };
  /** Whose session a token is of, and which; undefined when it logs nobody in. */
  session_of: {
    fields: { tokenHash: Uint8Array };
    result: { account: number; session: number } | undefined;
  };
  /**
   * Who asks with a token and no connection, with what they are on the server.
   *
   * @throws {ChatError} `bad_credentials`, `account_banned`.
   */
  bearer: {
    fields: { tokenHash: Uint8Array; clockMs: number };
    result: { account: number; name: string; session: number; role: ServerRole };
  };
  /** Tells whether a name cannot be registered. */
  name_taken: { fields: { name: string }; result: boolean };
  /** Whether there are guests that servers have left behind. */
  has_guests: { fields: Record<never, never>; result: boolean };
  /** The account of this name. */
  account: { fields: { username: string }; result: NamedAccount };
  profile: { fields: { account: number; username: string }; result: StoredProfile };
  /** The sessions of an account, latest used first. */
  sessions: { fields: { account: number }; result: StoredSession[] };
  /** Whom the account ignores. */
  ignored: { fields: { account: number }; result: string[] };
  /** Which of an account and that of a name, which need not exist, ignores the other. */
  ignoring_pair: {
    fields: { account: number; username: string };
    result: { isIgnoring: boolean; isIgnored: boolean };
  };
  /** Which of these accounts an account ignores, and which of them ignore it. */
  ignoring_among: {
    fields: { account: number; watchers: number[] };
    result: { ignored: number[]; ignoring: number[] };
  };
  /** One part of everything that is the account's own, after a message id; 0 begins. */
  export: {
    fields: { account: number; after: number };
    result: { data: Record<string, unknown>; next: number | undefined };
  };
}

/** Answers {@linkcode AccountQueries}. */
export const ACCOUNT_READERS: Readers<AccountQueries> = {
  credentials(store, { name }) {
    const row = store.get(
      `SELECT id, password, must_change_password FROM accounts
       WHERE folded_name = ? AND deleted_ms IS NULL AND is_bot = 0 AND is_placeholder = 0`,
      foldUsername(name),
    );
    if (row === undefined) return undefined;
    const account = Number(row["id"]);
    return {
      account,
      password: String(row["password"]),
      mustChangePassword: row["must_change_password"] === 1,
      hasSecondFactor: hasSecondFactor(store, account),
      addresses: store.all(
        "SELECT address FROM sessions WHERE account = ? ORDER BY id DESC LIMIT 100",
        account,
      ).map((session) => String(session["address"])),
    };
  },

  password_costs(store) {
    const rows = store.all(
      `SELECT substr(password, 19, 2) AS cost, count(*) AS accounts FROM accounts
       WHERE deleted_ms IS NULL AND password LIKE 'bcrypt-sha384$2_$__$%' GROUP BY cost`,
    );
    return new Map(rows.map((row) => [Number(row["cost"]), Number(row["accounts"])]));
  },

  session_of(store, { tokenHash }) {
    const row = store.get("SELECT account, id FROM sessions WHERE token_hash = ?", tokenHash);
    return row && { account: Number(row["account"]), session: Number(row["id"]) };
  },

  bearer(store, { tokenHash, clockMs }) {
    const row = store.get(
      `SELECT sessions.id, account, name, banned_until_ms, server_role FROM sessions
       JOIN accounts ON accounts.id = account WHERE token_hash = ? AND used_ms >= ?`,
      tokenHash,
      clockMs - SESSION_LIFETIME_MS,
    );
    if (row === undefined) throw new ChatError("bad_credentials");
    const account = Number(row["account"]);
    checkNotBanned(store, account, row["banned_until_ms"]);
    return {
      account,
      name: String(row["name"]),
      session: Number(row["id"]),
      role: row["server_role"] as ServerRole,
    };
  },

  has_guests: (store) => guestsLeftBehind(store, 1).length > 0,

  name_taken(store, { name }) {
    return store.get("SELECT 1 FROM accounts WHERE folded_name = ?", foldUsername(name)) !==
      undefined;
  },

  account(store, { username }) {
    return accountNamed(store, username);
  },

  profile(store, { account, username }) {
    const { id } = accountNamed(store, username);
    const row = store.get("SELECT * FROM accounts WHERE id = ?", id) ?? {};
    const shared = store.all(
      `SELECT name, theirs.role FROM conversations
       JOIN members AS own ON own.conversation = conversations.id AND own.account = ?
       JOIN members AS theirs ON theirs.conversation = conversations.id AND theirs.account = ?
       WHERE kind <> 'direct' AND own.role NOT IN ('banned', 'invited')
         AND theirs.role NOT IN ('banned', 'invited')
       ORDER BY name LIMIT 100`,
      account,
      id,
    );
    return {
      account: id,
      ...profileOf(row),
      ...botMark(row["is_bot"]),
      last_seen: rowTime(row["seen_ms"]),
      rooms: shared.map((room) => String(room["name"])),
      roles: shared.map((room) => room["role"] as MemberRole),
    };
  },

  sessions(store, { account }) {
    return store.all(
      "SELECT * FROM sessions WHERE account = ? ORDER BY used_ms DESC LIMIT 100",
      account,
    ).map(sessionOf);
  },

  ignored(store, { account }) {
    return ignoredBy(store, account);
  },

  ignoring_among(store, { account, watchers }) {
    const others = (sql: string) =>
      store.all(sql, account, JSON.stringify(watchers)).map(({ other }) => Number(other));
    return {
      ignored: others(
        `SELECT ignored AS other FROM ignores
         WHERE account = ? AND ignored IN (SELECT value FROM json_each(?))`,
      ),
      ignoring: others(
        `SELECT account AS other FROM ignores
         WHERE ignored = ? AND account IN (SELECT value FROM json_each(?))`,
      ),
    };
  },

  ignoring_pair(store, { account, username }) {
    const ignores = (one: string, other: string) =>
      store.get(
        `SELECT 1 FROM ignores JOIN accounts AS others ON others.folded_name = ?2
         WHERE ${one} = ?1 AND ${other} = others.id`,
        account,
        foldUsername(username),
      ) !== undefined;
    return {
      isIgnoring: ignores("account", "ignored"),
      isIgnored: ignores("ignored", "account"),
    };
  },

  export(store, { account, after }) {
    return after === 0 ? exportAccount(store, account) : exportMessages(store, account, after);
  },
};

/** The first part of an export: everything but messages. */
function exportAccount(store: Store, account: number) {
  const row = store.get("SELECT * FROM accounts WHERE id = ?", account) ?? {};
  const rooms = store.all(
    `SELECT name, kind, role, members.joined_ms FROM members
     JOIN conversations ON conversations.id = conversation
     WHERE account = ? AND kind <> 'direct' AND NOT (role = 'invited' AND is_quiet = 1)
     ORDER BY role = 'invited', name LIMIT 200`,
    account,
  );
  const sessions = store.all("SELECT * FROM sessions WHERE account = ? LIMIT 100", account);
  const data = {
    account: { ...profileOf(row), last_seen: rowTime(row["seen_ms"]) },
    rooms: rooms.filter((room) => has("list", room)).map((room) => ({
      room: String(room["name"]),
      role: String(room["role"]),
      since: rowTime(room["joined_ms"]),
    })),
    ignored: ignoredBy(store, account),
    sessions: sessions.map(sessionOf),
  };
  const first = store.get("SELECT min(id) AS id FROM messages WHERE author = ?", account);
  return { data, next: first?.["id"] === null ? undefined : 1 };
}

/** The next messages that the account wrote, from the id `after` on. */
function exportMessages(store: Store, account: number, after: number) {
  const rows = store.all(
    `SELECT messages.id, messages.deleted_ms, kind, role FROM messages
     JOIN conversations ON conversations.id = messages.conversation
     LEFT JOIN members ON members.conversation = messages.conversation AND members.account = author
     WHERE author = ? AND messages.id >= ?
     ORDER BY messages.id LIMIT ${EXPORT_MESSAGES + 1}`,
    account,
    after,
  );
  const budget = new ByteBudget();
  const messages: Partial<Message>[] = [];
  let taken = 0;
  for (const row of rows.slice(0, EXPORT_MESSAGES)) {
    // Those are passed over here: however many they are, one part goes by so many of them only.
    if (row["deleted_ms"] === null) {
      const message = readMessage(store, Number(row["id"]));
      const shown = has("read", row) ? message : ownWords(message);
      if (!budget.takes(shown)) break;
      messages.push(shown);
    }
    taken += 1;
  }
  const next = rows[taken]?.["id"];
  return { data: { messages }, next: next === undefined ? undefined : Number(next) };
}

/** Whether the account has a right in the conversation of a row with its `kind` and its own `role`. */
function has(right: Right, { kind, role }: Row): boolean {
  return refusalOf(right, kind as PlaceKind, (role ?? "outsider") as Standing) === undefined;
}

/** Of a message in a place that its author may not read any more: only what the author wrote. */
function ownWords({ id, from, time, edited, ...rest }: Message): Partial<Message> {
  const own = wireOf(contentOf(rest));
  return { id, from, ...own, time, ...(edited === undefined ? {} : { edited }) };
}

function profileOf(row: Row) {
  return {
    username: String(row["name"]),
    display_name: String(row["display_name"]),
    about: String(row["about"]),
    time_zone: String(row["time_zone"]),
    created: rowTime(row["created_ms"]),
  };
}

function sessionOf(row: Row): StoredSession {
  return {
    session: Number(row["id"]),
    device: String(row["device"]),
    address: String(row["address"]),
    created: rowTime(row["created_ms"]),
    used: rowTime(row["used_ms"]),
    ...(row["token_name"] === null ? {} : { token: String(row["token_name"]) }),
    ...(row["key_device"] === null ? {} : { key_device: toBase64url(bytesOf(row["key_device"])) }),
  };
}
