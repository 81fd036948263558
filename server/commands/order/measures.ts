/** Bans, mutes and kicks, of accounts and networks, in rooms and on the whole server. */
import { ChatError } from "../../../protocol/errors.ts";
import { MAX_REASON_LENGTH } from "../../../protocol/limits.ts";
import { isoTime } from "../../base/iso_time.ts";
import type { Measure } from "../../journal/write/order/measure_rows.ts";
import { checkShortText } from "../checks.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "./staff.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;
const ORDER = { ...QUERY, rate: "order" } as const;

/**
 * Bans an account or a network. Refuses with `bad_field`, `bad_network`, `no_such_user`, `no_right`,
 * `last_owner`, and in a room with what the table of rights says.
 */
export const ban: MemberCommand<"ban"> = {
  ...ORDER,
  async handle(call) {
    const { request, services: { journal } } = call;
    const { force = false, network, room, seconds, username } = request;
    const terms = { seconds, reason: reasonOf(request) };
    checkTarget(request);
    if (network !== undefined) {
      return set(
        await journal.append("ban_network", {
          ...actingOf(call),
          network,
          force,
          ...terms,
        }),
      );
    }
    return set(
      await journal.append("restrain", {
        ...actingOf(call),
        measure: "ban",
        username: username ?? "",
        room,
        ...terms,
      }, call.caller.connection),
    );
  },
};

/** Refuses with `no_such_user`, `no_right`, and in a room with what the table of rights says. */
export const mute: MemberCommand<"mute"> = {
  ...ORDER,
  async handle(call) {
    const { request, services } = call;
    const { room, seconds, username } = request;
    return set(
      await services.journal.append("restrain", {
        ...actingOf(call),
        measure: "mute",
        username,
        room,
        seconds,
        reason: reasonOf(request),
      }, call.caller.connection),
    );
  },
};

/** Ends a ban. Refuses with `no_such_measure` and as `ban` does. */
export const unban: MemberCommand<"unban"> = {
  ...ORDER,
  async handle(call) {
    const { network, room, username } = call.request;
    checkTarget(call.request);
    await call.services.journal.append("lift", {
      ...actingOf(call),
      which: network === undefined
        ? { measure: "ban", username: username ?? "", room }
        : { network },
    }, call.caller.connection);
    return {};
  },
};

/** Ends a mute. Refuses with `no_such_measure` and as `mute` does. */
export const unmute: MemberCommand<"unmute"> = {
  ...ORDER,
  async handle(call) {
    const { room, username } = call.request;
    await call.services.journal.append("lift", {
      ...actingOf(call),
      which: { measure: "mute", username, room },
    }, call.caller.connection);
    return {};
  },
};

/** Ends a measure by its id. Refuses with `no_such_measure`, also for one that is no business. */
export const lift: MemberCommand<"lift"> = {
  ...ORDER,
  async handle(call) {
    await call.services.journal.append("lift", {
      ...actingOf(call),
      which: { id: call.request.measure },
    }, call.caller.connection);
    return {};
  },
};

/**
 * Removes somebody from a room, or ends the connections to the server. Refuses with `no_such_user`,
 * `no_right`, `not_a_member`, `last_owner`, and in a room with what the table of rights says.
 */
export const kick: MemberCommand<"kick"> = {
  ...ORDER,
  async handle(call) {
    const { request, services } = call;
    const { target } = await services.journal.append("kick", {
      ...actingOf(call),
      username: request.username,
      room: request.room,
      reason: reasonOf(request),
    }, call.caller.connection);
    if (request.room !== undefined) return {};
    // They have been told to end, which takes them a moment.
    return { connections: services.hub.account(target.id)?.connections.size ?? 0 };
  },
};

/** What is in force. Refuses with `no_right`, and in a room with what the table of rights says. */
export const measures: MemberCommand<"measures"> = {
  ...QUERY,
  handle({ request, identity, services }) {
    return services.journal.query("measures", {
      account: identity.account.id,
      of: request.kind,
      room: request.room,
      before: request.before,
    });
  },
};

function set({ id, untilMs }: Measure): { measure: number; until?: string } {
  return { measure: id, ...(untilMs === undefined ? {} : { until: isoTime(untilMs) }) };
}

function reasonOf({ reason }: { reason: string | undefined }): string {
  return checkShortText(reason ?? "", "reason", MAX_REASON_LENGTH);
}

/** A ban is about an account or about a network, and networks have nothing to do with rooms. */
function checkTarget(
  { network, room, username }: {
    network: string | undefined;
    room: string | undefined;
    username: string | undefined;
  },
): void {
  if ((username === undefined) === (network === undefined)) {
    throw new ChatError("bad_field", 'Either "username" or "network" is needed');
  }
  if (network !== undefined && room !== undefined) {
    throw new ChatError("bad_field", 'A network is banned from the server, not from a "room"');
  }
}
