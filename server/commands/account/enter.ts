/** What `register` and `login` have in common: putting an account onto a connection. */
import { SERVER } from "../../journal/actors.ts";
import { printable } from "../../../protocol/text/printable.ts";
import type { AnswerFields } from "../../../protocol/answers.ts";
import type { AccountRecord } from "../../journal/records.ts";
import type { Caller } from "../caller.ts";
import type { Services } from "../services.ts";
import type { Connection } from "../../live/connection.ts";
import type { Listener } from "../../live/listener.ts";

/**
 * Sees to it that one more session of an account may connect, before it is opened.
 *
 * @throws {ChatError} `already_connected`.
 */
export function checkSessionLimit({ caller, services }: Entering, accountId: number): void {
  const others = othersOf({ caller, services }, accountId);
  services.sessionLimit.toClose(others, undefined, sessionsElsewhere(services, accountId));
}

/**
 * Makes the connection the account's, also when it was somebody else's before; the answer to both.
 * Whoever has none only gets the answer.
 *
 * @throws {ChatError} `already_connected`.
 */
export function enter(
  { caller, services }: Entering,
  { record, token, isNew }: { record: AccountRecord; token: string; isNew: boolean },
): AnswerFields["login"] {
  const { connection } = caller;
  if (connection === undefined) return stayOutside(services, { record, token });
  const { databaseIdentity, hub, sessionLimit, simulations, log } = services;
  let toClose: Listener[];
  try {
    const others = othersOf({ caller, services }, record.id);
    const elsewhere = sessionsElsewhere(services, record.id);
    toClose = sessionLimit.toClose(others, record.session, elsewhere);
  } catch (error) {
    hub.giveUp(record);
    // A refused login leaves no session behind.
    if (isNew) revoke(services, record);
    throw error;
  }
  if (connection.hasEnded) {
    // The connection ended while the password was looked at: nobody is there to enter.
    hub.giveUp(record);
    if (record.isGuest && hub.account(record.id) === undefined) endGuest(services, record.id);
    return { username: record.name, token, rooms: [], last_id: 0 };
  }
  const again = connection.identity?.account.id === record.id;
  if (connection.identity !== undefined && !again) leave(connection, services, "switched account");
  const { account, lastId } = hub.enter(connection, record);
  connection.identity = { account, session: record.session };
  connection.pretend(simulations.of(account.id));
  services.nodes?.entered({ account: account.id, session: record.session }, connection.number);
  for (const other of toClose) other.close("taken_over");
  if (!again) log.write({ event: "connected", username: record.name, origin: connection.origin });
  return {
    username: record.name,
    token,
    rooms: [...account.rooms.values()].map((room) => room.name).sort(),
    last_id: lastId,
    starts: [...databaseIdentity.past.starts],
    ...(account.role === "user" ? {} : { role: account.role }),
    ...(record.isBot ? { bot: true as const } : {}),
    ...(record.keys === undefined ? {} : { keys: record.keys }),
  };
}

/** The session is there, and a connection may come with its token. */
function stayOutside(
  { hub }: Services,
  { record, token }: { record: AccountRecord; token: string },
): AnswerFields["login"] {
  const rooms = record.rooms.map(({ name }) => name).sort();
  hub.giveUp(record);
  return {
    username: record.name,
    token,
    rooms,
    last_id: hub.lastId,
    ...(record.role === "user" ? {} : { role: record.role }),
    ...(record.isBot ? { bot: true as const } : {}),
    ...(record.keys === undefined ? {} : { keys: record.keys }),
  };
}

function revoke({ journal }: Services, { id, session }: AccountRecord): void {
  const closing = { actor: SERVER, account: id, session };
  journal.append("close_sessions", closing).catch(() => {}); // The server stops; then it ages out.
}

/** What cannot be stored now is done when the server starts again, or by another node. */
function endGuest({ journal }: Services, account: number): void {
  journal.append("end_guest", { actor: SERVER, account }).catch(() => {});
}

/** Somebody who wants to enter. */
interface Entering {
  caller: Caller;
  services: Services;
}

function othersOf({ caller, services }: Entering, accountId: number): Listener[] {
  const connected = services.hub.account(accountId)?.connections ?? [];
  return [...connected].filter((other) => other !== caller.connection);
}

/** The sessions of an account that are connected to other nodes of a cluster. */
function sessionsElsewhere({ hub }: Services, accountId: number): Iterable<number> {
  return hub.account(accountId)?.elsewhere.values() ?? [];
}

/** Takes whoever is logged in off the connection. */
export function leave(connection: Connection, services: Services, reason: string): void {
  const { identity } = connection;
  if (identity === undefined) return;
  connection.identity = undefined;
  const { id, name, isGuest } = identity.account;
  services.nodes?.left({ account: id, session: identity.session }, connection.number);
  // A guest whose node ends goes on at another one.
  const goesOn = services.nodes !== undefined && reason === "shutdown";
  if (services.hub.leave(connection, id) && isGuest) {
    if (!goesOn) endGuest(services, id);
  } else if (services.nodes === undefined && services.hub.account(id) === undefined) {
    // Nobody waits for it; a server that stops has other ways to know who was there.
    services.journal.append("seen", {
      actor: SERVER,
      account: id,
      session: identity.session,
    }).catch(() => {});
  }
  services.log.write({ event: "disconnected", username: name, origin: connection.origin, reason });
}

/** Most characters of what a client calls itself. */
const MAX_DEVICE_LENGTH = 40;

/** What a client calls itself, as it is stored. */
export function deviceOf({ device }: { device: string | undefined }): string {
  return [...printable(device ?? "")].slice(0, MAX_DEVICE_LENGTH).join("");
}
