/** Entries that take many messages away, piece by piece, so that no commit waits long for them. */
import { SEALED_EMOJI } from "../../../../protocol/content/sealed.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { PlaceKind } from "../../../access/rights.ts";
import type { Appliers } from "../../applier.ts";
import { CONSOLE } from "../../actors.ts";
import { actorOf, admitToRoom, authorNamed, demandServerRight } from "../../gate.ts";
import { demandHigherRank } from "../../ranks.ts";
import { forgetRoomEvents } from "../rooms/room_events.ts";
import type { WriteStore } from "../write_store.ts";
import type { Row, Store } from "../../database/store.ts";
import { checkMayEnd } from "../accounts/account_checks.ts";
import { announce } from "../order/announce.ts";
import { audit } from "../order/audit.ts";
import { type Changed, changed } from "./messages.ts";
import { removeTextLater } from "./remove_text.ts";
import type { Acting } from "../order/staff.ts";

/** Most messages that one entry takes away: some tens of milliseconds. */
const PURGED_AT_ONCE = 250;

/** Most nonces that one entry forgets. */
const NONCES_AT_ONCE = 2_000;

/** Where a purge that comes in pieces goes on; the first piece has none. */
export interface PurgeCursor {
  /** The last message that was looked at. */
  after: number;
  /** The last one that there was when it began. */
  upTo: number;
  /** How many were taken away so far. */
  removed: number;
}

/** A reaction that was taken back; an encrypted one has a number. */
export type Unreacted = Changed & { emoji: string; reaction?: number };

/** What one piece has done; `next` is undefined after the last one. */
export interface Purged {
  deleted: Changed[];
  unreacted: Unreacted[];
  next: PurgeCursor | undefined;
  /** How many it were with all pieces so far. */
  removed: number;
}

/** Entries about many messages. */
export interface PurgeEntries {
  /** Takes away what an account wrote since a time, in a room or, without one, everywhere. */
  purge: {
    fields: Acting & {
      username: string;
      room: string | undefined;
      sinceMs: number;
      cursor: PurgeCursor | undefined;
    };
    result: Purged;
  };
  /**
   * Takes away what an account wrote, unless its messages are to stay (`keepsMessages`), and its
   * reactions, before it ends: by itself, or by the console.
   */
  erase_own: {
    fields: {
      of: number;
      keepsMessages: boolean;
      cursor: PurgeCursor | undefined;
    };
    result: Purged;
  };
}

/** Applies {@linkcode PurgeEntries}. */
export const PURGE_APPLIERS: Appliers<PurgeEntries> = {
  purge(store, { actor: account, address, username, room, sinceMs, cursor, timeMs }) {
    const place = room === undefined ? undefined : admitToRoom(store, account, room, "moderate");
    const actor = place === undefined
      ? demandServerRight(store, account, "restrain")
      : actorOf(store, account);
    const target = authorNamed(store, username);
    demandHigherRank(store, actor, target, place);
    const where = place === undefined ? "everywhere" : `in #${place.name}`;
    if (cursor === undefined) {
      audit(store, {
        action: "purge",
        actor,
        address,
        target: target.name,
        room: place?.name ?? "",
        detail: sinceMs > 0 ? `since ${new Date(sinceMs).toISOString()}` : "",
        timeMs,
      });
    }
    const piece = removePiece(store, {
      author: target.id,
      by: account,
      room: place?.id,
      sinceMs,
      cursor,
      timeMs,
    });
    if (piece.next === undefined) {
      forgetRoomEvents(store, { actor: target.id, room: place?.id, sinceMs });
    }
    if (piece.next === undefined && piece.removed > 0 && place?.kind !== "private") {
      const count = `${piece.removed} ${piece.removed === 1 ? "message" : "messages"}`;
      announce(store, `${actor.name} purged ${count} of ${target.name} ${where}`, timeMs);
    }
    return { ...piece, unreacted: [] };
  },

  erase_own(store, { actor: account, of, keepsMessages, cursor, timeMs }) {
    if (account !== of && account !== CONSOLE) throw new ChatError("no_right");
    if (cursor === undefined) checkMayEnd(store, of, account);
    const piece = keepsMessages
      ? { deleted: [], removed: 0, next: undefined }
      : removePiece(store, {
        author: of,
        by: account,
        room: undefined,
        sinceMs: 0,
        cursor,
        timeMs,
      });
    if (piece.next !== undefined) return { ...piece, unreacted: [] };
    if (!keepsMessages) forgetRoomEvents(store, { actor: of, room: undefined, sinceMs: 0 });
    const unreacted = takeReactionsBack(store, { account: of, limit: PURGED_AT_ONCE, timeMs });
    const hasMore = unreacted.length === PURGED_AT_ONCE || forgetNonces(store, of);
    const end = cursor?.upTo ?? store.lastId;
    return {
      ...piece,
      unreacted,
      next: hasMore ? { after: end, upTo: end, removed: piece.removed } : undefined,
    };
  },
};

