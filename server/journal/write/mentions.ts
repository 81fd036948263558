/** Who a message mentions: `@name` for members of its conversation, `@room` for all of them. */
import { EVERYBODY, mentionedNames } from "../../../protocol/mentions.ts";
import type { Store } from "../store.ts";

/** Most accounts that one message mentions by name. */
const MAX_MENTIONS = 50;

/** A message with its place and its author, who is not mentioned by it. */
interface Mentioning {
  message: number;
  conversation: number;
  author: number;
  text: string;
}

/** Tells whether a text mentions everybody in its room. */
export function mentionsRoom(text: string): boolean {
  return mentionedNames(text).has(EVERYBODY);
}

/** Notes whom a new message mentions. */
export function keepMentions(
  store: Store,
  { message, conversation, author, text }: Mentioning,
): void {
  for (const name of [...mentionedNames(text)].slice(0, MAX_MENTIONS)) {
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
export function replaceMentions(store: Store, mentioning: Mentioning): void {
  store.run("DELETE FROM mentions WHERE message = ?", mentioning.message);
  keepMentions(store, mentioning);
}
