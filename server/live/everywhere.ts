/**
 * What people are told though nothing of it is stored, whichever node of a cluster they are at: that
 * somebody writes, or is away. On its way to other nodes it may get lost, as it is gone with the next
 * moment anyway.
 */
import type { ServerEvent } from "../../protocol/events.ts";
import type { Hub } from "./hub.ts";

/** Something of which the hub of another node makes what the one here has made. */
export type Relayed =
  | { room: number; event: ServerEvent }
  | { accounts: readonly number[]; event: ServerEvent }
  | { account: number; away: string | null };

/** Tells those who are here, and has the other nodes tell theirs. */
export class Everywhere {
  readonly #hub: Hub;
  readonly #relay: ((message: Relayed) => void) | undefined;

  /** `relay` brings something to the other nodes; undefined for a server by itself. */
  constructor(hub: Hub, relay: ((message: Relayed) => void) | undefined) {
    this.#hub = hub;
    this.#relay = relay;
  }

  /** Delivers an event to everybody in a room. */
  tellRoom(room: number, event: ServerEvent): void {
    this.#tell({ room, event });
  }

  /** Delivers an event to all connections of these accounts. */
  tellAccounts(accounts: readonly number[], event: ServerEvent): void {
    this.#tell({ accounts, event });
  }

  /** An account is away from now on, or (undefined) back. */
  setAway(account: number, away: string | undefined): void {
    this.#tell({ account, away: away ?? null });
  }

  /** Another node has told of something. */
  relayed(message: Relayed): void {
    if ("room" in message) this.#hub.publishToRoom(message.room, message.event);
    else if ("accounts" in message) this.#hub.publishToAccounts(message.accounts, message.event);
    else this.#hub.appearance.setAway(message.account, message.away ?? undefined);
  }

  #tell(message: Relayed): void {
    this.#relay?.(message);
    this.relayed(message);
  }
}
