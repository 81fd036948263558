/** Logs a connection in: the first time with a password, later with the token it gave. */
import type { AnswerFields } from "../../protocol/answers.ts";
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";
import { printable } from "../../protocol/text/printable.ts";
import { isSame } from "../wording/message_text.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import type { Connection } from "./connection.ts";

/** With what to log in; `register` makes the account first. */
export interface Credentials {
  username: string;
  password: string;
  register: boolean;
  /** What lets somebody register where that takes an invitation. */
  invite?: string | undefined;
  /** A code of the second factor, or one that replaces it. */
  code?: string | undefined;
  /** Another password, when the server asks for one. */
  newPassword?: string | undefined;
}

/** Codes after which the same password does not lead anywhere. */
const FINAL: readonly ErrorCode[] = [
  "account_banned",
  "bad_credentials",
  "code_required",
  "password_change_required",
];

/** What the server says after a login. */
export type Welcome = AnswerFields["login"];

/**
 * What opens the next connection. The token is missing where the connection itself brings it, in a
 * cookie; the password when a script logged in by itself.
 */
interface Keys {
  token: string | undefined;
  credentials: Credentials | undefined;
  /** Who has come in; `undefined` before that. */
  username: string | undefined;
}

/** Knows how to log in, and after the first time how to do so again. */
export class Login {
  readonly #device: string;
  #keys: Keys | undefined;
  #role: Welcome["role"];

  /** `device` is what the server calls this client when it lists the account's devices. */
  constructor(device: string) {
    this.#device = device;
  }

  /** Whether `again()` has something to log in with. */
  get isKnown(): boolean {
    return this.#keys !== undefined;
  }

  /** What the account was at the last login; `undefined` where it is nothing special. */
  get role(): Welcome["role"] {
    return this.#role;
  }

  /** Logs in or registers. Throws {ChatError} when the server refuses. */
  async first(connection: Connection, credentials: Credentials): Promise<Welcome> {
    const { code, invite, newPassword, password, register, username } = credentials;
    const fields = { username, password, device: this.#device };
    const welcome = register
      ? await connection.request("register", { ...fields, invite })
      : await connection.request("login", { ...fields, code, new_password: newPassword });
    // A code is good for one login.
    const kept = { username, password: newPassword ?? password, register: false };
    this.#keys = { token: welcome.token, credentials: kept, username: welcome.username };
    this.#role = welcome.role;
    return welcome;
  }

  /** The token that opens the next connection; `undefined` before the first login. */
  get token(): string | undefined {
    return this.#keys?.token;
  }

  /**
   * The token was got elsewhere: by a script that has logged in itself, or in an earlier run;
   * `undefined` says that connections bring it themselves.
   */
  adopt(token: string | undefined): void {
    this.#keys = { token, credentials: undefined, username: undefined };
  }

  /** The account has another password; the old one must not be tried any more. */
  passwordChanged(password: string): void {
    const credentials = this.#keys?.credentials;
    if (this.#keys === undefined || credentials === undefined) return;
    this.#keys = { ...this.#keys, credentials: { ...credentials, password } };
  }

  /**
   * Logs in with the token, and with the password when the token is refused.
   *
   * @throws {ClientFailure} when neither is accepted any more.
   */
  async again(connection: Connection): Promise<Welcome> {
    const keys = this.#keys;
    if (keys === undefined) throw new TypeError("there is nothing to log in with");
    const { credentials, token } = keys;
    try {
      const welcome = await connection.request("login", { token, device: this.#device });
      const { username } = welcome;
      // A cookie may be somebody else's by now: what this link knows is none of their business.
      if (keys.username !== undefined && !isSame(keys.username, username)) {
        throw anotherOne(username);
      }
      this.#keys = { ...keys, username, token: welcome.token };
      this.#role = welcome.role;
      return welcome;
    } catch (error) {
      if (error instanceof ChatError && error.code === "account_banned") throw refused(error);
      if (!isBadCredentials(error)) throw error;
      if (credentials === undefined) throw refused(error);
    }
    try {
      return await this.first(connection, credentials);
    } catch (error) {
      throw error instanceof ChatError && FINAL.includes(error.code) ? refused(error) : error;
    }
  }
}

function anotherOne(username: string): ClientFailure {
  return new ClientFailure(EXIT.refused, `This browser is logged in as ${printable(username)} now`);
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
