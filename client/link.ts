/** The lasting link to a server: it survives lost connections without losing or repeating anything. */
import type { JoinedEvent, LeftEvent, NoticeEvent } from "../protocol/events.ts";
import type { AnswerFields, HelloEvent, ServerEvent } from "../protocol/events.ts";
import type { Action } from "../protocol/requests.ts";
import { backoffMs } from "./backoff.ts";
import { busyPauseMs } from "./busy.ts";
import { type Clock, pause, within } from "./clock.ts";
import type { Connection, ConnectionObserver } from "./connection.ts";
import { ClientFailure, ConnectionLost, EXIT, reasonOf } from "./failure.ts";
import { Inbox } from "./inbox.ts";
import type { IncomingAnswer } from "./incoming.ts";
import type { LinkObserver } from "./link_observer.ts";
import { type Credentials, type Keys, logIn, logInAgain, type Welcome } from "./login.ts";
import { RawRequests } from "./raw_requests.ts";
import { Sender } from "./sender.ts";
import type { Outgoing, Stored } from "./unacknowledged.ts";

/** A connection that lived this long was a good one: the pauses begin anew after it. */
const GOOD_CONNECTION_MS = 10_000;

/** Most joins, leaves and notices that are kept until `begin()`. */
const MAX_EARLY_NOTICES = 1_000;

/** How the link stands: not begun, working, between two connections, over. */
export type LinkState = "new" | "live" | "offline" | "ended";

/** What a link is made of. */
export interface LinkOptions {
  /** Opens a connection and waits for its `hello`; throws {@linkcode ClientFailure}. */
  open: (observer: ConnectionObserver) => Promise<Connection>;
  observer: LinkObserver;
  clock: Clock;
  /** A number from 0 to 1. */
  random: () => number;
  /** A text that nobody ever made before. */
  newNonce: () => string;
}

/** A link: `connect()`, then `logIn()`, then `begin()`, at last `leave()`. */
export class Link {
  readonly #options: LinkOptions;
  readonly #observer: LinkObserver;
  readonly #inbox: Inbox;
  readonly #sender: Sender;
  readonly #raw = new RawRequests();
  readonly #leaving = new AbortController();
  readonly #ended = Promise.withResolvers<ClientFailure | undefined>();
  #connection: Connection | undefined;
  #keys: Keys | undefined;
  #state: LinkState = "new";
  #storedId = 0;
  #waiters: (() => void)[] = [];
  #earlyNotices: (JoinedEvent | LeftEvent | NoticeEvent)[] = [];

