/** Entries about what the history of another chat needs before its messages come: authors and rooms. */
import { ChatError } from "../../../../protocol/errors.ts";
import { MAX_USERNAME_LENGTH } from "../../../../protocol/limits.ts";
import { foldUsername, parseRoomName, parseUsername } from "../../../../protocol/names.ts";
import type { Visibility } from "../../../../protocol/records.ts";
import type { Appliers } from "../../applier.ts";
import { CONSOLE } from "../../actors.ts";
import type { Store } from "../../database/store.ts";
import { accountNamed, actorOf } from "../../gate.ts";
import type { RoomRecord } from "../../records.ts";
import { refuseLookAlike } from "../accounts/sessions.ts";
import { audit } from "../order/audit.ts";
import { isStaffRoomName } from "../order/announce.ts";
import { makeRoom } from "../rooms/rooms.ts";
import type { WriteStore } from "../write_store.ts";

/** How many names are tried for a placeholder. */
const MAX_TRIED_NAMES = 1_000;

/** Something of another chat: which one, and what it is called there. */
export interface Foreign {
  source: string;
  key: string;
}

/** Entries about authors and rooms of another chat; whoever appends them is the console. */
export interface ImportEntries {
  /**
   * Says which account stands for an author: the one that is named (`account`), the one that stood for
   * it before, or else a new placeholder whose name is like `name`.
   */
  import_author: {
    fields: Foreign & { name: string; account: string | undefined };
    result: { account: number; name: string; isNew: boolean };
  };
  /**
   * Says which room takes the messages of theirs: the one that took them before, one of this name in
   * which nothing was said, or a new one of this name.
   */
  import_room: {
    fields: Foreign & { room: string; owner: string; visibility: Visibility; topic: string };
    result: { room: RoomRecord; isNew: boolean; owner: number };
  };
}

/** Applies {@linkcode ImportEntries}. */
export const IMPORT_APPLIERS: Appliers<ImportEntries> = {
  import_author(store, { source, key, name: wanted, account: named, timeMs }) {
    const known = authorOf(store, { source, key });
    if (named === undefined && known !== undefined) return { ...known, isNew: false };
    if (named !== undefined) {
      const { id: account, name } = accountNamed(store, named);
      keepAuthor(store, { source, key }, account);
      return { account, name, isNew: false };
    }
    const name = freeName(store, parseUsername(wanted), source);
    const { id: account } = store.run(
      `INSERT INTO accounts (name, folded_name, password, created_ms, seen_ms, is_placeholder)
       VALUES (?, ?, '', ?, ?, 1)`,
      name,
      foldUsername(name),
      timeMs,
      timeMs,
    );
    keepAuthor(store, { source, key }, account);
    return { account, name, isNew: true };
  },

  import_room(store, { source, key, room: wanted, owner, visibility, topic, timeMs }) {
    const known = importedRoom(store, { source, key });
    if (known !== undefined) return { room: known, isNew: false, owner: 0 };
    const name = parseRoomName(wanted);
    const { id: account } = accountNamed(store, owner);
    const empty = emptyRoom(store, name);
    const room = empty ??
      makeRoom(store, { actor: account, room: name, visibility, topic, isCounted: false, timeMs });
    store.run(
      "INSERT INTO imported_rooms (source, key, conversation) VALUES (?, ?, ?)",
      source,
      key,
      room.id,
    );
    const actor = actorOf(store, CONSOLE);
    const detail = `from ${source}${empty === undefined ? `, owned by ${owner}` : ""}`;
    audit(store, { action: "import", actor, address: "", room: room.name, detail, timeMs });
    return { room, isNew: empty === undefined, owner: account };
  },
};

/** The account that stands for an author; undefined when none does. */
export function authorOf(
  store: Store,
  { source, key }: Foreign,
): { account: number; name: string; isDeleted: boolean } | undefined {
  const row = store.get(
    `SELECT account, name, deleted_ms FROM imported_authors JOIN accounts ON accounts.id = account
     WHERE source = ? AND key = ?`,
    source,
    key,
  );
  if (row === undefined) return undefined;
  return {
    account: Number(row["account"]),
    name: String(row["name"]),
    isDeleted: row["deleted_ms"] !== null,
  };
}

/** The room that takes the messages of one of theirs; undefined when none does. */
export function importedRoom(store: Store, { source, key }: Foreign): RoomRecord | undefined {
  const row = store.get(
    `SELECT id, name FROM imported_rooms JOIN conversations ON conversations.id = conversation
     WHERE source = ? AND key = ? AND deleted_ms IS NULL`,
    source,
    key,
  );
  return row && { id: Number(row["id"]), name: String(row["name"]) };
}

function keepAuthor(store: WriteStore, { source, key }: Foreign, account: number): void {
  store.run(
    `INSERT INTO imported_authors (source, key, account) VALUES (?, ?, ?)
     ON CONFLICT DO UPDATE SET account = excluded.account`,
    source,
    key,
    account,
  );
}

/** The room of a name, if it takes history; undefined when there is none. */
function emptyRoom(store: Store, name: string): RoomRecord | undefined {
  const row = store.get(
    `SELECT id, encrypted_from, EXISTS (SELECT 1 FROM messages WHERE conversation = id
       AND NOT EXISTS (SELECT 1 FROM imported WHERE message = messages.id)) AS is_used
     FROM conversations WHERE name = ?`,
    name,
  );
  if (row === undefined) return undefined;
  if (row["encrypted_from"] !== null || isStaffRoomName(name)) {
    throw new ChatError("no_right", `#${name} takes no history: it is encrypted, or for the staff`);
  }
  if (row["is_used"] === 1) {
    throw new ChatError("name_taken", `In #${name} something was said already`);
  }
  return { id: Number(row["id"]), name };
}

/** A name that is neither taken nor looks like another one: the wanted one, or that with a suffix. */
function freeName(store: WriteStore, wanted: string, source: string): string {
  for (let tried = 0; tried < MAX_TRIED_NAMES; tried++) {
    const suffix = tried === 0 ? "" : `-${source}${tried === 1 ? "" : `-${tried}`}`;
    const name = `${wanted.slice(0, MAX_USERNAME_LENGTH - suffix.length)}${suffix}`;
    if (isFree(store, name)) return name;
  }
  throw new ChatError("name_taken", `No name like "${wanted}" is free`);
}

function isFree(store: WriteStore, name: string): boolean {
  if (store.get("SELECT 1 FROM accounts WHERE folded_name = ?", foldUsername(name))) return false;
  try {
    refuseLookAlike(store, name);
    return true;
  } catch (error) {
    if (error instanceof ChatError) return false;
    throw error;
  }
}
