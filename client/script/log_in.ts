/** Logs a script in: without asking, unless there is a terminal to ask for the password on. */
import { busyPauseMs, isBusy } from "../base/busy.ts";
import { pause, systemClock } from "../base/clock.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import type { Link } from "../link/link.ts";
import type { Credentials, Welcome } from "../link/login.ts";
import { loginRefused, type Session } from "../login/session.ts";

/** So often, and so long each time, a busy server is asked again at the login. */
const LOGIN_ATTEMPTS = 5;
const LONGEST_LOGIN_PAUSE_MS = 30_000;

/**
 * With what to log in; `undefined` when a script that speaks the protocol does so itself.
 *
 * @throws {ClientFailure} when something is missing.
 */
export async function credentialsOf(
  session: Session,
  isJson: boolean,
): Promise<Credentials | undefined> {
  const { invite, password, place, register, username } = session;
  if (username === undefined) {
    // A script that speaks the protocol may log in by itself.
    if (isJson && !register) return undefined;
    throw new ClientFailure(
      EXIT.usage,
      `Say as whom to log in, for example: chat connect alice@${place}`,
    );
  }
  if (password !== undefined) return { username, password, register, invite };
  if (Deno.stdin.isTerminal()) {
    const { askPassword } = await import("../login/ask_password.ts");
    return { username, password: await askPassword(username, register), register, invite };
  }
  throw new ClientFailure(
    EXIT.usage,
    `The password of ${username} is missing, and there is no terminal to ask on; ` +
      "set CHAT_PASSWORD or use --password-file",
  );
}

/** Logs in, with patience for a busy server. Throws {ClientFailure} when it refuses. */
export async function logIn(
  link: Link,
  credentials: Credentials,
  notify: (line: string) => void,
): Promise<Welcome> {
  for (let attempt = 1;; attempt++) {
    try {
      return await link.logIn(credentials);
    } catch (error) {
      const pauseMs = busyPauseMs(error);
      const isWorthIt = attempt < LOGIN_ATTEMPTS && pauseMs <= LONGEST_LOGIN_PAUSE_MS;
      if (!isBusy(error) || !isWorthIt) throw loginRefused(error);
      notify(`${error.message}; next attempt in ${Math.ceil(pauseMs / 1_000)} s`);
      await pause(systemClock, pauseMs);
    }
  }
}
