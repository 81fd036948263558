/** What `register` and `login` have in common: putting an account onto a connection. */
import type { AnswerFields } from "../../protocol/events.ts";
import type { AccountRecord } from "../journal/entries.ts";
import type { Services } from "../services.ts";
import type { Session } from "../session.ts";

/** Makes the session the account's, also when it was somebody else's before; the answer to both. */
export function enter(
  { session, services }: { session: Session; services: Services },
  { record, token }: { record: AccountRecord; token: string },
): AnswerFields["login"] {
  if (session.hasEnded) {
    // The connection ended while the password was looked at: nobody is there to enter.
    return { username: record.name, token, rooms: [], last_id: 0 };
  }
  const again = session.identity?.account.id === record.id;
  if (session.identity !== undefined && !again) leave(session, services, "switched account");
  const { account, lastId } = services.hub.enter(session, record);
  session.identity = { account, token };
  if (!again) {
    services.log.write({ event: "connected", username: record.name, origin: session.origin });
  }
  return {
    username: record.name,
    token,
    rooms: record.rooms.map((room) => room.name),
    last_id: lastId,
  };
}

/** Takes whoever is logged in off the session. */
export function leave(session: Session, services: Services, reason: string): void {
  const { identity } = session;
  if (identity === undefined) return;
  session.identity = undefined;
  services.hub.leave(session, identity.account);
  const { name } = identity.account;
  services.log.write({ event: "disconnected", username: name, origin: session.origin, reason });
}
