/** Samples of `chat top` for tests. */
import type { Sample, WatchedConnection } from "../../../client/top/sample.ts";

const NO_FLOW = {
  queuedMessages: 0,
  queuedBytes: 0,
  sentMessages: 0,
  sentBytes: 0,
  receivedBytes: 0,
  droppedMessages: 0,
  gaps: 0,
};

/** A connection over which nothing has flowed but what is given. */
export function watched(fields: Partial<WatchedConnection>): WatchedConnection {
  return { ...NO_FLOW, number: 1, name: "alice", origin: "192.0.2.1:1", lagMs: 5, ...fields };
}

/** A sample of these connections; the totals hold nothing but what is given. */
export function sampleOf(
  timeMs: number,
  connections: readonly WatchedConnection[],
  totals: Partial<Sample["totals"]> = {},
): Sample {
  const count = connections.length;
  return {
    timeMs,
    connections,
    totals: { ...NO_FLOW, connections: count, accounts: count, uptimeMs: 7_380_000, ...totals },
    isCut: false,
    nodes: [],
  };
}
