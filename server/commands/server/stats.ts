/** `stats`: what waits for the account's connections, what went over them, and the same for all. */
import type { ConnectionStatistics, ServerStatistics } from "../../../protocol/records.ts";
import type { Services } from "../services.ts";
import type { Listener } from "../../live/listener.ts";
import type { MemberCommand } from "../command.ts";

/** Most connections in an answer, so that it fits into a line. */
const MAX_LISTED_CONNECTIONS = 100;

/** Never refuses. The connection that asks comes first, where it is one. */
export const stats: MemberCommand<"stats"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ caller: { connection }, identity, services }) {
    const nowMs = services.elapsed();
    const listed: Listener[] = connection === undefined ? [] : [connection];
    for (const other of services.hub.account(identity.account.id)?.connections ?? []) {
      if (listed.length >= MAX_LISTED_CONNECTIONS) break;
      if (other !== connection) listed.push(other);
    }
    return {
      connections: listed.map((one) => statisticsOf(one, { own: one === connection, nowMs })),
      totals: totalsOf(services),
    };
  },
};

/** What went over all connections since the server was started, and what waits for them. */
export function totalsOf({ connections, elapsed, hub }: Services): ServerStatistics {
  const nowMs = elapsed();
  return {
    connections: connections.size,
    accounts: hub.accountCount,
    uptime_ms: nowMs - connections.startedMs,
    ...connections.flowAt(nowMs),
  };
}

function statisticsOf(
  connection: Listener,
  { own, nowMs }: { own: boolean; nowMs: number },
): ConnectionStatistics {
  return {
    own,
    origin: connection.origin,
    connected: new Date(connection.connectedMs).toISOString(),
    stalled_ms: connection.outbox.stalledForMs(nowMs),
    ...connection.flow,
  };
}
