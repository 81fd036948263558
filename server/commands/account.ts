/** An account's own affairs: its sessions, its password, its data, its end. */
import { ChatError } from "../../protocol/errors.ts";
import { checkPasswordLength } from "../accounts/password_rules.ts";
import type { Services } from "../services.ts";
import type { Identity, Session } from "../session.ts";
import type { MemberCommand } from "./command.ts";

const QUERY = { access: "logged_in", rate: "query", pipelined: false } as const;

/** Never refuses. */
export const sessions: MemberCommand<"sessions"> = {
  ...QUERY,
  async handle({ identity, services }) {
    const account = identity.account.id;
    const stored = await services.journal.query<"sessions">({ kind: "sessions", account });
    const online = new Set(
      [...identity.account.sessions].map((connection) => connection.identity?.session),
    );
    return {
      sessions: stored.map((session) => ({
        ...session,
        current: session.session === identity.session,
        online: online.has(session.session),
      })),
    };
  },
};

/** Ends one session, or all others. Refuses with `bad_field`, `no_such_session`. */
export const revoke: MemberCommand<"revoke"> = {
  ...QUERY,
  async handle({ request, identity, services }) {
    const { session, others } = request;
    if ((session === undefined) === (others !== true)) {
      throw new ChatError("bad_field", 'Either "session" or "others": true is needed');
    }
    const account = identity.account.id;
    const closed = await services.journal.append<"close_sessions">({
      kind: "close_sessions",
      account,
      ...(session === undefined ? { allBut: identity.session } : { session }),
      timeMs: services.now(),
    });
    if (session !== undefined && closed.length === 0) throw new ChatError("no_such_session");
    return { revoked: closed.length };
  },
};

/** Another password; every other session ends. Refuses with `bad_credentials`, `bad_password`. */
export const password: MemberCommand<"password"> = {
  ...QUERY,
  async handle({ request, identity, session, services }) {
    const { journal, passwords, now } = services;
    await checkOwnPassword(request.old_password, { identity, session, services });
    checkPasswordLength(request.password);
    const weakness = await passwords.weakness(
      { password: request.password, username: identity.account.name },
      session.address,
    );
    if (weakness !== undefined) throw new ChatError("bad_password", weakness);
    await journal.append<"set_password">({
      kind: "set_password",
      account: identity.account.id,
      session: identity.session,
      password: await passwords.hash(request.password, session.address),
      timeMs: now(),
    });
    return {};
  },
};

/** One part of everything that is the account's own; `next` begins the next one. */
export const exportData: MemberCommand<"export"> = {
  ...QUERY,
  async handle({ request, identity, services }) {
    const { data, next } = await services.journal.query<"export">({
      kind: "export",
      account: identity.account.id,
      after: request.after ?? 0,
    });
    return { data, ...(next === undefined ? {} : { next }) };
  },
};

/** Ends the account. Refuses with `bad_credentials`, `last_owner`. */
export const deleteAccount: MemberCommand<"delete_account"> = {
  ...QUERY,
  async handle({ request, identity, session, services }) {
    await checkOwnPassword(request.password, { identity, session, services });
    await services.journal.append<"delete_account">({
      kind: "delete_account",
      account: identity.account.id,
      removeMessages: request.messages === "remove",
      timeMs: services.now(),
    });
    return {};
  },
};

/** Sees to it that whoever asks knows the password; guessing is slowed down as at a login. */
async function checkOwnPassword(
  given: string,
  { identity, session, services }: { identity: Identity; session: Session; services: Services },
): Promise<void> {
  const { journal, passwords, loginThrottle, delay, now } = services;
  const { name } = identity.account;
  const waitMs = loginThrottle?.attempt(name, session.address, now()) ?? 0;
  if (waitMs > 0) await delay(waitMs, session.ended);
  const known = await journal.query<"credentials">({ kind: "credentials", name });
  if (!await passwords.verify({ password: given, stored: known?.password }, session.address)) {
    throw new ChatError("bad_credentials", "This is not your password");
  }
  loginThrottle?.succeeded(name, session.address);
}
