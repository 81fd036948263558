/** Asks a person to log in or to register until the server is content. */
import { ChatError } from "../../protocol/errors.ts";
import type { HelloEvent } from "../../protocol/events.ts";
import { MAX_PASSWORD_LENGTH, MIN_PASSWORD_LENGTH } from "../../protocol/limits.ts";
import { parseUsername } from "../../protocol/names.ts";
import { busyPauseMs, isBusy } from "../base/busy.ts";
import { ClientFailure, EXIT, reasonOf } from "../base/failure.ts";
import type { Credentials, Welcome } from "../link/login.ts";
import type { Ask } from "../terminal/prompter.ts";

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
  /** Whether names on a list may register although it is `closed`. */
  hasAllowList: boolean;
  /** What is known already; these are tried first and not asked for. */
  username: string | undefined;
  password: string | undefined;
  invite: string | undefined;
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
  if (register && takesNobody(options)) {
    throw new ClientFailure(
      EXIT.refused,
      "This server does not take new accounts; ask whoever runs it for one",
    );
  }
  const { invite, password, username } = options;
  const given: Given = { username, password, invite };
  for (let attempt = 1;;) {
    const credentials = await complete(given, options, register);
    if (credentials === undefined) return undefined;
    try {
      return await tryLogin(options, credentials);
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const field = wrongField(error, credentials);
      const isGuess = error.code === "bad_credentials" || error.code === "bad_code";
      const isLast = isGuess && ++attempt > PASSWORD_ATTEMPTS;
      // What came from outside the dialog is not a slip of the finger: it is not asked for again.
      const isFromOutside = field === "password" && credentials.password === password ||
        field === "invite" && invite !== undefined;
      if (field === undefined || isLast || isFromOutside) {
        throw new ClientFailure(EXIT.refused, `The server refused: ${error.message}`, {
          cause: error,
        });
      }
      options.say(`${error.message}.`);
      if (!await askAgain(field, given, options)) return undefined;
      // Without a name of their own people may have got the name wrong as well.
      if (field === "password" && !register && options.username === undefined) {
        given.username = undefined;
      }
    }
  }
}

/** What is known so far. */
interface Given {
  username: string | undefined;
  password: string | undefined;
  invite: string | undefined;
  code?: string | undefined;
  newPassword?: string | undefined;
}

/** Asks for what every login, or every registration, needs. */
async function complete(
  given: Given,
  options: LoginDialogOptions,
  register: boolean,
): Promise<Credentials | undefined> {
  const { ask, registration } = options;
  given.username ??= await askUsername(options, register);
  if (given.username === undefined) return undefined;
  if (register && registration === "invite") {
    given.invite ??= await askLine(ask, "Invite code: ");
    if (given.invite === undefined) return undefined;
  }
  given.password ??= register
    ? await askNewPassword(options)
    : await ask(`Password of ${given.username}: `, { isSecret: true });
  const { username, password, ...rest } = given;
  return password === undefined ? undefined : { username, password, register, ...rest };
}

/** Asks for what was wrong or missing; false when the person wants to leave. */
async function askAgain(
  field: keyof Given,
  given: Given,
  options: LoginDialogOptions,
): Promise<boolean> {
  const { ask } = options;
  switch (field) {
    case "username":
      given.username = undefined;
      given.password = undefined;
      return true;
    case "password":
      given.password = undefined;
      return true;
    case "invite":
      given.invite = await askLine(ask, "Invite code: ");
      return given.invite !== undefined;
    case "code":
      given.code = await askLine(ask, "Code of your second factor, or a recovery code: ");
      return given.code !== undefined;
    case "newPassword":
      given.newPassword = await askNewPassword(options);
      return given.newPassword !== undefined;
  }
}

/** A line that is not empty. */
async function askLine(ask: Ask, question: string): Promise<string | undefined> {
  for (;;) {
    const line = (await ask(question))?.trim();
    if (line !== "") return line;
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

function takesNobody({ hasAllowList, registration }: LoginDialogOptions): boolean {
  return registration === "closed" && !hasAllowList;
}

async function wantsToRegister(options: LoginDialogOptions): Promise<boolean | undefined> {
  if (options.register) return true;
  if (options.username !== undefined || takesNobody(options)) return false;
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

/** What the person has to type, once more or at all; `undefined` when that would not help. */
function wrongField(error: ChatError, { newPassword }: Credentials): keyof Given | undefined {
  switch (error.code) {
    case "bad_username":
    case "name_taken":
      return "username";
    case "bad_credentials":
      return "password";
    case "bad_password":
      return newPassword === undefined ? "password" : "newPassword";
    case "bad_invite":
      return "invite";
    case "code_required":
    case "bad_code":
      return "code";
    case "password_change_required":
      return "newPassword";
    default:
      return undefined;
  }
}
