/** Runs the client for people: takes the terminal, asks for the login, shows the conversation. */
import type { HelloEvent } from "../../protocol/events.ts";
import { printable } from "../../protocol/text/printable.ts";
import type { Message } from "../../protocol/records.ts";
import { pause, systemClock, within } from "../base/clock.ts";
import { hintOf } from "../base/environment.ts";
import { ClientFailure, ConnectionLost, EXIT, type ExitCode } from "../base/failure.ts";
import type { Goodbye } from "../commands/parts/context.ts";
import { Conversation } from "../conversation/conversation.ts";
import { DEFAULT_HISTORY_MESSAGES } from "../conversation/history_limits.ts";
import { pastMessages } from "../conversation/past.ts";
import { fetchQuotes } from "../conversation/quotes.ts";
import { allUnread, refreshIgnored } from "../conversation/refresh.ts";
import type { LocalFiles } from "../files/local_files.ts";
import { pathRoots, startFiles } from "../files/start_files.ts";
import type { Link } from "../link/link.ts";
import { LAST_ANSWERS_LIMIT_MS, lastAnswers } from "../link/link_waits.ts";
import type { Welcome } from "../link/login.ts";
import { runLoginDialog } from "../login/login_dialog.ts";
import {
  enterRoom,
  greetingLines,
  loginRefused,
  maxTextBytes,
  type Session,
} from "../login/session.ts";
import type { RoomLogs } from "../logs/room_logs.ts";
import { makeAsk } from "../terminal/prompter.ts";
import type { Screen } from "../terminal/screen.ts";
import { type TakenTerminal, takeTerminal } from "../terminal/take_terminal.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { loadEmoji } from "../text/load_emoji.ts";
import { colours } from "./colours.ts";
import { unreadOf } from "./open_place.ts";
import { type OwnSettings, ownSettings } from "./own_settings.ts";
import { TerminalClient } from "./terminal_client.ts";
import { TerminalDisplay } from "./terminal_display.ts";
import { TerminalView } from "./terminal_view.ts";

/**
 * Connects, logs in and talks until the person leaves; returns the exit code. `proxyChanged` hears
 * through which proxy further connections are to be made.
 */
export async function runTerminal(
  session: Session,
  proxyChanged: (proxy: string) => void,
): Promise<ExitCode> {
  let client: TerminalClient | undefined;
  let files: LocalFiles | undefined;
  let logs: RoomLogs | undefined;
  const link = session.newLink({
    isPerson: true,
    keys: (news) => client?.keys(news),
    standing: () => client?.draw(),
    message: (message) => client?.message(message),
    change: (event) => client?.change(event),
    amend: (message) => client?.amend(message),
    event: (event) => client?.event(event),
    lost: (reason) => client?.lost(reason),
    back: (missed) => client?.back(missed),
    restored: (restored) => client?.restored(restored),
    caughtUp: (missed) => client?.caughtUp(missed),
    stale: (rooms) => client?.stale(rooms),
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
    await enterRoom(link, session.room, welcome.rooms);
    const own = await ownSettings({
      folder: session.folder,
      address: session.place,
      username: welcome.username,
      warn: (line) => client?.told(line, true),
      proxyChanged,
    });
    logs = own.logs;
    const talk = makeClient({ session, link, screen, hello, own });
    client = talk.client;
    talk.conversation.welcome(welcome.username, [...welcome.rooms, session.room]);
    await showPast({ session, link, welcome, ...talk });
    terminal.onResize(() => screen.resized());
    link.begin();
    files = startFiles({
      link,
      stream: session.stream,
      username: welcome.username,
      folder: session.transfersFolder,
      ...(session.previewOf === undefined ? {} : { previewOf: session.previewOf }),
      downloads: () => Promise.resolve(own.config.files.downloads),
      changed: () => client?.draw(),
      tell: (line, isWarning) => client?.told(line, isWarning),
    });
    client.files = files;
    await files.takeUp();
    client.draw();
    const goodbye = await readKeys(client, terminal, link);
    if (goodbye !== undefined) {
      await within(systemClock, LAST_ANSWERS_LIMIT_MS, client.settled);
      void client.reading.flush();
      await lastAnswers(link, systemClock);
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
    await files?.close();
    await within(systemClock, LAST_ANSWERS_LIMIT_MS, logs?.close() ?? Promise.resolve());
    client?.close();
    screen.hidePrompt();
    terminal.close();
  }
}

function greet(screen: Screen, hello: HelloEvent): void {
  const [first = "", ...more] = greetingLines(hello);
  const greeting = [printable(hello.name), first].filter((text) => text !== "").join(": ");
  for (const line of [greeting, ...more]) if (line !== "") screen.print(`-- ${line}`);
}

async function logIn(
  { hello, link, screen, session, terminal }: TakenTerminal & {
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
      hasAllowList: hello.allow_list === true,
      invite: session.invite,
      username: session.username,
      password: session.password,
      register: session.register,
    });
  } catch (error) {
    throw loginRefused(error);
  }
}

