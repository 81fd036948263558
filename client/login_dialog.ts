/** Asks a person to log in or to register until the server is content. */
import { ChatError } from "../protocol/errors.ts";
import type { HelloEvent } from "../protocol/events.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "../protocol/limits.ts";
import { parseUsername } from "../protocol/names.ts";
import { busyPauseMs, isBusy } from "./busy.ts";
import { ClientFailure, EXIT, reasonOf } from "./failure.ts";
import type { Credentials, Welcome } from "./login.ts";
import type { Ask } from "./prompter.ts";

/** So often may the password be wrong. */
const PASSWORD_ATTEMPTS = 3;

/** What the dialog works with. */
export interface LoginDialogOptions {
  ask: Ask;
  /** Shows one line. */
  say: (line: string) => void;
  /** Tries the credentials; throws {@linkcode ChatError} when the server refuses. */
  logIn: (credentials: Credentials) => Promise<Welcome>;
  /** Waits; a busy server asks for it. */
  pause: (delayMs: number) => Promise<void>;
  registration: HelloEvent["registration"];
  /** What is known already; these are tried first and not asked for. */
  username: string | undefined;
  password: string | undefined;
  register: boolean;
}

/**
 * Returns what the server said at the login, or `undefined` when the person wants to leave.
 *
 * @throws {ClientFailure} when the password was wrong three times, or nothing else can be tried.
 */
export async function runLoginDialog(options: LoginDialogOptions): Promise<Welcome | undefined> {
  const register = await wantsToRegister(options);
  if (register === undefined) return undefined;
  if (register && options.registration === "closed") {
    throw new ClientFailure(
      EXIT.refused,
      "This server does not take new accounts; ask whoever runs it for one",
    );
  }
  let { password, username } = options;
  for (let attempt = 1;;) {
    username ??= await askUsername(options, register);
    if (username === undefined) return undefined;
    const isAsked = password === undefined;
    password ??= register
      ? await askNewPassword(options)
      : await options.ask(`Password of ${username}: `, { isSecret: true });
    if (password === undefined) return undefined;
    try {
      return await tryLogin(options, { username, password, register });
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const field = wrongField(error);
      const isLast = !register && ++attempt > PASSWORD_ATTEMPTS;
      // What came from outside the dialog is not a slip of the finger: it is not asked for again.
      if (field === undefined || isLast || (field === "password" && !isAsked)) {
        throw new ClientFailure(EXIT.refused, `The server refused: ${error.message}`, {
          cause: error,
        });
      }
      options.say(`${error.message}.`);
      password = undefined;
      if (field === "username") username = undefined;
      // Without a name of their own people may have got the name wrong as well.
      else if (!register && options.username === undefined) username = undefined;
    }
  }
}

/** The reason why `password` cannot be one, or `undefined`. */
export function passwordProblem(password: string): string | undefined {
  const length = Array.from(password).length;
  if (length < MIN_PASSWORD_LENGTH) {
    return `A password has at least ${MIN_PASSWORD_LENGTH} characters; a few words are a good one.`;
  }
  return length > MAX_PASSWORD_LENGTH
    ? `A password has at most ${MAX_PASSWORD_LENGTH} characters.`
    : undefined;
}

/** Asks twice for a new password until both are the same and long enough. */
export async function askNewPassword(
  { ask, say }: Pick<LoginDialogOptions, "ask" | "say">,
): Promise<string | undefined> {
  for (;;) {
    const password = await ask("New password: ", { isSecret: true });
    if (password === undefined) return undefined;
    const problem = passwordProblem(password);
    if (problem !== undefined) {
      say(problem);
      continue;
    }
    const again = await ask("The same again: ", { isSecret: true });
    if (again === undefined) return undefined;
    if (again === password) return password;
    say("The two are not the same.");
  }
}

async function wantsToRegister(options: LoginDialogOptions): Promise<boolean | undefined> {
  if (options.register) return true;
  if (options.username !== undefined || options.registration === "closed") return false;
  for (;;) {
    const answer = await options.ask("Log in or register? [l/r] ");
    if (answer === undefined) return undefined;
    const word = answer.trim().toLowerCase();
    if (word === "" || "login".startsWith(word) || word === "log in") return false;
    if ("register".startsWith(word)) return true;
    options.say('Type "l" to log in with an account you have, or "r" to make a new one.');
  }
}

async function askUsername(
  { ask, say }: LoginDialogOptions,
  register: boolean,
): Promise<string | undefined> {
  for (;;) {
    const answer = await ask(register ? "New username: " : "Username: ");
    if (answer === undefined) return undefined;
    try {
      return parseUsername(answer.trim());
    } catch (error) {
      say(`${reasonOf(error)}.`);
    }
  }
}

async function tryLogin(options: LoginDialogOptions, credentials: Credentials): Promise<Welcome> {
  for (;;) {
    try {
      return await options.logIn(credentials);
    } catch (error) {
      if (!isBusy(error)) throw error;
      const pauseMs = busyPauseMs(error);
      options.say(`${error.message}. Trying again in ${Math.ceil(pauseMs / 1_000)} s …`);
      await options.pause(pauseMs);
    }
  }
}

/** What the person has to type again, or `undefined` when that would not help. */
function wrongField(error: ChatError): "username" | "password" | undefined {
  switch (error.code) {
    case "bad_username":
    case "name_taken":
      return "username";
    case "bad_credentials":
    case "bad_password":
      return "password";
    default:
      return undefined;
  }
}
