/** Which queries wait for which others: quick ones never stand behind dear ones. */
import type { Query } from "./queries.ts";

/**
 * - `login`: what somebody waits for who is not in yet; goes before everything else.
 * - `quick`: takes a millisecond or so, whatever is in the database.
 * - `page`: reads up to a thousand messages.
 * - `search`: takes as long as the words that it looks for are frequent.
 */
export type QueryLane = "login" | "quick" | "page" | "search";

/** From so many messages on, a page is a dear one. */
const LONG_PAGE = 100;

/** The lane in which a query waits. */
export function laneOf(query: Query): QueryLane {
  switch (query.kind) {
    case "credentials":
    case "session_of":
    case "bearer":
    case "has_guests":
    case "name_taken":
      return "login";
    case "poll":
    case "unread":
    case "export":
    case "exported_messages":
    case "hook_due":
    case "hooks_out":
    case "push_targets":
    case "push_due":
    case "audit":
    case "reports":
    case "all_blobs":
    case "would_expire":
    case "referenced_blobs":
      return "page";
    case "history":
      return query.limit > LONG_PAGE ? "page" : "quick";
    case "files":
      return query.words.length > 0 ? "search" : query.limit > LONG_PAGE ? "page" : "quick";
    case "search":
      return "search";
    default:
      return "quick";
  }
}

/** The account that a query is made for, or undefined when it is nobody's. */
export function askerOf(query: Query): number | undefined {
  return "account" in query && typeof query.account === "number" ? query.account : undefined;
}
