/** What keeps order in a whole room: slow mode, locking, and taking away what somebody wrote. */
import { ChatError } from "../../../protocol/errors.ts";
import { parseIsoTime } from "../../base/iso_time.ts";
import type { Purged } from "../../journal/write/messages/purges.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "../order/staff.ts";

const ORDER = { access: "logged_in", rate: "order", pipelined: false } as const;

/** Refuses with `bad_field`, and with what the table of rights says. */
export const slow: MemberCommand<"slow"> = {
  ...ORDER,
  async handle(call) {
    const { room, seconds } = call.request;
    await call.services.journal.append("slow", {
      ...actingOf(call),
      room,
      seconds,
    }, call.caller.connection);
    return {};
  },
};

/** Refuses with what the table of rights says. */
export const lock: MemberCommand<"lock"> = {
  ...ORDER,
  async handle(call) {
    const { locked, room } = call.request;
    await call.services.journal.append(
      "lock",
      { ...actingOf(call), room, locked },
      call.caller.connection,
    );
    return {};
  },
};

/**
 * Takes what somebody wrote away, piece by piece. Refuses with `bad_field`, `no_such_user`,
 * `no_right`, and in a room with what the table of rights says.
 */
export const purge: MemberCommand<"purge"> = {
  ...ORDER,
  async handle(call) {
    const { room, since, username } = call.request;
    const sinceMs = since === undefined ? 0 : parseIsoTime(since);
    if (sinceMs === undefined) {
      throw new ChatError("bad_field", '"since" must be like 2026-11-20 or 2026-11-20T17:00Z');
    }
    let piece: Purged | undefined;
    do {
      piece = await call.services.journal.append("purge", {
        ...actingOf(call),
        username,
        room,
        sinceMs,
        cursor: piece?.next,
      }, call.caller.connection);
    } while (piece.next !== undefined);
    return { removed: piece.removed };
  },
};
