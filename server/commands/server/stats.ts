/** `stats`: what waits for the account's connections, what went over them, and the same for all. */
import type { ConnectionStatistics, ServerStatistics } from "../../../protocol/records.ts";
import type { Services } from "../services.ts";
import type { Listener } from "../../live/listener.ts";
import type { MemberCommand } from "../command.ts";

/** Most connections in an answer, so that it fits into a line. */
const MAX_LISTED_CONNECTIONS = 100;

/** Never refuses. The connection that asks comes first. */
export const stats: MemberCommand<"stats"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  handle({ session, identity, services }) {
    const nowMs = services.now();
    const listed: Listener[] = [session];
    for (const other of identity.account.sessions) {
      if (listed.length >= MAX_LISTED_CONNECTIONS) break;
      if (other !== session) listed.push(other);
    }
    return {
      connections: listed.map((one) => statisticsOf(one, { own: one === session, nowMs })),
      totals: totalsOf(services),
    };
  },
};

/** What went over all connections since the server was started, and what waits for them. */
export function totalsOf({ connections, hub, now }: Services): ServerStatistics {
  return {
    connections: connections.size,
    accounts: hub.accountCount,
    uptime_ms: now() - connections.startedMs,
    ...connections.flow,
  };
}

function statisticsOf(
  session: Listener,
  { own, nowMs }: { own: boolean; nowMs: number },
): ConnectionStatistics {
  return {
    own,
    origin: session.origin,
    connected: new Date(session.connectedMs).toISOString(),
    stalled_ms: session.outbox.stalledForMs(nowMs),
    ...session.flow,
  };
}
