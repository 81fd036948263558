/** How the nodes of a cluster talk to each other, besides their log. Nothing of it is kept. */

/** What announcements are about: how a node is, or what its people do that is not stored. */
export type Topic = "alive" | "relayed";

/** Requests and announcements of one node. */
export interface NodeBus {
  /** Bytes of the longest answer. */
  readonly maxBytes: number;

  /** Tells all others something. */
  announce(topic: Topic, bytes: Uint8Array): void;

  /** Has a listener told what others, and perhaps this node itself, announce from now on. */
  onAnnounced(topic: Topic, listener: (bytes: Uint8Array) => void): void;

  /**
   * Asks one node for something.
   *
   * @throws when it does not answer in time.
   */
  ask(node: string, request: Uint8Array, withinMs: number): Promise<Uint8Array>;

  /** Answers what others ask of this node. */
  answer(handler: (request: Uint8Array) => Promise<Uint8Array>): void;
}
