/** Tells which requests may be made again when nobody knows whether they have arrived. */
import type { Action } from "../../protocol/requests.ts";

/** Actions that change nothing when they arrive twice. */
const REPEATABLE: readonly Action[] = [
  "allow",
  "allowed",
  "away",
  "back",
  "edits",
  "export",
  "files",
  "history",
  "ignore",
  "ignored",
  "invite_codes",
  "members",
  "message",
  "ping",
  "poll",
  "read",
  "rooms",
  "search",
  "sessions",
  "stats",
  "unignore",
  "unread",
  "who",
  "whois",
];

/** Whether `action` may be sent again after a lost connection. */
export function isRepeatable(action: string): boolean {
  return REPEATABLE.some((known) => known === action);
}
