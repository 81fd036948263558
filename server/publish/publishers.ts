/** What publishes a committed entry, and where it goes. */
import type { DatabaseIdentity } from "../live/database_identity.ts";
import type { Hub } from "../live/hub.ts";
import type { EntryKind, EntryOf, ResultOf } from "../journal/entries.ts";
import type { NodePresence } from "../live/node_presence.ts";
import type { Registration } from "../access/registration.ts";
import type { Simulations } from "../live/simulations.ts";
import type { MeasureOutlets } from "./measures.ts";

/** Where events go, and what is kept in memory of what was committed. */
export interface Outlets extends MeasureOutlets {
  hub: Hub;
  /** Undefined for a server by itself. */
  nodePresence?: NodePresence | undefined;
  /** Called when the others have taken this node for gone, though it is there. */
  onGone?(): void;
  /** Called before an account is called by a nick at all nodes, with the names of both. */
  onCalled?(account: { id: number; name: string }, nick: string): void;
  databaseIdentity: DatabaseIdentity;
  registration: Registration;
  simulations: Simulations;
}

/**
 * Publishes one kind of entry. `isAwaited` says whether the one who appended it waits for it here;
 * entries may come from elsewhere.
 */
export type Publisher<K extends EntryKind> = (
  entry: EntryOf<K>,
  result: ResultOf<K>,
  outlets: Outlets,
  isAwaited: boolean,
) => void;

/** Publishers by the kind of entry; kinds that nobody else sees are not listed. */
export type Publishers = { readonly [K in EntryKind]?: Publisher<K> };
