/** Queries about hooks: those of a room, the one that a token belongs to, and what goes out. */
import type { HookInfo, Message } from "../../../protocol/records.ts";
import type { Readers } from "../applier.ts";
import { CONSOLE_NAME } from "../actors.ts";
import type { Row } from "../database/store.ts";
import { admitToRoom } from "../gate.ts";
import { readMessage, rowTime } from "./message.ts";

/** A hook that somebody knocks at. */
export interface HookIn {
  hook: number;
  /** What signatures are made with; empty when none are needed. */
  secret: string;
  perMinute: number;
  /** Whether everything in its room is encrypted. */
  isEncrypted: boolean;
}

/** A hook that leads out. */
export interface HookOut {
  hook: number;
  name: string;
  room: number;
  url: string;
  secret: string;
  words: readonly string[];
  perMinute: number;
  /** The last message that went out, or was given up. */
  sentId: number;
}

/** Messages that go out through a hook, and how far the question has come. */
export interface HookDue {
  messages: Message[];
  /** Everything up to here was looked at. */
  upTo: number;
  more: boolean;
}

/** Queries about hooks. */
export interface HookQueries {
  /** The hooks of a room, in the order in which they were made; for those who moderate it. */
  hooks: { fields: { account: number; room: string }; result: { hooks: HookInfo[] } };
  /** The hook that the token of this hash lets into; undefined when there is none. */
  hook_in: { fields: { tokenHash: Uint8Array }; result: HookIn | undefined };
  /** All hooks that lead out and are not switched off, by their numbers. */
  hooks_out: { fields: Record<never, never>; result: HookOut[] };
  /**
   * What people have said in the room of a hook after a message, the newest `behind` of it, and of
   * those the first `limit`; nothing once the hook is gone or switched off.
   */
  hook_due: {
    fields: { hook: number; after: number; behind: number; limit: number };
    result: HookDue;
  };
}

/** Answers {@linkcode HookQueries}. */
export const HOOK_READERS: Readers<HookQueries> = {
  hooks(store, { account, room }) {
    const place = admitToRoom(store, account, room, "moderate");
    const rows = store.all(
      `SELECT hooks.*, accounts.name AS by FROM hooks LEFT JOIN accounts ON accounts.id = made_by
       WHERE room = ? ORDER BY hooks.id`,
      place.id,
    );
    return { hooks: rows.map((row) => infoOf(row, place.name)) };
  },

  hook_in(store, { tokenHash }) {
    const row = store.get(
      `SELECT hooks.id, secret, per_minute, encrypted_from FROM hooks
       JOIN conversations ON conversations.id = room WHERE token_hash = ?`,
      tokenHash,
    );
    if (row === undefined) return undefined;
    return {
      hook: Number(row["id"]),
      secret: String(row["secret"]),
      perMinute: Number(row["per_minute"]),
      isEncrypted: row["encrypted_from"] !== null,
    };
  },

  hooks_out(store) {
    const rows = store.all(
      "SELECT * FROM hooks WHERE direction = 'out' AND off_ms IS NULL ORDER BY id",
    );
    return rows.map((row) => ({
      hook: Number(row["id"]),
      name: String(row["name"]),
      room: Number(row["room"]),
      url: String(row["url"]),
      secret: String(row["secret"]),
      words: wordsOf(row),
      perMinute: Number(row["per_minute"]),
      sentId: Number(row["sent_id"]),
    }));
  },

  hook_due(store, { hook, after, behind, limit }) {
    // What hooks say themselves does not go out, so that nothing goes round in circles.
    const rows = store.all(
      `SELECT id FROM (
         SELECT messages.id FROM hooks JOIN messages ON conversation = room
         JOIN accounts ON accounts.id = author
         WHERE hooks.id = ?1 AND off_ms IS NULL AND messages.id > ?2 AND messages.deleted_ms IS NULL
           AND sealed IS NULL AND accounts.name NOT LIKE '*%'
         ORDER BY messages.id DESC LIMIT ?3)
       ORDER BY id LIMIT ?4`,
      hook,
      after,
      behind,
      limit,
    );
    const ids = rows.map(({ id }) => Number(id));
    return {
      messages: ids.map((id) => readMessage(store, id)),
      upTo: ids.at(-1) ?? after,
      more: ids.length === limit,
    };
  },
};

function infoOf(row: Row, room: string): HookInfo {
  const isOutgoing = row["direction"] === "out";
  const words = wordsOf(row);
  return {
    hook: Number(row["id"]),
    name: String(row["name"]),
    room,
    direction: isOutgoing ? "out" : "in",
    rate: Number(row["per_minute"]),
    ...(!isOutgoing && row["secret"] !== "" ? { signed: true as const } : {}),
    ...(isOutgoing ? { url: String(row["url"]) } : {}),
    ...(words.length > 0 ? { words } : {}),
    by: row["made_by"] === null ? CONSOLE_NAME : String(row["by"]),
    time: rowTime(row["made_ms"]),
    ...(row["used_ms"] === null ? {} : { used: rowTime(row["used_ms"]) }),
    ...(row["failing_ms"] === null ? {} : { failing: rowTime(row["failing_ms"]) }),
    ...(row["off_ms"] === null ? {} : { off: rowTime(row["off_ms"]) }),
  };
}

function wordsOf(row: Row): string[] {
  return JSON.parse(String(row["words"])) as string[];
}
