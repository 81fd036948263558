/** Who has done what the server tells those who keep order, read from its sentences. */
import { SERVER_NAME } from "../limits.ts";
import type { Message } from "../records.ts";

/**
 * "Alice is admin now (was user), by …", "Registration is …", "The connections of …", "The ban of …",
 * "Filter 3 flagged …", "12 more logins …": their first word is not who has done it, though an account
 * may be called so. In all others it is: "alice banned …".
 */
const NAMED_LAST = /^\S+ (is|\w+ (in )?of|\d+|more) /;

/**
 * Whether `username` has done what a sentence in the staff's room tells. What people have written,
 * such as a reason at the end, does not decide it.
 */
export function isDeedOf(username: string, text: string): boolean {
  return NAMED_LAST.test(text)
    ? text.endsWith(`, by ${username}`)
    : text.startsWith(`${username} `);
}

/** Whether the server tells the others of the staff what `username` has just done. */
export function isOwnDeed(username: string, { from, text }: Message): boolean {
  return from === SERVER_NAME && isDeedOf(username, text);
}
