/** One server of the full screen: its link, what is known of it, and the commands typed for it. */
import type { HelloEvent } from "../../../protocol/events.ts";
import { printableLines } from "../../../protocol/text/printable.ts";
import type { Place } from "../../../protocol/records.ts";
import { busyPauseMs, isBusy } from "../../base/busy.ts";
import { type Clock, pause, within } from "../../base/clock.ts";
import type { ClientFailure } from "../../base/failure.ts";
import type { Goodbye } from "../../commands/parts/context.ts";
import { Quotable } from "../../conversation/quotable.ts";
import { ReadMarker } from "../../conversation/read_marker.ts";
import { refreshIgnored, refreshUnread } from "../../conversation/refresh.ts";
import { tellRead, tellTyping } from "../../conversation/tell.ts";
import { TypingTeller } from "../../conversation/typing.ts";
import type { LocalFiles } from "../../files/local_files.ts";
import type { StartFilesOptions } from "../../files/start_files.ts";
import type { DrawPicture } from "./draw_picture.ts";
import type { Link } from "../../link/link.ts";
import type { LinkObserver } from "../../link/link_observer.ts";
import { LAST_ANSWERS_LIMIT_MS } from "../../link/link_waits.ts";
import type { Credentials, Welcome } from "../../link/login.ts";
import { enterRoom, greetingLines, maxTextBytes } from "../../login/session.ts";
import type { Ask } from "../../terminal/prompter.ts";
import type { EmojiTable } from "../../text/emoji.ts";
import { describe } from "../../wording/describe.ts";
import { LinkNews } from "./link_news.ts";
import { type LocalPowers, screenContexts } from "./screen_context.ts";
import { ScreenConversation } from "./screen_conversation.ts";
import { ServerReader } from "./server_reader.ts";
import type { Action, Effect, ServerNews } from "../state/action.ts";
import type { State } from "../state/state.ts";
import { Turns } from "./turns.ts";

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
  /** Says why something did not work. @default in the words of the server */
  describe?: (error: unknown) => string;
  state: () => State;
  /** Tells the state what has happened. */
  dispatch: (action: Action) => void;
  /** Asks the person; `undefined` when they do not answer. */
  ask: Ask;
  /** A command wants to leave this server, or the whole client. */
  leave: (goodbye: Goodbye | "disconnect", lastWord?: string) => void;
  /** A command wants a further server. */
  connect: (address: string | undefined) => void;
  /** So often the time that an answer takes is measured. @default 20 s */
  lagIntervalMs?: number;
  /** The account has a new token with which to come back. */
  tokenChanged: (username: string) => void;
  /** What a browser has not. */
  local?: LocalPowers;
  /** Makes what sends and fetches files; missing in a browser. */
  startFiles?: (login: FilesLogin) => LocalFiles;
  /** Where the reader was at this server in the run before, if that is kept. */
  placeBefore?: (serverId: string) => Place | undefined;
  /** Makes a picture of the bytes of an image; `undefined` when it cannot. */
  drawPicture?: DrawPicture;
}

/** For which login files are sent and fetched, and who is told. */
export interface FilesLogin extends Pick<StartFilesOptions, "link" | "username" | "tell"> {
  /** How files on their way stand, in a few words, and how many there are. */
  standing: (text: string, count: number) => void;
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
  readonly #conversation: ScreenConversation;
  readonly #reader: ServerReader;
  readonly #reading: ReadMarker;
  readonly #teller: TypingTeller;
  readonly #turns: Turns;
  #isClosed = false;
  /** The account, from the login on; the state has it when everything else is known. */
  #username = "";
  /** What the server says about itself. */
  #greeting: readonly string[] = [];
  #failure: ClientFailure | undefined;
  #files: LocalFiles | undefined;