  constructor(options: LinkOptions) {
    const { clock, newNonce, observer } = options;
    this.#options = options;
    this.#observer = observer;
    this.#inbox = new Inbox({
      tell: (message, line) => {
        observer.message(message, line);
        this.#changed();
      },
      settled: () => observer.settled(),
      clock,
      signal: this.#leaving.signal,
    });
    this.#sender = new Sender({ clock, newNonce, answered: (stored) => this.#stored(stored?.id) });
  }

  /** How the link stands. */
  get state(): LinkState {
    return this.#state;
  }

  /** How many messages and lines have no answer yet. */
  get unacknowledged(): number {
    return this.#sender.size + this.#raw.size;
  }

  /** Whether every message that was stored from here has also come back as an event. */
  get isComplete(): boolean {
    return this.#inbox.lastId >= this.#storedId;
  }

  /** Resolves when the link is over: with a failure, or with `undefined` when it was left. */
  get ended(): Promise<ClientFailure | undefined> {
    return this.#ended.promise;
  }

  /** Connects for the first time; a failure is final. */
  async connect(): Promise<HelloEvent> {
    return await (await this.#open()).hello;
  }

  /**
   * Logs in or registers; connects anew when the server has closed the connection meanwhile.
   *
   * @throws {ChatError} when the server refuses: it may be tried again with other credentials.
   */
  async logIn(credentials: Credentials): Promise<Welcome> {
    const connection = this.#connection?.isOpen ? this.#connection : await this.#open();
    const welcome = await logIn(connection, credentials);
    this.#keys = { token: welcome.token, credentials };
    this.#inbox.startAfter(welcome.last_id);
    return welcome;
  }

  /** Lets live messages through from now on and keeps the link alive until it is left. */
  begin(): void {
    const connection = this.#connection;
    if (connection === undefined) throw new TypeError("begin() comes after connect()");
    this.#setState("live");
    for (const event of this.#earlyNotices.splice(0)) this.#observer.notice(event);
    if (this.#inbox.needsPoll) void this.#inbox.fillGap(connection);
    else this.#inbox.release();
    this.#startSending(connection);
    void this.#keepAlive(connection).catch((error) =>
      this.#end(new ClientFailure(EXIT.error, reasonOf(error), { cause: error }))
    );
  }

  /**
   * Sends a message; it stays here until the server has stored it, over as many connections as
   * that takes.
   *
   * @throws {ChatError} when the server refuses it; {RangeError} when too many wait already.
   */
  async say(message: Outgoing): Promise<Stored> {
    const answer = this.#sender.say(message);
    this.#observer.changed();
    return await answer;
  }

  /** Sends a request that a script wrote; its answer arrives as a line. */
  sendLine(line: string): void {
    const action = this.#raw.add(line);
    if (action === "exit" || action === "logout") this.#leaving.abort();
    if (this.#state === "live" && this.#connection) this.#startSending(this.#connection);
  }

  /**
   * Makes a request on the present connection.
   *
   * @throws {ChatError} when it is refused; {ConnectionLost} when there is none or it ends.
   */
  async request<A extends Action>(
    action: A,
    fields: Record<string, unknown>,
  ): Promise<AnswerFields[A]> {
    const connection = this.#connection;
    if (connection === undefined || this.#state === "offline") {
      throw new ConnectionLost("There is no connection at the moment");
    }
    return await connection.request(action, fields);
  }

  /** Resolves as soon as the link is live or over. */
  async whenLive(): Promise<void> {
    while (this.#state !== "live" && this.#state !== "ended") await this.#nextChange();
  }

  /** Resolves at the next answer, message or change of state, or after `limitMs`. */
  async nextChange(limitMs: number): Promise<void> {
    await within(this.#options.clock, limitMs, this.#nextChange());
  }

  /** Says goodbye and ends the link; `logout` has the token revoked as well. */
  async leave(action: "exit" | "logout" = "exit"): Promise<void> {
    this.#leaving.abort();
    const connection = this.#connection;
    if (connection?.isOpen) {
      const goodbye = connection.request(action, {}, { silent: true }).catch(() => {});
      const isDone = action === "logout" ? goodbye : connection.flushed();
      await within(this.#options.clock, 2_000, isDone);
      connection.close("you left");
    }
    this.#end(undefined);
  }

  async #open(): Promise<Connection> {
    const connection: Connection = await this.#options.open({
      event: (event, line) => this.#event(event, line),
      stranger: (answer, line) => this.#stranger(answer, line),
      answer: (line) => this.#observer.line(line),
      settled: () => this.#observer.settled(),
    });
    this.#connection = connection;
    this.#observer.line(connection.helloLine);
    return connection;
  }

  #event(event: ServerEvent, line: string): void {
    switch (event.event) {
      case "message":
        this.#inbox.live(event, line);
        break;
      case "gap":
        this.#inbox.gap();
        if (this.#state === "live" && this.#connection) {
          void this.#inbox.fillGap(this.#connection);
        }
        break;
      case "joined":
      case "left":
      case "notice":
        this.#notice(event);
        this.#observer.line(line);
        break;
      case "closing":
        this.#observer.line(line);
        break;
      case "hello":
      case "ping":
        break;
      default:
        event satisfies never;
    }
  }

  /** Before `begin()` nobody knows yet for whom a notice is: it waits, or is dropped if too many do. */
  #notice(event: JoinedEvent | LeftEvent | NoticeEvent): void {
    if (this.#state !== "new") this.#observer.notice(event);
    else if (this.#earlyNotices.length < MAX_EARLY_NOTICES) this.#earlyNotices.push(event);
  }

  #stranger(answer: IncomingAnswer | undefined, line: string): void {
    this.#observer.line(line);
    if (answer === undefined) return;
    const action = this.#raw.answered(answer.ref);
    const { id, last_id: lastId, token } = answer.fields;
    if (
      (action === "login" || action === "register") && typeof token === "string" &&
      typeof lastId === "number"
    ) {
      // A script has logged in by itself: with its token the link can be taken up again.
      this.#keys = { token, credentials: undefined };
      this.#inbox.startAfter(lastId);
    }
    this.#stored(action === "say" ? id : undefined);
  }

  #stored(id: unknown): void {
    if (typeof id === "number") this.#storedId = Math.max(this.#storedId, id);
    this.#changed();
  }

  /** Waits for the end of each connection and replaces it, until the link is left or cannot be. */
  async #keepAlive(first: Connection): Promise<void> {
    const { clock, random } = this.#options;
    let connection: Connection | undefined = first;
    let reason = "";
    let attempt = 0;
    let leastPauseMs = 0;
    for (;;) {
      if (connection !== undefined) {
        const sinceMs = clock.nowMs();
        reason = await connection.ended;
        if (clock.nowMs() - sinceMs >= GOOD_CONNECTION_MS) attempt = 0;
        this.#connectionLost();
        if (this.#leaving.signal.aborted) return this.#end(undefined);
        if (this.#keys === undefined) {
          const message = `The connection is lost (${reason}); connect again`;
          return this.#end(new ClientFailure(EXIT.error, message));
        }
      }
      const pauseMs = Math.max(backoffMs(attempt++, random()), leastPauseMs);
      this.#observer.lost(reason, pauseMs);
      await this.#observer.settled();
      await pause(clock, pauseMs, this.#leaving.signal);
      if (this.#leaving.signal.aborted) return this.#end(undefined);
      try {
        connection = await this.#resume();
        leastPauseMs = 0;
      } catch (error) {
        if (isFinal(error)) return this.#end(error);
        connection = undefined;
        reason = reasonOf(error);
        leastPauseMs = busyPauseMs(error);
      }
    }
  }

  /** One attempt to be where the link was before: connected, logged in, caught up, all sent. */
  async #resume(): Promise<Connection> {
    if (this.#keys === undefined) throw new TypeError("there is nothing to log in with");
    const connection = await this.#open();
    let missed: number;
    try {
      this.#keys = { ...this.#keys, token: await logInAgain(connection, this.#keys) };
      missed = await this.#inbox.catchUp(connection);
    } catch (error) {
      connection.close("could not resume");
      this.#inbox.connectionLost();
      throw error;
    }
    this.#setState("live");
    this.#observer.back(missed);
    this.#inbox.release();
    await this.#observer.settled();
    this.#startSending(connection);
    return connection;
  }

  #startSending(connection: Connection): void {
    if (!connection.isOpen) return; // its loss is about to be noticed
    for (const line of this.#raw.takeUnsent()) connection.sendLine(line);
    this.#sender.start(connection);
  }

  #connectionLost(): void {
    this.#sender.stop();
    this.#inbox.connectionLost();
    const unknown = this.#raw.connectionLost();
    if (unknown.length > 0) this.#observer.unknown(unknown);
    this.#setState("offline");
  }

  #setState(state: LinkState): void {
    this.#state = state;
    this.#changed();
  }

  #changed(): void {
    this.#observer.changed();
    const waiters = this.#waiters;
    this.#waiters = [];
    for (const wake of waiters) wake();
  }

  #nextChange(): Promise<void> {
    return new Promise((resolve) => this.#waiters.push(resolve));
  }

  #end(failure: ClientFailure | undefined): void {
    this.#connection?.close("the link is over");
    this.#sender.stop();
    this.#ended.resolve(failure);
    this.#setState("ended");
  }
}

/** Errors that another attempt cannot change. */
function isFinal(error: unknown): error is ClientFailure {
  return error instanceof ClientFailure && error.exitCode !== EXIT.cannotConnect;
}
