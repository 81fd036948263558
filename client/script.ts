/** Runs the client for scripts: logs in without asking, then hands over to the line client. */
import type { Message } from "../protocol/events.ts";
import { busyPauseMs, isBusy } from "./busy.ts";
import { pause, systemClock } from "./clock.ts";
import { ClientFailure, EXIT, type ExitCode } from "./failure.ts";
import { runLineClient } from "./line_client.ts";
import { JsonView, TextView } from "./line_views.ts";
import type { Link } from "./link.ts";
import type { Credentials, Welcome } from "./login.ts";
import { Output } from "./output.ts";
import { pastMessages } from "./past.ts";
import { checkRoom, loginRefused, maxTextBytes, type Session } from "./session.ts";

/** So often, and so long each time, a busy server is asked again at the login. */
const LOGIN_ATTEMPTS = 5;
const LONGEST_LOGIN_PAUSE_MS = 30_000;

/** How a script wants it. */
export interface ScriptOptions {
  isJson: boolean;
  notify: (line: string) => void;
}

/** Connects, logs in, and runs to the end of the input; returns the exit code. */
export async function runScript(session: Session, options: ScriptOptions): Promise<ExitCode> {
  const { isJson, notify } = options;
  const credentials = await credentialsOf(session, isJson);
  // Nobody reads any more, as in `… | head -1`: there is nothing left to do, and that is fine.
  const output = new Output(Deno.stdout, () => Deno.exit(EXIT.fine));
  const text = new TextView({ output, notify });
  const view = isJson ? new JsonView({ output, notify }) : text;
  const link = session.newLink(view);
  const hello = await link.connect();
  const room = session.room;
  const showMessages = (messages: readonly Message[]) => {
    for (const message of messages) text.message(message);
  };
  if (credentials !== undefined) {
    const welcome = await logIn(link, credentials, notify);
    checkRoom(room, welcome.rooms);
    text.reader = { username: welcome.username, room };
    if (session.history) {
      const limit = session.history;
      if (isJson) await link.request("history", { room, limit }); // its answer is printed
      else showMessages(await pastMessages(link, { room, limit, lastId: welcome.last_id }));
    }
  }
  link.begin();
  try {
    const exitCode = await runLineClient({
      link,
      input: Deno.stdin.readable,
      output,
      notify,
      clock: systemClock,
      room,
      isJson,
      maxTextBytes: maxTextBytes(hello.limits),
      showMessages,
    });
    return view.unknownLines > 0 ? EXIT.error : exitCode;
  } finally {
    await output.settled();
  }
}

async function credentialsOf(
  session: Session,
  isJson: boolean,
): Promise<Credentials | undefined> {
  const { password, place, register, username } = session;
  if (username === undefined) {
    // A script that speaks the protocol may log in by itself.
    if (isJson && !register) return undefined;
    throw new ClientFailure(
      EXIT.usage,
      `Say as whom to log in, for example: chat connect alice@${place}`,
    );
  }
  if (password !== undefined) return { username, password, register };
  if (Deno.stdin.isTerminal()) {
    const { askPassword } = await import("./terminal_session.ts");
    return { username, password: await askPassword(username, register), register };
  }
  throw new ClientFailure(
    EXIT.usage,
    `The password of ${username} is missing, and there is no terminal to ask on; ` +
      "set CHAT_PASSWORD or use --password-file",
  );
}

async function logIn(
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
