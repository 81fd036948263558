/** One message as it is told. */
import { wireOf } from "../../../protocol/content/kinds.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { Message, Reaction, SealedReaction } from "../../../protocol/records.ts";
import { mentionsRoom } from "../write/messages/mentions.ts";
import { isoTime } from "../../base/iso_time.ts";
import { messageContent } from "../content/kinds.ts";
import { DAMAGED_TEXT, isIntact } from "../database/checksum.ts";
import type { Row, Store } from "../database/store.ts";

/** Most names under one reaction. */
const MAX_REACTION_NAMES = 10;

/** The message with this id as it stands now. */
export function readMessage(store: Store, id: number): Message {
  const row = store.get(
    `SELECT messages.id, authors.name AS author, authors.is_bot, content_kind, text, sealed, checksum, mentions_room,
       coalesce(original_ms, time_ms) AS time_ms,
       conversations.name AS room,
       recipients.name AS recipient, reply_to, changed_id, edited_ms, messages.deleted_ms
     FROM messages
     JOIN accounts AS authors ON authors.id = author
     JOIN conversations ON conversations.id = messages.conversation
     LEFT JOIN imported ON imported.message = messages.id
     LEFT JOIN accounts AS recipients ON recipients.id = iif(low = author, high, low)
     WHERE messages.id = ?`,
    id,
  );
  if (row === undefined) throw new ChatError("no_such_message");
  if (!isIntact(row)) row["text"] = DAMAGED_TEXT;
  const { room, recipient } = row;
  const content = messageContent(store, row);
  const isHushed = row["mentions_room"] === 0 && typeof room === "string" && mentionsRoom(content);
  return {
    id,
    from: String(row["author"]),
    ...botMark(row["is_bot"]),
    ...wireOf(content),
    time: rowTime(row["time_ms"]),
    ...(typeof room === "string" ? { room } : { to: String(recipient) }),
    ...(row["reply_to"] === null ? {} : replyOf(store, Number(row["reply_to"]))),
    ...(isHushed ? { hushed: true as const } : {}),
    ...(row["edited_ms"] === null ? {} : { edited: rowTime(row["edited_ms"]) }),
    ...(row["deleted_ms"] === null ? {} : { deleted: true as const }),
    ...(row["changed_id"] === null
      ? {}
      : { ...reactionsOf(store, id), ...sealedReactionsOf(store, row) }),
  };
}

/** What it replies to, and who wrote that as long as it is there. */
function replyOf(store: Store, id: number): { reply_to: number; reply_from?: string } {
  const row = store.get(
    "SELECT name FROM messages JOIN accounts ON accounts.id = author WHERE messages.id = ?",
    id,
  );
  return { reply_to: id, ...(row === undefined ? {} : { reply_from: String(row["name"]) }) };
}

/** Says of the account of a program that it is one. */
export function botMark(isBot: unknown): { bot?: true } {
  return isBot === 1 ? { bot: true } : {};
}

/** A time as a row holds it, in ISO 8601. */
export function rowTime(timeMs: unknown): string {
  return isoTime(Number(timeMs));
}

function reactionsOf(store: Store, id: number): { reactions?: Reaction[] } {
  const rows = store.all(
    `SELECT emoji, name FROM reactions JOIN accounts ON accounts.id = account
     WHERE message = ? ORDER BY emoji, folded_name`,
    id,
  );
  const reactions = new Map<string, Reaction>();
  for (const row of rows) {
    const emoji = String(row["emoji"]);
    const reaction = reactions.get(emoji) ?? { emoji, count: 0, users: [] };
    reaction.count += 1;
    if (reaction.users.length < MAX_REACTION_NAMES) reaction.users.push(String(row["name"]));
    reactions.set(emoji, reaction);
  }
  return reactions.size === 0 ? {} : { reactions: [...reactions.values()] };
}

/** Messages of rooms that are not encrypted have none, and are not asked for any. */
function sealedReactionsOf(
  store: Store,
  { id, room, sealed }: Row,
): { sealed_reactions?: SealedReaction[] } {
  if (typeof room === "string" && sealed === null) return {};
  const rows = store.all(
    `SELECT sealed_reactions.id, name, sealed FROM sealed_reactions
     JOIN accounts ON accounts.id = account WHERE message = ? ORDER BY sealed_reactions.id`,
    Number(id),
  );
  const reactions = rows.map((row) => ({
    reaction: Number(row["id"]),
    from: String(row["name"]),
    sealed: toBase64url(row["sealed"] as Uint8Array),
  }));
  return reactions.length === 0 ? {} : { sealed_reactions: reactions };
}
