/** Runs the client for people: takes the terminal, asks for the login, shows the conversation. */
import stringWidth from "string-width";
import type { HelloEvent } from "../protocol/events.ts";
import { printable } from "../protocol/printable.ts";
import { pause, systemClock } from "./clock.ts";
import { colours } from "./colours.ts";
import { ClientFailure, ConnectionLost, EXIT, type ExitCode } from "./failure.ts";
import { DEFAULT_HISTORY_MESSAGES } from "./intent.ts";
import type { Link } from "./link.ts";
import { askNewPassword, runLoginDialog } from "./login_dialog.ts";
import type { Welcome } from "./login.ts";
import { pastMessages } from "./past.ts";
import { makeAsk } from "./prompter.ts";
import { Screen } from "./screen.ts";
import { checkRoom, loginRefused, maxTextBytes, type Session } from "./session.ts";
import { Terminal } from "./terminal.ts";
import { type Goodbye, TerminalClient } from "./terminal_client.ts";
import { TerminalView } from "./terminal_view.ts";

/** So long may the last messages take when somebody leaves right after sending them. */
const LAST_ANSWERS_LIMIT_MS = 3_000;

/** Connects, logs in and talks until the person leaves; returns the exit code. */
export async function runTerminal(session: Session): Promise<ExitCode> {
  let client: TerminalClient | undefined;
  const link = session.newLink({
    message: (message) => client?.message(message),
    notice: (event) => client?.notice(event),
    line: () => {},
    lost: (reason) => client?.lost(reason),
    back: (missed) => client?.back(missed),
    unknown: () => {},
    changed: () => client?.changed(),
    settled: () => Promise.resolve(),
  });
  const hello = await link.connect();
  const screenAndTerminal = takeTerminal(Deno.stdout);
  const { screen, terminal } = screenAndTerminal;
  try {
    greet(screen, hello);
    const welcome = await logIn({ session, link, hello, ...screenAndTerminal });
    if (welcome === undefined) {
      await link.leave();
      return EXIT.fine;
    }
    checkRoom(session.room, welcome.rooms);
    const reader = { username: welcome.username, room: session.room };
    const isPlain = (Deno.env.get("NO_COLOR") ?? "") !== "";
    client = new TerminalClient({
      link,
      screen,
      view: new TerminalView(reader, colours(isPlain), new Date()),
      reader,
      clock: systemClock,
      maxTextBytes: maxTextBytes(hello.limits),
    });
    await showHistory({ session, link, client, welcome });
    terminal.onResize(() => screen.resized());
    link.begin();
    client.draw();
    const goodbye = await talk(client, terminal, link);
    if (goodbye !== undefined) {
      await lastAnswers(link);
      await link.leave(goodbye);
    }
    const failure = await link.ended;
    screen.hidePrompt();
    if (failure !== undefined) throw failure;
    const lost = link.unacknowledged;
    if (lost === 0) return EXIT.fine;
    throw new ClientFailure(
      EXIT.error,
      `${lost} ${lost === 1 ? "message" : "messages"} did not reach the server`,
    );
  } finally {
    screen.hidePrompt();
    terminal.close();
  }
}

/** Asks for a password while the output goes somewhere else; asks twice for a new one. */
export async function askPassword(username: string, isNew: boolean): Promise<string> {
  const { screen, terminal } = takeTerminal(Deno.stderr);
  try {
    const ask = makeAsk(screen, () => terminal.nextKey());
    const password = isNew
      ? await askNewPassword({ ask, say: (line) => screen.print(line) })
      : await ask(`Password of ${username}: `, { isSecret: true });
    if (password !== undefined) return password;
    throw new ClientFailure(EXIT.error, "Without a password there is no login");
  } finally {
    screen.hidePrompt();
    terminal.close();
  }
}

interface Taken {
  screen: Screen;
  terminal: Terminal;
}

function takeTerminal(output: typeof Deno.stdout | typeof Deno.stderr): Taken {
  const terminal = new Terminal(output, () => screen.hidePrompt());
  const screen = new Screen(terminal, (text) => stringWidth(text));
  return { screen, terminal };
}

function greet(screen: Screen, hello: HelloEvent): void {
  const name = printable(hello.name);
  const motd = printable(hello.motd);
  const greeting = [name, motd].filter((text) => text !== "").join(": ");
  if (greeting !== "") screen.print(`-- ${greeting}`);
}

async function logIn(
  { hello, link, screen, session, terminal }: Taken & {
    session: Session;
    link: Link;
    hello: HelloEvent;
  },
): Promise<Welcome | undefined> {
  try {
    return await runLoginDialog({
      ask: makeAsk(screen, () => terminal.nextKey()),
      say: (line) => screen.print(line),
      logIn: (credentials) => link.logIn(credentials),
      pause: (delayMs) => pause(systemClock, delayMs),
      registration: hello.registration,
      username: session.username,
      password: session.password,
      register: session.register,
    });
  } catch (error) {
    throw loginRefused(error);
  }
}

async function showHistory(
  { client, link, session, welcome }: {
    session: Session;
    link: Link;
    client: TerminalClient;
    welcome: Welcome;
  },
): Promise<void> {
  const limit = session.history ?? DEFAULT_HISTORY_MESSAGES;
  if (limit === 0) return;
  try {
    const past = { room: session.room, limit, lastId: welcome.last_id };
    client.showHistory(await pastMessages(link, past));
  } catch (error) {
    // The link notices the loss as well and comes back by itself.
    if (!(error instanceof ConnectionLost)) throw loginRefused(error);
  }
}

/** Waits a moment for what was sent just before leaving. */
async function lastAnswers(link: Link): Promise<void> {
  const deadlineMs = systemClock.nowMs() + LAST_ANSWERS_LIMIT_MS;
  while (link.unacknowledged > 0 && link.state === "live") {
    const leftMs = deadlineMs - systemClock.nowMs();
    if (leftMs <= 0) return;
    await link.nextChange(leftMs);
  }
}

/** Handles keys until the person or the link has had enough. */
async function talk(
  client: TerminalClient,
  terminal: Terminal,
  link: Link,
): Promise<Goodbye | undefined> {
  const isOver = link.ended.then((): "ended" => "ended");
  for (;;) {
    const key = await Promise.race([terminal.nextKey(), isOver]);
    if (key === "ended") return undefined;
    if (key === undefined) return "exit";
    const goodbye = client.press(key);
    if (goodbye !== undefined) return goodbye;
  }
}