interface Talk {
  client: TerminalClient;
  conversation: Conversation;
}

function makeClient(
  { hello, link, own, screen, session }: {
    session: Session;
    link: Link;
    screen: Screen;
    hello: HelloEvent;
    own: OwnSettings;
  },
): Talk {
  const isPlain = (hintOf("NO_COLOR") ?? "") !== "";
  const reader = (): Conversation => conversation;
  const display: TerminalDisplay = new TerminalDisplay({
    screen,
    rows: new TerminalView(reader, colours(isPlain), new Date()),
    reader,
    highlights: () => own.highlights,
    onMessage: (shown) => client.shown(shown),
    onMove: () => client.draw(),
  });
  const conversation: Conversation = new Conversation(display, { room: session.room });
  const client: TerminalClient = new TerminalClient({
    link,
    screen,
    display,
    conversation,
    clock: systemClock,
    loadEmoji,
    maxTextBytes: maxTextBytes(hello.limits),
    roots: pathRoots(),
    settings: () => own.powers(),
    aliases: () => own.config.aliases,
    heard: (said) => own.heard(said),
  });
  return { client, conversation };
}

/** Shows what was said before, and where something is unread. */
async function showPast(
  { client, conversation, link, session, welcome }: Talk & {
    session: Session;
    link: Link;
    welcome: Welcome;
  },
): Promise<void> {
  const limit = session.history ?? DEFAULT_HISTORY_MESSAGES;
  const { place } = conversation;
  try {
    await refreshIgnored(link, conversation);
    const { conversations: unread } = await allUnread(link, { silent: true });
    let last: Message | undefined;
    if (limit > 0) {
      const past = { room: session.room, limit, lastId: welcome.last_id };
      const messages = await pastMessages(link, past);
      await fetchQuotes(link, conversation, messages);
      conversation.past(messages, unreadOf(unread, place));
      last = messages.findLast(({ room }) => room === session.room);
    }
    client.unread.show(unread);
    if (last !== undefined) client.reading.opened(place, last);
  } catch (error) {
    // The link notices the loss as well and comes back by itself.
    if (!(error instanceof ConnectionLost)) throw loginRefused(error);
  }
}

/** Handles keys until the person or the link has had enough. */
async function readKeys(
  client: TerminalClient,
  terminal: Terminal,
  link: Link,
): Promise<Goodbye | undefined> {
  const isOver = Promise.race([link.ended.then((): "ended" => "ended"), client.left]);
  for (;;) {
    const key = await Promise.race([terminal.nextKey(), isOver]);
    if (key === "ended") return undefined;
    if (key === undefined) return "exit";
    if (typeof key === "string") return key;
    const goodbye = client.press(key);
    if (goodbye !== undefined) return goodbye;
  }
}
