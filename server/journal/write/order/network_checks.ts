/** What must hold before a network is banned, or let in again. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { ServerRole } from "../../../../protocol/records.ts";
import {
  contains,
  networkText,
  parseAddress,
  parseNetwork,
  touchesLoopback,
} from "../../../access/network.ts";
import { outranks } from "../../../access/server_rights.ts";
import type { Store } from "../../database/store.ts";
import { type Actor, actorOf } from "../../gate.ts";
import { activeMeasure } from "./measure_rows.ts";

/**
 * A network in its one form; with the server's own addresses or the asker's in it only by `force`.
 *
 * @throws {ChatError} `bad_network`.
 */
export function checkedNetwork(
  text: string,
  { address, force }: { address: string; force: boolean },
): string {
  const network = parseNetwork(text);
  if (network === undefined) throw new ChatError("bad_network");
  const own = parseAddress(address);
  if (force) return networkText(network);
  if (touchesLoopback(network)) {
    throw new ChatError(
      "bad_network",
      `${networkText(network)} has addresses of the server itself in it, so nothing was done`,
      { detail: "server_address" },
    );
  }
  if (own !== undefined && contains(network, own)) {
    throw new ChatError(
      "bad_network",
      `${networkText(network)} has your own address in it, so nothing was done`,
      { detail: "own_address" },
    );
  }
  return networkText(network);
}

/** Where those who keep order were last, and where each of their sessions was used last. */
const STAFF_ADDRESSES = `
  SELECT id, server_role, last_address AS address FROM accounts WHERE server_role <> 'user'
  UNION
  SELECT accounts.id, server_role, sessions.address FROM accounts
  JOIN sessions ON account = accounts.id WHERE server_role <> 'user'`;

/**
 * Sees to it that nobody shuts out somebody of the same or a higher role by where they come from,
 * whether they are connected or not: a network is judged before anybody can say who they are.
 *
 * @throws {ChatError} `no_right`.
 */
export function checkNobodyHigherIn(store: Store, actor: Actor, text: string): void {
  const network = parseNetwork(text);
  if (network === undefined) return;
  const isHit = store.all(STAFF_ADDRESSES).some(({ id, server_role: role, address }) => {
    if (id === actor.id || outranks(actor.role, role as ServerRole)) return false;
    const used = parseAddress(String(address));
    return used !== undefined && contains(network, used);
  });
  if (!isHit) return;
  throw new ChatError(
    "no_right",
    `Somebody of the same or a higher role comes from ${text}, so nothing was done`,
  );
}

/**
 * Sees to it that nobody lets a network in again that somebody of a higher role has banned.
 *
 * @throws {ChatError} `no_right`.
 */
export function checkMayLetIn(store: Store, actor: Actor, network: string): void {
  const setBy = activeMeasure(store, { kind: "ban", network })?.["set_by"];
  if (typeof setBy !== "number" || setBy === actor.id) return;
  const { role } = actorOf(store, setBy);
  if (role === "console" || !outranks(role, actor.role as ServerRole)) return;
  throw new ChatError("no_right", "Somebody of a higher role has banned this network");
}
