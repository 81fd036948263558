/** Publishes who comes and goes at the other nodes of a cluster. */
import type { Publishers } from "./publishers.ts";

/** Entries about connections. */
export const NODE_PUBLISHERS = {
  came(entry, { record, displaced }, { connections, nodePresence }) {
    nodePresence?.came(record, entry);
    for (const { node, connection } of displaced) {
      if (node === nodePresence?.node) void connections.numbered(connection)?.close("taken_over");
    }
  },

  left(entry, _result, { nodePresence }) {
    nodePresence?.left(entry);
  },

  node_gone({ node }, { left }, { nodePresence, onGone }) {
    for (const one of left) nodePresence?.left(one);
    if (node === nodePresence?.node) onGone?.();
  },
} as const satisfies Publishers;
