/** An account's own affairs: its sessions, its password, its data, its end. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Purged } from "../../journal/write/messages/purges.ts";
import type { MemberCommand } from "../command.ts";
import { actingOf } from "../order/staff.ts";
import { checkOwnPassword, hashNewPassword } from "./own_password.ts";
import { passwordClient } from "./prove_password.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** Never refuses. */
export const sessions: MemberCommand<"sessions"> = {
  ...QUERY,
  async handle({ identity, services }) {
    const account = identity.account.id;
    const stored = await services.journal.query("sessions", { account });
    const key_devices = await services.journal.query("key_device_uses", { account });
    const connected = services.hub.account(account)?.connections ?? [];
    const online = new Set([...connected].map((connection) => connection.identity?.session));
    return {
      sessions: stored.map((session) => ({
        ...session,
        current: session.session === identity.session,
        online: online.has(session.session),
      })),
      ...(key_devices.length === 0 ? {} : { key_devices }),
    };
  },
};

/**
 * Ends one session, or all others, or one of a bot. Refuses with `bad_field`, `no_such_session`, and for
 * a bot with `no_right`, `no_such_user`.
 */
export const revoke: MemberCommand<"revoke"> = {
  ...QUERY,
  async handle({ request, identity, caller, services }) {
    const { session, others, username } = request;
    if ((session === undefined) === (others !== true)) {
      throw new ChatError("bad_field", 'Either "session" or "others": true is needed');
    }
    if (username !== undefined) {
      if (session === undefined) throw new ChatError("bad_field", '"session" is needed for a bot');
      const revoking = { ...actingOf({ identity, caller, services }), of: username, session };
      const { closed } = await services.journal.append("revoke_token", revoking);
      return { revoked: closed.length };
    }
    const account = identity.account.id;
    const closed = await services.journal.append("close_sessions", {
      actor: account,
      account,
      ...(session === undefined ? { allBut: identity.session } : { session }),
    });
    if (session !== undefined && closed.length === 0) throw new ChatError("no_such_session");
    return { revoked: closed.length };
  },
};

/** Another password; every other session ends. Refuses with `bad_credentials`, `bad_password`. */
export const password: MemberCommand<"password"> = {
  ...QUERY,
  async handle({ request, identity, caller, services }) {
    const call = { identity, caller, services };
    const provedPassword = await checkOwnPassword(request.old_password, call);
    const { account: { id, name } } = identity;
    const stored = await hashNewPassword(
      { password: request.password, username: name },
      { client: passwordClient(name, { caller, isKnown: true }), services },
    );
    await services.journal.append("set_password", {
      actor: id,
      address: caller.address,
      session: identity.session,
      provedPassword,
      password: stored,
    });
    services.passwords.stored(stored, provedPassword);
    return {};
  },
};

/** One part of everything that is the account's own; `next` begins the next one. */
export const exportData: MemberCommand<"export"> = {
  ...QUERY,
  async handle({ request, identity, services }) {
    const { data, next } = await services.journal.query("export", {
      account: identity.account.id,
      after: request.after ?? 0,
    });
    return { data, ...(next === undefined ? {} : { next }) };
  },
};

/** Ends the account. Refuses with `bad_credentials`, `last_owner`. */
export const deleteAccount: MemberCommand<"delete_account"> = {
  ...QUERY,
  async handle({ request, identity, caller, services }) {
    await checkOwnPassword(request.password, { identity, caller, services });
    const acting = actingOf({ identity, caller, services });
    const account = identity.account.id;
    let piece: Purged | undefined;
    // Piece by piece, so that everybody's commits go on meanwhile; the account ends with the last.
    do {
      piece = await services.journal.append("erase_own", {
        actor: account,
        of: account,
        keepsMessages: request.messages === "keep",
        cursor: piece?.next,
      });
    } while (piece.next !== undefined);
    await services.journal.append("delete_account", acting);
    return {};
  },
};
