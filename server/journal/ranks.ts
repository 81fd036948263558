/** Who may act on whom, and on what whom has written: nobody on those above, one rule for all. */
import { rankOf } from "../access/rights.ts";
import { type Authority, serverRankOf } from "../access/server_rights.ts";
import { ChatError } from "../../protocol/errors.ts";
import type { Store } from "./database/store.ts";
import { type Actor, actorOf, type Admitted, roleIn } from "./gate.ts";

/** Somebody who ranks; the console, and the server itself, above everybody. */
type Ranked = Pick<Actor, "id" | "role">;

/** Where two people are compared: a room as the actor was admitted to it; undefined for the server. */
type ComparedIn = Pick<Admitted, "id" | "standing"> | undefined;

/**
 * Sees to it that nobody acts on somebody of the same or a higher role.
 *
 * @throws {ChatError} `no_right`.
 */
export function demandHigherRank(
  store: Store,
  actor: Ranked,
  target: Ranked,
  place?: ComparedIn,
): void {
  if (difference(store, actor, target, place) > 0) return;
  throw new ChatError("no_right", "You cannot act on somebody of the same or a higher role");
}

/**
 * Sees to it that nobody takes away, or reads behind their back, what somebody of a higher role has
 * written. Those of the same role look after what each other writes.
 *
 * @throws {ChatError} `no_right`.
 */
export function demandNotOutranked(
  store: Store,
  account: number,
  author: number,
  place: ComparedIn,
): void {
  const actor = actorOf(store, account);
  if (difference(store, actor, authorOf(store, author), place) >= 0) return;
  throw new ChatError("no_right", "Somebody of a higher role has written this");
}

/**
 * By how much one ranks above the other. As soon as one of the two has a role on the server those
 * count; between people without one, the roles in the room do.
 */
function difference(store: Store, actor: Ranked, target: Ranked, place: ComparedIn): number {
  const isAboutServer = actor.role !== "user" || target.role !== "user" || place === undefined;
  return isAboutServer
    ? serverRankOf(actor.role) - serverRankOf(target.role)
    : rankOf(place.standing) - rankOf(roleIn(store, target.id, place.id));
}

/** What the server itself says is above everybody, too: it says what those who keep order have done. */
function authorOf(store: Store, id: number): { id: number; role: Authority } {
  const server = store.get("SELECT value FROM meta WHERE name = 'server_account'")?.["value"];
  return id === Number(server) ? { id, role: "console" } : actorOf(store, id);
}
