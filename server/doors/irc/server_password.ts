/** The password that `--irc-password-file` asks of everybody who comes over IRC, before any login. */
import { createHash, timingSafeEqual } from "node:crypto";
import { ChatError } from "../../../protocol/errors.ts";
import type { IrcClient } from "./irc_client.ts";

/** Wrong ones are counted for this name, which no account can have. */
const COUNTED_AS = "password of the server";

/**
 * Lets a client go on that has sent the right one with PASS, or on a server without one. Guesses go at
 * the pace of wrong passwords from one address, and how long the comparison takes tells nothing.
 *
 * @throws {ChatError} `bad_credentials`, `slow_down`.
 */
export async function demandServerPassword(client: IrcClient): Promise<void> {
  const { connection, house: { options: { password }, services }, introduction } = client;
  if (password === undefined || client.knowsServerPassword) return;
  const { delay, elapsed, loginThrottle } = services;
  const attempt = loginThrottle?.attempt(
    { username: COUNTED_AS, address: connection.address, isKnown: true },
    elapsed(),
  );
  if (attempt !== undefined && attempt.waitMs > 0) await delay(attempt.waitMs, connection.ended);
  if (!timingSafeEqual(hashOf(introduction.password ?? ""), hashOf(password))) {
    attempt?.fail();
    throw new ChatError("bad_credentials", "Password incorrect");
  }
  attempt?.succeed();
  client.knowsServerPassword = true;
}

function hashOf(text: string): Uint8Array {
  return createHash("sha256").update(text).digest();
}