/** Forgets some of an account's nonces; true when there may be more. */
function forgetNonces(store: WriteStore, account: number): boolean {
  const forgotten = ["nonces", "change_nonces"].map((table) =>
    store.run(
      `DELETE FROM ${table} WHERE account = ?1 AND nonce IN (
         SELECT nonce FROM ${table} WHERE account = ?1 ORDER BY nonce LIMIT ?2)`,
      account,
      NONCES_AT_ONCE,
    ).changes
  );
  return forgotten.some((count) => count === NONCES_AT_ONCE);
}

/** Takes up to `limit` reactions of an account back. */
export function takeReactionsBack(
  store: WriteStore,
  { account, limit, timeMs }: { account: number; limit: number; timeMs: number },
): Unreacted[] {
  const rows = store.all(
    `SELECT messages.id, author, conversation, kind, name, emoji FROM reactions
     JOIN messages ON messages.id = message
     JOIN conversations ON conversations.id = conversation
     WHERE account = ? ORDER BY reactions.message, emoji LIMIT ?`,
    account,
    limit,
  );
  const plain = rows.map((row) => {
    const message = messageOf(row);
    const emoji = String(row["emoji"]);
    const id = store.nextId();
    store.run(
      "DELETE FROM reactions WHERE message = ? AND emoji = ? AND account = ?",
      message.id,
      emoji,
      account,
    );
    store.run("UPDATE messages SET changed_id = ? WHERE id = ?", id, message.id);
    return { emoji, ...changed(store, message, { id, account, timeMs }) };
  });
  const rest = limit < 0 ? limit : limit - plain.length;
  return [...plain, ...takeSealedReactionsBack(store, { account, limit: rest, timeMs })];
}

function takeSealedReactionsBack(
  store: WriteStore,
  { account, limit, timeMs }: { account: number; limit: number; timeMs: number },
): Unreacted[] {
  const rows = store.all(
    `SELECT messages.id, author, conversation, kind, name, sealed_reactions.id AS reaction
     FROM sealed_reactions
     JOIN messages ON messages.id = message
     JOIN conversations ON conversations.id = conversation
     WHERE account = ? ORDER BY sealed_reactions.id LIMIT ?`,
    account,
    limit,
  );
  return rows.map((row) => {
    const message = messageOf(row);
    const reaction = Number(row["reaction"]);
    const id = store.nextId();
    store.run("DELETE FROM sealed_reactions WHERE id = ?", reaction);
    store.run("UPDATE messages SET changed_id = ? WHERE id = ?", id, message.id);
    const emoji = SEALED_EMOJI;
    return { emoji, reaction, ...changed(store, message, { id, account, timeMs }) };
  });
}

/** What of whom one piece takes away. */
interface Piece {
  author: number;
  by: number;
  room: number | undefined;
  sinceMs: number;
  cursor: PurgeCursor | undefined;
  timeMs: number;
}

function removePiece(
  store: WriteStore,
  { author, by, room, sinceMs, cursor, timeMs }: Piece,
): Omit<Purged, "unreacted"> {
  const { after, upTo, removed: before } = cursor ?? { after: 0, upTo: store.lastId, removed: 0 };
  const rows = messagesOf(store, { author, room, sinceMs, after, upTo });
  const deleted = rows.slice(0, PURGED_AT_ONCE).map((row) => {
    const message = { ...messageOf(row), text: String(row["text"]) };
    const id = removeTextLater(store, message, timeMs);
    return changed(store, message, { id, account: by, timeMs });
  });
  const removed = before + deleted.length;
  const last = deleted.at(-1)?.message;
  const hasMore = rows.length > deleted.length && last !== undefined;
  return { deleted, removed, next: hasMore ? { after: last, upTo, removed } : undefined };
}

/** One more than there is room for says that there is more. */
function messagesOf(
  store: Store,
  { author, room, sinceMs, after, upTo }: {
    author: number;
    room: number | undefined;
    sinceMs: number;
    after: number;
    upTo: number;
  },
): Row[] {
  // Anybody may have a room, and look in it for whoever has said most elsewhere: `+` keeps SQLite from
  // going through all that the author has said.
  const where = room === undefined ? "author = ?1" : "conversation = ?5 AND +author = ?1";
  return store.all(
    `SELECT messages.id, author, text, conversation, kind, name FROM messages
     JOIN conversations ON conversations.id = conversation
     WHERE ${where} AND messages.id > ?2 AND messages.id <= ?3 AND messages.deleted_ms IS NULL
       AND time_ms >= ?4
     ORDER BY messages.id LIMIT ${PURGED_AT_ONCE + 1}`,
    author,
    after,
    upTo,
    sinceMs,
    ...room === undefined ? [] : [room],
  );
}

function messageOf(row: Row) {
  return {
    id: Number(row["id"]),
    author: Number(row["author"]),
    place: {
      id: Number(row["conversation"]),
      kind: row["kind"] as PlaceKind,
      name: String(row["name"] ?? ""),
    },
  };
}
