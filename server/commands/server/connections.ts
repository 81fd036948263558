/** `connections`: who is connected and from where, for those who keep order. */
import type { ConnectionInfo } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import { isoTime } from "../../base/iso_time.ts";
import type { Connection } from "../../live/connection.ts";
import type { MemberCommand } from "../command.ts";

/** Most connections in one answer. */
const PAGE_CONNECTIONS = 300;

/** Refuses with `no_right`; `more` says to ask again with `after` the last number. */
export const connections: MemberCommand<"connections"> = {
  access: "logged_in",
  rate: "query",
  pipelined: false,
  needs: "moderate",
  async handle({ request, services }) {
    const listed: Connection[] = [];
    let more = false;
    for (const connection of services.connections.after(request.after ?? 0)) {
      more = listed.length >= PAGE_CONNECTIONS;
      if (more) break;
      listed.push(connection);
    }
    const sessions = listed.flatMap(({ identity }) =>
      identity === undefined ? [] : identity.session
    );
    const devices = await services.journal.query("devices", { sessions });
    const fitting = new ByteBudget().fitting(
      listed.map((connection) => infoOf(connection, devices)),
    );
    return { connections: fitting, more: more || fitting.length < listed.length };
  },
};

function infoOf(connection: Connection, devices: ReadonlyMap<number, string>): ConnectionInfo {
  const { address, connectedMs, flow, identity, number } = connection;
  const device = identity === undefined ? "" : devices.get(identity.session) ?? "";
  return {
    connection: number,
    ...(identity === undefined
      ? {}
      : { username: identity.account.name, session: identity.session }),
    ...(device === "" ? {} : { device }),
    address,
    since: isoTime(connectedMs),
    queued_messages: flow.queued_messages,
    queued_bytes: flow.queued_bytes,
  };
}
