/**
 * Conversations with people whose accounts are gone. All of these have one name, so which conversation
 * something belongs to is said by a message in it.
 */
import { DELETED_USER } from "../../../protocol/limits.ts";

/** How the conversation is called among others to which this message with somebody who is gone belongs. */
export function goneKey(message: number): string {
  return `${DELETED_USER}/${message}`;
}

/** A message of the conversation that is called so; `undefined` for one with somebody who is there. */
export function messageOfGone(other: string): number | undefined {
  const [name, message] = other.split("/");
  return name === DELETED_USER && message !== undefined ? Number(message) : undefined;
}

/** With whom a conversation is. */
export function accountIn(other: string): string {
  return messageOfGone(other) === undefined ? other : DELETED_USER;
}

/** How the conversation of a message is called, which is one with `other`. */
export function placeOf(other: string, message: number): string {
  return other === DELETED_USER ? goneKey(message) : other;
}
