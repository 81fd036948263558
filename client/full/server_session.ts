/** One server of the full screen: its link, what is known of it, and the commands typed for it. */
import type { HelloEvent, Place } from "../../protocol/events.ts";
import { printable, printableLines } from "../../protocol/printable.ts";
import { busyPauseMs, isBusy } from "../busy.ts";
import { type Clock, pause } from "../clock.ts";
import type { CommandContext, Goodbye } from "../commands/context.ts";
import { COMMAND_CODES } from "../commands/registry.ts";
import { Conversation } from "../conversation.ts";
import { describe } from "../describe.ts";
import { type EmojiTable, withEmoji } from "../emoji.ts";
import { parseIntent } from "../intent.ts";
import type { Link } from "../link.ts";
import type { LinkObserver } from "../link_observer.ts";
import type { Credentials, Welcome } from "../login.ts";
import type { Ask } from "../prompter.ts";
import { ReadMarker } from "../read_marker.ts";
import { refreshIgnored, refreshUnread } from "../refresh.ts";
import { enterRoom, maxTextBytes } from "../session.ts";
import { tellRead, tellTyping } from "../tell.ts";
import { TypingTeller } from "../typing.ts";
import type { Outgoing } from "../unacknowledged.ts";
import { LinkNews } from "./link_news.ts";
import { screenContext, screenView } from "./screen_context.ts";
import { ServerReader } from "./server_reader.ts";
import type { Action, Effect, ServerNews } from "./state/action.ts";

/** So long a command waits for the own messages before it to come back. */
const ECHO_LIMIT_MS = 2_000;

/** Shown once to who has never used the full screen. */
const FIRST_HINT = "F1 shows all keys and commands, Alt+K goes places";

/** What a server session works with. */
export interface ServerSessionOptions {
  /** Stays the same as long as the client runs. */
  id: string;
  /** `host:port`. */
  address: string;
  /** Makes the link that tells `observer`. */
  newLink: (observer: LinkObserver) => Link;
  clock: Clock;
  /** The time of day, Unix milliseconds. */
  timeMs: () => number;
  loadEmoji: () => Promise<EmojiTable>;
  /** Tells the state what has happened. */
  dispatch: (action: Action) => void;
  /** Asks the person; `undefined` when they do not answer. */
  ask: Ask;
  /** A command wants to leave this server, or the whole client. */
  leave: (goodbye: Goodbye | "disconnect") => void;
  /** A command wants a further server. */
  connect: (address: string | undefined) => void;
  /** The account has a new token with which to come back. */
  tokenChanged: (username: string) => void;
}

/** The effects that a server has to do with. */
export type ServerEffect = Extract<
  Effect,
  { serverId: string; kind: Exclude<Effect["kind"], "form"> }
>;

/** Tells the state what the server says, and does what the state wants of it. */
export class ServerSession {
  readonly #options: ServerSessionOptions;
  readonly #news: LinkNews;
  readonly #conversation: Conversation;
  readonly #context: CommandContext;
  readonly #reader: ServerReader;
  readonly #reading: ReadMarker;
  readonly #teller: TypingTeller;
  /** Commands run one after the other. */
  #queue: Promise<void> = Promise.resolve();
  #textBytes = maxTextBytes(undefined);
  /** What the server says about itself. */
  #greeting: readonly string[] = [];