  constructor(options: ServerSessionOptions) {
    const { clock, newLink, state, timeMs } = options;
    this.#options = options;
    const quotable = new Quotable();
    this.#conversation = new ScreenConversation({
      serverId: options.id,
      state,
      tell: (news) => this.#tell(news),
      quotable,
    });
    this.#news = new LinkNews({
      newLink,
      conversation: this.#conversation,
      quotable,
      clock,
      timeMs,
      tell: (news) => this.#tell(news),
      joined: () => void this.#reader.refreshLists(),
      read: (place, id) => this.#reading.heard(place, id),
      back: () => options.tokenChanged(this.username),
      restored: (lastId) => this.#reading.restored(lastId),
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
      lagIntervalMs: options.lagIntervalMs,
      tell: (news) => this.#tell(news),
      state,
    });
    const contextOf = screenContexts({
      serverId: id,
      link,
      conversation,
      state,
      reading,
      dispatch,
      ask,
      loadEmoji: options.loadEmoji,
      leave,
      connect,
      files: () => this.#files,
      local: options.local,
    });
    this.#turns = new Turns({
      serverId: id,
      link,
      contextOf,
      teller: this.#teller,
      clock,
      loadEmoji: options.loadEmoji,
      describe: options.describe,
      dispatch,
      whenTold: () => this.#news.whenTold,
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
    return this.#username;
  }

  /** Why the link is over for good; `undefined` while it is not. */
  get failure(): ClientFailure | undefined {
    return this.#failure;
  }

  /** Connects; throws {ClientFailure} when that cannot be. */
  async connect(): Promise<HelloEvent> {
    const hello = await this.link.connect();
    this.#turns.maxTextBytes = maxTextBytes(hello.limits);
    this.#greeting = greetingLines(hello);
    const name = typeof hello.name === "string" ? hello.name : "";
    this.#tell({
      kind: "hello",
      name,
      registration: hello.registration,
      maxTextBytes: maxTextBytes(hello.limits),
    });
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
    { room }: { room: string | undefined },
  ): Promise<void> {
    const { last_id: lastId, username } = welcome;
    let { rooms } = welcome;
    let problem = "";
    if (room !== undefined && !rooms.includes(room)) {
      try {
        await enterRoom(this.link, room, rooms);
        rooms = [...rooms, room];
      } catch (error) {
        problem = describe(error);
        room = undefined;
      }
    }
    this.#username = username;
    // What is unread has to be known before the first message counts as read.
    const [unread = { conversations: [], lastId: 0 }] = await Promise.all([
      refreshUnread(this.link),
      refreshIgnored(this.link, this.#conversation),
    ]);
    // Left meanwhile: beginning would keep the link alive for ever.
    if (this.#isClosed) return;
    this.#tell({ kind: "welcome", username, rooms, lastId });
    this.#tell({ kind: "unread", ...unread });
    const before = room === undefined ? this.#options.placeBefore?.(this.id) : undefined;
    const start = room ?? (rooms.includes("general") ? "general" : rooms[0]);
    const place = before ?? (start && { room: start });
    if (place) this.#command({ kind: "open-place", place });
    if (this.#greeting.length > 0) {
      this.#tell({ kind: "lines", lines: this.#greeting, tone: "event" });
    }
    // Said where the reader is instead.
    if (problem !== "") this.#warn(problem);
    this.#news.hasBegun = true;
    this.link.begin();
    this.#options.tokenChanged(username);
    this.#files = this.#options.startFiles?.({
      link: this.link,
      username,
      standing: (text, count) => {
        if (!this.#isClosed) this.#tell({ kind: "transfers", text, count });
      },
      tell: (line, isWarning) =>
        this.#tell({ kind: "lines", lines: [line], tone: isWarning ? "warning" : "answer" }),
    });
    void this.#files?.takeUp();
    void this.#reader.refreshLists();
    void this.#reader.measureLag();
    void this.link.ended.then((failure) => {
      this.#failure = failure;
      this.#tell({
        kind: "connection",
        connection: { kind: "ended", reason: failure?.message ?? "you left" },
      });
      if (failure !== undefined) this.#warn(failure.message);
    });
  }

  /** Says goodbye. */
  async leave(goodbye: Goodbye): Promise<void> {
    const told = this.#reading.flush().catch(() => {}); // the link is over, or about to be
    await within(this.#options.clock, LAST_ANSWERS_LIMIT_MS, told);
    await this.#files?.close();
    await this.link.leave(goodbye);
  }

  /** Calls all timers off; a login that is under way comes to nothing. */
  close(): void {
    this.#isClosed = true;
    void this.#files?.close();
    this.#reading.close();
    this.#reader.close();
  }

  /** Does what the state wants. */
  perform(effect: ServerEffect): void {
    switch (effect.kind) {
      case "say":
      case "command":
      case "edit":
      case "delete":
      case "react":
        this.#turns.perform(effect);
        break;
      case "look-at-standing":
        this.link.standingOf({ with: effect.username });
        break;
      case "say-as-file":
        void this.#sayAsFile(effect);
        break;
      case "fetch":
        this.link.standingOf(effect.place);
        void this.#reader.fetch(effect);
        break;
      case "people":
        void this.#reader.people(effect.room);
        break;
      case "picture":
        void this.#loadPicture(effect);
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
      default:
        effect satisfies never;
    }
  }

  async #sayAsFile(
    { place, text }: Extract<ServerEffect, { kind: "say-as-file" }>,
  ): Promise<void> {
    try {
      await this.#files?.sendText(text, place);
    } catch (error) {
      this.#warn(describe(error));
    }
  }

  /** What cannot be fetched or drawn is not shown: the words of the message are there all the same. */
  async #loadPicture(
    { bufferKey, drawing: plan, file, id }: Extract<ServerEffect, { kind: "picture" }>,
  ): Promise<void> {
    const bytes = file && await this.#files?.bytesOf({ id, file });
    const drawn = bytes && await this.#options.drawPicture?.(bytes, plan);
    if (drawn !== undefined && !this.#isClosed) {
      this.#tell({ kind: "picture", bufferKey, id, ...drawn });
    }
  }

  /** Resolves when everything that was entered is on its way. */
  get whenSent(): Promise<void> {
    return this.#turns.settled;
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
}
