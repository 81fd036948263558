/** Logs a script in: without asking, unless there is a terminal to ask for the password on. */
import { ChatError } from "../../protocol/errors.ts";
import { printable } from "../../protocol/text/printable.ts";
import { busyPauseMs, isBusy } from "../base/busy.ts";
import { pause, systemClock } from "../base/clock.ts";
import { ClientFailure, EXIT } from "../base/failure.ts";
import type { Link } from "../link/link.ts";
import type { Credentials, Welcome } from "../link/login.ts";
import { ResumeTokens, type TokenPlace } from "../login/resume_tokens.ts";
import { loginRefused, type Session } from "../login/session.ts";
import { isSame } from "../wording/message_text.ts";
import { codeFor } from "./second_factor.ts";

/** So often, and so long each time, a busy server is asked again at the login. */
const LOGIN_ATTEMPTS = 5;
const LONGEST_LOGIN_PAUSE_MS = 30_000;

/** With what a script logs in. */
export type Entry =
  /** It makes a session of its own, which it ends as well. */
  | { readonly kind: "password"; readonly credentials: Credentials }
  /** The session is there already, and stays. */
  | {
    readonly kind: "token";
    readonly token: string;
    /** Whose it has to be; `undefined` when nobody has said. */
    readonly username: string | undefined;
    /** It was kept by a client for people. */
    readonly isStored: boolean;
  };

/**
 * With what to log in: a token or a password that was given, else what lets a person on this machine
 * in, else what is typed; `undefined` when a script that speaks the protocol does so itself.
 *
 * @throws {ClientFailure} when something is missing.
 */
export async function entryOf(session: Session, isJson: boolean): Promise<Entry | undefined> {
  const { invite, password, place, register, token, username } = session;
  if (token !== undefined && !register) {
    return { kind: "token", token, username, isStored: false };
  }
  if (username === undefined) {
    // A script that speaks the protocol may log in by itself.
    if (isJson && !register) return undefined;
    throw new ClientFailure(
      EXIT.usage,
      `Say as whom to log in, for example: chat connect alice@${place}`,
    );
  }
  if (password !== undefined) {
    return { kind: "password", credentials: { username, password, register, invite } };
  }
  const stored = register ? undefined : await storedToken(session);
  if (stored !== undefined) return stored;
  if (Deno.stdin.isTerminal()) {
    const { askPassword } = await import("../login/ask_password.ts");
    const typed = await askPassword(username, register);
    return { kind: "password", credentials: { username, password: typed, register, invite } };
  }
  throw new ClientFailure(
    EXIT.usage,
    `The password of ${username} is missing, and there is no terminal to ask on; ` +
      "set CHAT_PASSWORD or CHAT_TOKEN, use --password-file or --token-file, or log in once with " +
      "chat connect on a terminal",
  );
}

/** Logs in, with patience for a busy server. Throws {ClientFailure} when it refuses. */
export async function logIn(
  link: Link,
  entry: Entry,
  { notify, session }: { session: Session; notify: (line: string) => void },
): Promise<Welcome> {
  let code: string | undefined;
  for (let attempt = 1;; attempt++) {
    try {
      if (entry.kind === "password") return await link.logIn({ ...entry.credentials, code });
      return ofWhom(await link.takeUp(entry.token), entry.username);
    } catch (error) {
      if (error instanceof ChatError && error.code === "code_required" && code === undefined) {
        code = await codeFor(session);
        if (code !== undefined) continue;
      }
      const pauseMs = busyPauseMs(error);
      const isWorthIt = attempt < LOGIN_ATTEMPTS && pauseMs <= LONGEST_LOGIN_PAUSE_MS;
      if (!isBusy(error) || !isWorthIt) throw await refusal(error, entry, session);
      notify(`${error.message}; next attempt in ${Math.ceil(pauseMs / 1_000)} s`);
      await pause(systemClock, pauseMs);
    }
  }
}

/** The login that was kept is over: whoever has logged out has nothing left to come back with. */
export async function forgetStored(entry: Entry, session: Session): Promise<void> {
  if (entry.kind !== "token" || !entry.isStored || entry.username === undefined) return;
  const tokens = new ResumeTokens(session.transfersFolder);
  await tokens.forget(tokenPlace(session), entry.username).catch(() => {}); // it is worth nothing
}

async function storedToken(session: Session): Promise<Entry | undefined> {
  const { transfersFolder: folder, username } = session;
  const found = await new ResumeTokens(folder).find(tokenPlace(session), username)
    .catch(() => undefined); // others can read the file, so a password has to do
  return found && { kind: "token", ...found, isStored: true };
}

function tokenPlace({ place, stream }: Session): TokenPlace {
  return { place, isEncrypted: stream.judge !== undefined };
}

async function refusal(error: unknown, entry: Entry, session: Session): Promise<unknown> {
  const cause = error instanceof ClientFailure ? error.cause : undefined;
  if (entry.kind === "token" && cause instanceof ChatError && cause.code === "bad_credentials") {
    await forgetStored(entry, session);
    return new ClientFailure(
      EXIT.refused,
      entry.isStored
        ? "The login that was kept here has ended; log in anew with chat connect on a terminal, or " +
          "with a password"
        : "The server does not take this token; /token in a client makes another one",
      { cause: error },
    );
  }
  if (error instanceof ChatError && error.code === "code_required") {
    return new ClientFailure(
      EXIT.refused,
      "This account has a second factor, and nobody is there to ask for its code: /token in a client " +
        "makes a token for this script, which CHAT_TOKEN or --token-file gives it; CHAT_CODE or " +
        "--code-command brings a code",
      { cause: error },
    );
  }
  return loginRefused(error);
}

function ofWhom(welcome: Welcome, username: string | undefined): Welcome {
  if (username === undefined || isSame(username, welcome.username)) return welcome;
  throw new ClientFailure(
    EXIT.refused,
    `This token lets ${printable(welcome.username)} in, not ${printable(username)}`,
  );
}
