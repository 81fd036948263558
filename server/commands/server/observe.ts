/** Watching flow control at work: all connections live, and those of one account made worse. */
import { ChatError } from "../../../protocol/errors.ts";
import type { ObservedConnection } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import { shownNodes } from "../../cluster/shown_nodes.ts";
import { isoTime } from "../../base/iso_time.ts";
import type { Connection } from "../../live/connection.ts";
import { isNothing, MAX_DELAY_MS, MIN_BANDWIDTH } from "../../net/simulation.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "../order/staff.ts";
import { totalsOf } from "./stats.ts";

/** Most connections in one answer. */
const PAGE_CONNECTIONS = 200;

const QUERY = { access: "logged_in", rate: "query", pipelined: false, needs: "observe" } as const;

/**
 * Refuses with `no_right`; `more` says to ask again with `after` the last number. Asks everybody that
 * it lists whether it is there, to know how long that takes.
 */
export const observe: MemberCommand<"observe"> = {
  ...QUERY,
  async handle({ request, services }) {
    const { cluster, connections, elapsed, journal } = services;
    const nodes = cluster && shownNodes(cluster, await journal.knownNodes());
    const nowMs = elapsed();
    const listed: ObservedConnection[] = [];
    const budget = new ByteBudget();
    let more = false;
    for (const connection of connections.after(request.after ?? 0)) {
      const observed = observedOf(connection, nowMs);
      more = listed.length >= PAGE_CONNECTIONS || !budget.takes(observed);
      if (more) break;
      listed.push(observed);
      if (connection.identity !== undefined && !connection.isClosing) connection.ping(nowMs);
    }
    const shown = { connections: listed, totals: totalsOf(services), more };
    return nodes === undefined ? shown : { ...shown, nodes };
  },
};

/** Refuses with `no_right`, `no_such_user`, `bad_field`, `busy`. Without any number it is lifted. */
export const simulate: MemberCommand<"simulate"> = {
  ...QUERY,
  async handle(call) {
    const { request, services } = call;
    const { bandwidth_bits: bandwidth, delay_ms: delayMs = 0, drop, jitter_ms: jitterMs = 0 } =
      request;
    if (Math.max(delayMs, jitterMs) > MAX_DELAY_MS) {
      throw new ChatError("bad_field", `A delay and its jitter are at most ${MAX_DELAY_MS} ms`);
    }
    if (bandwidth !== undefined && bandwidth < MIN_BANDWIDTH) {
      throw new ChatError("bad_field", `"bandwidth_bits" is at least ${MIN_BANDWIDTH}`);
    }
    const simulation = { delayMs, jitterMs, bandwidth, dropShare: drop ?? 0 };
    if (services.simulations.isFull && !isNothing(simulation)) throw new ChatError("busy");
    await services.journal.append("simulate", {
      ...actingOf(call),
      username: request.username,
      simulation,
    });
    return {};
  },
};

function observedOf(connection: Connection, nowMs: number): ObservedConnection {
  const lagMs = connection.lagMs(nowMs);
  const username = connection.identity?.account.name;
  return {
    connection: connection.number,
    ...(username === undefined ? {} : { username }),
    origin: connection.origin,
    connected: isoTime(connection.connectedMs),
    stalled_ms: connection.outbox.stalledForMs(nowMs),
    ...(lagMs === undefined ? {} : { lag_ms: lagMs }),
    ...connection.flow,
  };
}
