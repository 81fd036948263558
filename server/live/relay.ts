/**
 * What people on other nodes of a cluster are told though nothing of it is stored: that somebody writes,
 * or is away. It may get lost, as it is gone with the next moment anyway.
 */
import type { ServerEvent } from "../../protocol/events.ts";

/** Something of which the hubs of other nodes make what this one has made. */
export type Relayed =
  | { room: number; event: ServerEvent }
  | { accounts: readonly number[]; event: ServerEvent }
  | { account: number; away: string | null }
  | { account: number; shownAs: string };

/** Brings it to the other nodes. */
export type Relay = (message: Relayed) => void;
