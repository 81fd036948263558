/** Keeps whom a message mentions: members of its conversation by name, or all of them. */
import type { Content } from "../../../../protocol/content/content.ts";
import { contentMentions } from "../../../../protocol/content/kinds.ts";
import { EVERYBODY } from "../../../../protocol/text/mentions.ts";
import { rankOf } from "../../../access/rights.ts";
import type { Store } from "../../database/store.ts";
import type { Admitted } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";

/** Most accounts that one message mentions by name. */
const MAX_MENTIONS = 50;

/** A message with its place and its author, who is not mentioned by it. */
interface Mentioning {
  message: number;
  conversation: number;
  author: number;
  content: Content;
}

/** Whom a message calls with `@room`: all who are there, or nobody, as its author may not. */
export type RoomCall = "none" | "called" | "hushed";

/**
 * What a message does about everybody in its place. Whoever moderates or was given a voice may call
 * all of a room, others once they have been in it for as long as it says; between two everybody may.
 */
export function roomCall(
  store: Store,
  { account, content, place }: { account: number; content: Content; place: Admitted | undefined },
): RoomCall {
  if (!mentionsRoom(content)) return "none";
  if (place === undefined || place.kind === "direct") return "called";
  if (rankOf(place.standing) >= rankOf("speaker")) return "called";
  const row = store.get(
    `SELECT joined_ms + call_after_ms AS from_ms FROM members
     JOIN conversations ON conversations.id = conversation WHERE account = ? AND conversation = ?`,
    account,
    place.id,
  );
  return Number(row?.["from_ms"] ?? Infinity) <= store.timeMs ? "called" : "hushed";
}

/** Whether a message names everybody in its room, whatever becomes of it. */
export function mentionsRoom(content: Content): boolean {
  return namesIn(content).has(EVERYBODY);
}

/** Notes whom a new message mentions. */
export function keepMentions(
  store: WriteStore,
  { message, conversation, author, content }: Mentioning,
): void {
  for (const name of [...namesIn(content)].slice(0, MAX_MENTIONS)) {
    store.run(
      `INSERT INTO mentions (account, conversation, message)
       SELECT accounts.id, ?, ? FROM accounts
       JOIN members ON members.account = accounts.id AND members.conversation = ?
       WHERE folded_name = ? AND accounts.id <> ? AND role NOT IN ('banned', 'invited')`,
      conversation,
      message,
      conversation,
      name,
      author,
    );
  }
}

/** Notes it anew for a message whose text has changed. */
export function replaceMentions(store: WriteStore, mentioning: Mentioning): void {
  store.run("DELETE FROM mentions WHERE message = ?", mentioning.message);
  keepMentions(store, mentioning);
}

function namesIn(content: Content): Set<string> {
  return new Set(contentMentions(content).map(({ name }) => name));
}
