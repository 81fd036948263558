/** Notices which other nodes come, serve and go. */
import type { Peers } from "./peers.ts";

/** A node, what has become of it, and how far it had come in the log. */
export interface NodeChange {
  node: string;
  state: "starting" | "serving" | "gone";
  position: number;
}

/** Compares what is heard of the others with what was heard before. */
export class NodeWatch {
  readonly #states = new Map<string, NodeChange["state"]>();

  /** What has changed since it looked last. */
  changes(peers: Pick<Peers, "heard" | "others">): NodeChange[] {
    const { others } = peers;
    const changes: NodeChange[] = [];
    for (const { isServing, node, position } of others) {
      const state = isServing ? "serving" : "starting";
      if (this.#states.get(node) !== state) changes.push({ node, state, position });
      this.#states.set(node, state);
    }
    for (const node of [...this.#states.keys()]) {
      if (others.some((other) => other.node === node)) continue;
      this.#states.delete(node);
      changes.push({ node, state: "gone", position: peers.heard(node)?.position ?? 0 });
    }
    return changes;
  }
}
