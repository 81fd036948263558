/** Bans, mutes and kicks, of accounts and networks, in rooms and on the whole server. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseNameMask } from "../../access/name_mask.ts";
import type { MaskKind } from "../../journal/masks.ts";
import { MAX_REASON_LENGTH } from "../../../protocol/limits.ts";
import { isoTime } from "../../base/iso_time.ts";
import type { Measure } from "../../journal/write/order/measure_rows.ts";
import { checkShortText } from "../checks.ts";
import type { MemberCall, MemberCommand } from "../command.ts";
import { actingOf } from "./staff.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;
const ORDER = { ...QUERY, rate: "order" } as const;

/**
 * Bans an account, a network, or all in a room whose names fit a mask. Refuses with `bad_field`,
 * `bad_network`, `no_such_user`, `no_right`, `last_owner`, and in a room with what the table of rights says.
 */
export const ban: MemberCommand<"ban"> = {
  ...ORDER,
  async handle(call) {
    const { request, services: { journal } } = call;
    const { force = false, network, room } = request;
    const target = targetOf(request);
    if (network === undefined) return restrain(call, { kind: "ban", target, room });
    if (room !== undefined) {
      throw new ChatError("bad_field", 'A network is banned from the server, not from a "room"');
    }
    const acting = actingOf(call);
    return set(
      await journal.append("ban_network", { ...acting, network, force, ...termsOf(request) }),
    );
  },
};

/** Refuses with `bad_field`, `no_such_user`, `no_right`, and in a room with what the table says. */
export const mute: MemberCommand<"mute"> = {
  ...ORDER,
  handle(call) {
    const { request } = call;
    return restrain(call, { kind: "mute", target: targetOf(request), room: request.room });
  },
};

/** Takes those whose names fit out of the bans and mutes by masks. Refuses as `mute` does in rooms. */
export const exempt: MemberCommand<"exempt"> = {
  ...ORDER,
  handle(call) {
    const { request } = call;
    return restrain(call, { kind: "exempt", target: targetOf(request), room: request.room });
  },
};

/** Lets those in whose names fit, as an invitation does. Refuses as `mute` does in rooms. */
export const letIn: MemberCommand<"let_in"> = {
  ...ORDER,
  handle(call) {
    const { request } = call;
    return restrain(call, { kind: "let_in", target: targetOf(request), room: request.room });
  },
};

/** Ends a ban. Refuses with `no_such_measure` and as `ban` does. */
export const unban: MemberCommand<"unban"> = {
  ...ORDER,
  async handle(call) {
    const { network, room } = call.request;
    const target = targetOf(call.request);
    if (network === undefined) return await free(call, { kind: "ban", target, room });
    const which = { network };
    await call.services.journal.append("lift", { ...actingOf(call), which }, causeOf(call));
    return {};
  },
};

/** Ends a mute. Refuses with `no_such_measure` and as `mute` does. */
export const unmute: MemberCommand<"unmute"> = {
  ...ORDER,
  handle(call) {
    const { request } = call;
    return free(call, { kind: "mute", target: targetOf(request), room: request.room });
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

/** Whom something is about: one account, or all whose names fit. */
type About = { username: string } | { mask: string; isOfAccounts: boolean };

/** What is done about whom, and where. */
interface Deed {
  kind: MaskKind;
  target: About;
  room: string | undefined;
}

type OrderCall = Pick<MemberCall<"mute">, "caller" | "identity" | "services">;

/** For how long, and why. */
type Terms = { seconds: number | undefined; reason: string | undefined };

async function restrain(call: OrderCall & { request: Terms }, { kind, target, room }: Deed) {
  const { services: { journal } } = call;
  const entry = { ...actingOf(call), ...termsOf(call.request) };
  if ("mask" in target) {
    const about = { ...target, measure: kind, room: roomOfMask(room) };
    return set(await journal.append("restrain_mask", { ...entry, ...about }, causeOf(call)));
  }
  if (kind === "exempt" || kind === "let_in") throw needsMask();
  return set(
    await journal.append("restrain", { ...entry, ...target, measure: kind, room }, causeOf(call)),
  );
}

async function free(
  call: OrderCall,
  { kind, target, room }: Deed & { kind: "ban" | "mute" },
): Promise<Record<never, never>> {
  const { services: { journal } } = call;
  if ("mask" in target) {
    const about = { ...target, measure: kind, room: roomOfMask(room) };
    await journal.append("lift_mask", { ...actingOf(call), ...about }, causeOf(call));
  } else {
    const which = { ...target, measure: kind, room };
    await journal.append("lift", { ...actingOf(call), which }, causeOf(call));
  }
  return {};
}

function causeOf({ caller }: OrderCall): unknown {
  return caller.connection;
}

function set({ id, untilMs }: Measure): { measure: number; until?: string } {
  return { measure: id, ...(untilMs === undefined ? {} : { until: isoTime(untilMs) }) };
}

function termsOf({ seconds, reason }: Terms): { seconds: number | undefined; reason: string } {
  return { seconds, reason: reasonOf({ reason }) };
}

function reasonOf({ reason }: { reason: string | undefined }): string {
  return checkShortText(reason ?? "", "reason", MAX_REASON_LENGTH);
}

/** It is about one account, one network, or all whose names fit; only of masks some may be left out. */
function targetOf(
  { accounts, mask, network, username }: {
    username?: string | undefined;
    network?: string | undefined;
    mask?: string | undefined;
    accounts?: boolean | undefined;
  },
): About {
  const given = [mask, network, username].filter((one) => one !== undefined);
  if (given.length !== 1) {
    throw new ChatError("bad_field", 'Exactly one of "username", "network" and "mask" is needed');
  }
  if (mask === undefined && accounts !== undefined) {
    throw new ChatError("bad_field", '"accounts" belongs to a "mask"');
  }
  if (mask === undefined) return { username: username ?? "" };
  return { mask: parseNameMask(mask), isOfAccounts: accounts === true };
}

/** Names come and go on a server, and who is let in there is decided otherwise. */
function roomOfMask(room: string | undefined): string {
  if (room !== undefined) return room;
  throw new ChatError("bad_field", 'A "mask" is about those in a "room"');
}

function needsMask(): ChatError {
  return new ChatError("bad_field", 'A "mask" is needed');
}
