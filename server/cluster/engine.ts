/** What keeps the log of a cluster on several machines, and carries what its nodes tell each other. */
import type { LogStore } from "./log_store.ts";
import type { LogKeeper } from "./log_stream.ts";
import type { NodeBus } from "./node_bus.ts";

/** An engine that one node is connected to. */
export interface Engine {
  /** What it is called in sentences. */
  readonly name: string;
  readonly keeper: LogKeeper;
  readonly store: LogStore;
  readonly bus: NodeBus;
  /**
   * What it may lose that it has confirmed, in a sentence, or that this cannot be asked; undefined where
   * nothing of that kind is to be said. Never rejects.
   */
  readonly weakness?: Promise<string | undefined>;

  /** Whether it is within reach now. */
  isConnected(): boolean;

  close(): Promise<void>;
}
