/** Logs a connection in: the first time with a password, later with the token it gave. */
import { ChatError } from "../protocol/errors.ts";
import type { AnswerFields } from "../protocol/events.ts";
import type { Connection } from "./connection.ts";
import { ClientFailure, EXIT } from "./failure.ts";

/** With what to log in; `register` makes the account first. */
export interface Credentials {
  username: string;
  password: string;
  register: boolean;
}

/** What the server says after a login. */
export type Welcome = AnswerFields["login"];

/** What opens the next connection. The password is missing when a script logged in by itself. */
export interface Keys {
  token: string;
  credentials: Credentials | undefined;
}

/** Logs in or registers. Throws {ChatError} when the server refuses. */
export async function logIn(connection: Connection, credentials: Credentials): Promise<Welcome> {
  const { password, register, username } = credentials;
  return await connection.request(register ? "register" : "login", { username, password });
}

/**
 * Logs in with the token, and with the password when the token is refused; returns the next token.
 *
 * @throws {ClientFailure} when neither is accepted any more.
 */
export async function logInAgain(connection: Connection, keys: Keys): Promise<string> {
  const { credentials, token } = keys;
  try {
    return (await connection.request("login", { token })).token;
  } catch (error) {
    if (!isBadCredentials(error)) throw error;
    if (credentials === undefined) throw refused(error);
  }
  try {
    return (await logIn(connection, { ...credentials, register: false })).token;
  } catch (error) {
    throw isBadCredentials(error) ? refused(error) : error;
  }
}

function isBadCredentials(error: unknown): error is ChatError {
  return error instanceof ChatError && error.code === "bad_credentials";
}

function refused(error: ChatError): ClientFailure {
  return new ClientFailure(
    EXIT.refused,
    `The server does not let this account in any more (${error.message}); ` +
      "connect again and log in anew",
    { cause: error },
  );
}