  constructor(options: ServerSessionOptions) {
    const { clock } = options;
    this.#options = options;
    this.#conversation = new Conversation(screenView((news) => this.#tell(news)), {
      room: "general",
    });
    const { newLink, timeMs } = options;
    this.#news = new LinkNews({
      newLink,
      conversation: this.#conversation,
      clock,
      timeMs,
      tell: (news) => this.#tell(news),
      joined: () => void this.#reader.refreshLists(),
      back: () => options.tokenChanged(this.username),
      stale: (rooms) => void this.#reader.refresh(rooms),
    });
    const { link } = this.#news;
    this.#reading = new ReadMarker(clock, (mark) => tellRead(link, mark));
    this.#teller = new TypingTeller(clock, (place) => tellTyping(link, place));
    const { ask, connect, dispatch, id, leave } = options;
    const conversation = this.#conversation;
    const reading = this.#reading;
    this.#reader = new ServerReader({
      link,
      conversation,
      reading,
      clock,
      tell: (news) => this.#tell(news),
    });
    this.#context = screenContext({
      serverId: id,
      link,
      conversation,
      reading,
      dispatch,
      ask,
      leave,
      connect,
    });
  }

  /** Stays the same as long as the client runs. */
  get id(): string {
    return this.#options.id;
  }

  /** The link to the server. */
  get link(): Link {
    return this.#news.link;
  }

  /** The account; empty before the login. */
  get username(): string {
    return this.#conversation.username;
  }

  /** Connects; throws {ClientFailure} when that cannot be. */
  async connect(): Promise<HelloEvent> {
    const hello = await this.link.connect();
    this.#textBytes = maxTextBytes(hello.limits);
    const lines = [hello.description, hello.motd]
      .filter((text) => typeof text === "string" && text.trim() !== "")
      .flatMap((text) => printableLines(text));
    this.#greeting = lines;
    // A server may say anything, and an older one may leave something out.
    const name = typeof hello.name === "string" ? hello.name : "";
    this.#tell({ kind: "hello", name, registration: hello.registration });
    this.#tell({ kind: "connection", connection: { kind: "login" } });
    return hello;
  }

  /** Logs in; waits when the server is busy. Throws {ChatError} when it refuses. */
  async logIn(credentials: Credentials, notify: (line: string) => void): Promise<Welcome> {
    for (;;) {
      try {
        return await this.link.logIn(credentials);
      } catch (error) {
        if (!isBusy(error)) throw error;
        const pauseMs = busyPauseMs(error);
        notify(`${error.message}. Trying again in ${Math.ceil(pauseMs / 1_000)} s …`);
        await pause(this.#options.clock, pauseMs);
      }
    }
  }

  /** Logged in: everything is shown from now on. `room` is joined and gone to where it is given. */
  async begin(
    welcome: Welcome,
    { isFirstTime, room }: { room: string | undefined; isFirstTime: boolean },
  ): Promise<void> {
    const { last_id: lastId, username } = welcome;
    let { rooms } = welcome;
    if (room !== undefined && !rooms.includes(room)) {
      try {
        await enterRoom(this.link, room, rooms);
        rooms = [...rooms, room];
      } catch (error) {
        this.#warn(describe(error));
        room = undefined;
      }
    }
    this.#conversation.welcome(username, rooms);
    // What is unread has to be known before the first message counts as read.
    const [conversations = []] = await Promise.all([
      refreshUnread(this.link),
      refreshIgnored(this.link, this.#conversation),
    ]);
    this.#tell({ kind: "welcome", username, rooms, lastId });
    this.#tell({ kind: "unread", conversations });
    const start = room ?? (rooms.includes("general") ? "general" : rooms[0]);
    if (start !== undefined) this.#command({ kind: "open-place", place: { room: start } });
    if (this.#greeting.length > 0) {
      this.#tell({ kind: "lines", lines: this.#greeting, tone: "event" });
    }
    if (isFirstTime) this.#tell({ kind: "lines", lines: [FIRST_HINT], tone: "event" });
    this.#news.hasBegun = true;
    this.link.begin();
    this.#options.tokenChanged(username);
    void this.#reader.refreshLists();
    void this.#reader.measureLag();
    void this.link.ended.then((failure) => {
      this.#tell({
        kind: "connection",
        connection: { kind: "ended", reason: failure?.message ?? "you left" },
      });
      if (failure !== undefined) this.#warn(failure.message);
    });
  }

  /** Says goodbye. */
  async leave(goodbye: Goodbye): Promise<void> {
    await this.#reading.flush().catch(() => {}); // the link is over, or about to be
    await this.link.leave(goodbye);
  }

  /** Calls all timers off. */
  close(): void {
    this.#reading.close();
    this.#reader.close();
  }

  /** Does what the state wants. */
  perform(effect: ServerEffect): void {
    switch (effect.kind) {
      case "say":
        this.#say(effect.message, effect);
        break;
      case "command":
        this.#run(effect.text);
        break;
      case "edit":
        this.#inTurn(async () => {
          const text = await withEmoji(effect.text, this.#options.loadEmoji);
          await this.link.request("edit", { id: effect.id, text });
        });
        break;
      case "delete":
        this.#inTurn(async () => {
          await this.link.request("delete", { id: effect.id });
        });
        break;
      case "react":
        this.#inTurn(async () => {
          const { id, remove } = effect;
          const emoji = await withEmoji(effect.emoji, this.#options.loadEmoji);
          await this.link.request("react", { id, emoji, ...(remove ? { remove: true } : {}) });
        });
        break;
      case "fetch":
        void this.#reader.fetch(effect);
        break;
      case "people":
        void this.#reader.people(effect.room);
        break;
      case "search":
        this.#reader.search(effect);
        break;
      case "typed":
        this.#teller.typed(effect.text, effect.place);
        break;
      case "read":
        this.#reading.shown(effect.place, effect.id);
        break;
      case "moved":
        this.#conversation.goTo(effect.place);
        break;
      default:
        effect satisfies never;
    }
  }

  /** Resolves when everything that was entered is on its way. */
  get whenSent(): Promise<void> {
    return this.#queue;
  }

  #tell(news: ServerNews): void {
    this.#options.dispatch({ serverId: this.id, ...news });
  }

  #command(action: { kind: "open-place"; place: Place }): void {
    this.#options.dispatch({ serverId: this.id, ...action });
  }

  #warn(line: string): void {
    this.#tell({ kind: "lines", lines: printableLines(line), tone: "warning" });
  }

  #say(message: Outgoing, { bufferKey: key, ticket }: { bufferKey: string; ticket: number }): void {
    this.#teller.sent();
    this.#queue = this.#queue.then(async () => {
      const text = await withEmoji(message.text, this.#options.loadEmoji);
      const bytes = new TextEncoder().encode(text).length;
      if (bytes > this.#textBytes) {
        throw new RangeError(`it has ${bytes} bytes, and ${this.#textBytes} is the most`);
      }
      this.link.say({ ...message, text }).then(
        ({ id }) => this.#tell({ kind: "stored", bufferKey: key, ticket, id }),
        refused,
      );
    }).catch((error) => refused(error));

    const refused = (error: unknown) =>
      this.#tell({ kind: "refused", bufferKey: key, ticket, reason: printable(describe(error)) });
  }

  #run(text: string): void {
    let intent;
    try {
      intent = parseIntent(text);
    } catch (error) {
      return this.#warn(describe(error)); // the reducer has parsed it before
    }
    if (intent.kind === "private") {
      const { text: said, to } = intent;
      this.#options.dispatch({
        kind: "say-to",
        serverId: this.id,
        place: { with: to },
        text: said,
      });
      return;
    }
    if (intent.kind !== "command") return;
    const { args, name } = intent;
    this.#inTurn(async () => {
      await this.#echoed();
      await COMMAND_CODES[name](args)(this.#context);
    });
  }

  #inTurn(task: () => Promise<void>): void {
    this.#queue = this.#queue.then(task).catch((error) => this.#warn(describe(error)));
  }

  /** A command may speak of messages that were sent right before it. */
  async #echoed(): Promise<void> {
    const { clock } = this.#options;
    const { link } = this;
    const deadlineMs = clock.nowMs() + ECHO_LIMIT_MS;
    while (link.state === "live" && (link.unacknowledged > 0 || !link.isComplete)) {
      const leftMs = deadlineMs - clock.nowMs();
      if (leftMs <= 0) break;
      await link.nextChange(leftMs);
    }
    await this.#news.whenTold;
  }
}
