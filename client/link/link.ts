/** The lasting link to a server: it survives lost connections without losing or repeating anything. */
import type { AnswerFields } from "../../protocol/answers.ts";
import type { SealedFile } from "../../protocol/encryption/content.ts";
import type { HelloEvent, ServerEvent } from "../../protocol/events.ts";
import type { Place } from "../../protocol/records.ts";
import type { Action, Fields } from "../../protocol/requests.ts";
import { ChangeSignal } from "../base/change_signal.ts";
import { type Clock, within } from "../base/clock.ts";
import { ClientFailure, ConnectionLost, EXIT, reasonOf } from "../base/failure.ts";
import type { IncomingAnswer } from "../net/incoming.ts";
import { ANSWER_SHAPES } from "../net/shapes/answers.ts";
import type { Connection, ConnectionObserver, RequestOptions } from "./connection.ts";
import type { FileStanding } from "./file_standing.ts";
import { Inbox, type NumberedEvent } from "./inbox.ts";
import { keepAlive } from "./keep_alive.ts";
import type { KeyPowers } from "./key_powers.ts";
import { failureFor } from "./last_word.ts";
import { Lineage, type Restored, type ToldDatabase } from "./lineage.ts";
import type { LinkObserver } from "./link_observer.ts";
import type { SearchedPart } from "../wording/searched.ts";
import { MAX_WAITING_CHARACTERS } from "./sequence.ts";
import { type Credentials, Login, type Welcome } from "./login.ts";
import { Outbound } from "./outbound.ts";
import type { Outgoing, Stored } from "./unacknowledged.ts";

/** Most events that are kept until `begin()`; messages beyond that are fetched then. */
const MAX_EARLY_EVENTS = 10_000;

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
  /** What the server shall call this device. */
  device: string;
  /** How long to wait before which attempt, in milliseconds. @default as for one server */
  pauseMs?: ((attempt: number, random: number) => number) | undefined;
}

/** A link: `connect()`, then `logIn()`, then `begin()`, at last `leave()`. */
export class Link {
  readonly #options: LinkOptions;
  readonly #observer: LinkObserver;
  readonly #inbox: Inbox;
  readonly #outbound: Outbound;
  readonly #login: Login;
  readonly #lineage = new Lineage();
  readonly #change = new ChangeSignal();
  readonly #leaving = new AbortController();
  readonly #ended = Promise.withResolvers<ClientFailure | undefined>();
  #connection: Connection | undefined;
  /** The first line of the latest connection. */
  #hello: HelloEvent | undefined;
  #state: LinkState = "new";
  #early: { event: ServerEvent; line: string }[] = [];
  #earlyCharacters = 0;
  /** The server's last word when it means that there is no coming back. */
  #lastWord: ClientFailure | undefined;

  constructor(options: LinkOptions) {
    const { clock, device, newNonce, observer } = options;
    this.#options = options;
    this.#observer = observer;
    this.#login = new Login(device);
    this.#inbox = new Inbox({
      tell: (event, line) => this.#tell(event, line),
      amend: (message) => observer.amend(message),
      settled: () => observer.settled(),
      clock,
      signal: this.#leaving.signal,
    });
    this.#outbound = new Outbound({
      clock,
      newNonce,
      changed: () => this.changed(),
      unknown: (lines) => observer.unknown(lines),
    });
  }

  /** How the link stands. */
  get state(): LinkState {
    return this.#state;
  }

  /** What the server said of itself the last time that it was connected to. */
  get hello(): HelloEvent | undefined {
    return this.#hello;
  }

  /** How many messages and lines have no answer yet. */
  get unacknowledged(): number {
    return this.#outbound.size;
  }

  /** Whether everything that was stored from here has also come back as an event. */
  get isComplete(): boolean {
    return this.#inbox.lastId >= this.#outbound.lastStoredId;
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
    const welcome = await this.#login.first(connection, credentials);
    await this.#entered(connection, welcome);
    return welcome;
  }

  /**
   * Logs in with the token of an earlier run, as {@linkcode logIn} does with a password; `undefined`
   * stands for the one that the connection itself brings, in a cookie.
   *
   * @throws {ClientFailure} when the token is not accepted any more; a password may be tried then.
   */
  async takeUp(token: string | undefined): Promise<Welcome> {
    const connection = this.#connection?.isOpen ? this.#connection : await this.#open();
    this.#login.adopt(token);
    const welcome = await this.#login.again(connection);
    await this.#entered(connection, welcome);
    return welcome;
  }

  async #entered(connection: Connection, welcome: Welcome): Promise<void> {
    this.#inbox.startAfter(welcome.last_id);
    this.#lineage.begin(await toldBy(connection, welcome));
  }

  /** The token that opens the next connection; `undefined` before the first login. */
  get token(): string | undefined {
    return this.#login.token;
  }

  /** What the account was on the server at the last login; `undefined` where it is nothing special. */
  get role(): Welcome["role"] {
    return this.#login.role;
  }

  /** How a private conversation stands that may be encrypted, in words; empty where nothing is known. */
  standingOf(_place: Place | undefined): string {
    return "";
  }

  /** How a file goes there. */
  fileStanding(_place: Place): Promise<FileStanding> {
    return Promise.resolve("plain");
  }

  /** Says a message with an encrypted file; never as it is. */
  saySealed(_message: Outgoing, _file: SealedFile): Promise<Stored> {
    return Promise.reject(new TypeError("nothing is sealed on this link"));
  }

  /** What opens the file of a message; `undefined` where it is not encrypted. */
  sealedFile(_messageId: number): Promise<SealedFile | undefined> {
    return Promise.resolve(undefined);
  }

  /** What there is to do about keys; `undefined` where nothing can be encrypted. */
  keyPowers(): Promise<KeyPowers | undefined> {
    return Promise.resolve(undefined);
  }

  /** Lets live messages through from now on and keeps the link alive until it is left. */
  begin(): void {
    const connection = this.#connection;
    if (connection === undefined) throw new TypeError("begin() comes after connect()");
    this.#setState("live");
    if (this.#inbox.needsPoll) void this.#fillGap(connection);
    else this.#inbox.release();
    for (const { event, line } of this.#early.splice(0)) this.#event(event, line);
    this.#outbound.start(connection);
    const { clock, random, pauseMs } = this.#options;
    keepAlive({
      first: connection,
      clock,
      random,
      pauseMs,
      leaving: this.#leaving.signal,
      ended: (reason) => this.#connectionEnded(reason),
      waiting: (reason, pauseMs) => {
        this.#observer.lost(reason, pauseMs);
        return this.#observer.settled();
      },
      resume: () => this.#resume(),
    }).catch((error) => new ClientFailure(EXIT.error, reasonOf(error), { cause: error }))
      .then((failure) => this.#end(failure));
  }

  /** The account has another password; the next login must not try the old one. */
  passwordChanged(password: string): void {
    this.#login.passwordChanged(password);
  }

  /**
   * Sends a message; it stays here until the server has stored it, over as many connections as
   * that takes.
   *
   * @throws {ChatError} when the server refuses it; {RangeError} when too many wait already.
   */
  async say(message: Outgoing, options: RequestOptions = {}): Promise<Stored> {
    const answer = this.#outbound.say(message, options);
    this.changed();
    return await answer;
  }

  /** Sends a request that a script wrote; its answer arrives as a line. */
  sendLine(line: string): void {
    const action = this.#outbound.addLine(line);
    if (action === "exit" || action === "logout") this.#leaving.abort();
    if (this.#state === "live" && this.#connection) this.#outbound.start(this.#connection);
  }

  /**
   * Makes a request on the present connection.
   *
   * @throws {ChatError} when it is refused; {ConnectionLost} when there is none or it ends.
   */
  async request<A extends Action>(
    action: A,
    fields: Partial<Fields<A>>,
    options: RequestOptions = {},
  ): Promise<AnswerFields[A]> {
    const connection = this.#connection;
    if (connection === undefined || this.#state === "offline") {
      throw new ConnectionLost("There is no connection at the moment");
    }
    const answer = await connection.request(action, fields, options);
    if ("id" in answer) this.#outbound.answered(action, answer.id);
    return answer;
  }

  /** Searches what only this device can read, piece by piece, until `signal` ends it; here nothing. */
  searchSealed(
    _query: string,
    _signal: AbortSignal,
  ): Iterable<SearchedPart> | AsyncIterable<SearchedPart> {
    return [];
  }

  /** Resolves as soon as the link is live or over. */
  async whenLive(): Promise<void> {
    while (this.#state !== "live" && this.#state !== "ended") await this.#change.next();
  }

  /** Resolves at the next answer, message or change of state, or after `limitMs`. */
  async nextChange(limitMs: number): Promise<void> {
    await within(this.#options.clock, limitMs, this.#change.next());
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
      answer: (line) => this.#observer.line?.(line),
      settled: () => this.#observer.settled(),
    });
    this.#connection = connection;
    this.#hello = await connection.hello;
    this.#observer.line?.(connection.helloLine);
    return connection;
  }

  #event(event: ServerEvent, line: string): void {
    if (this.#state === "new" && event.event !== "closing") {
      this.#keep(event, line);
      return;
    }
    switch (event.event) {
      case "message":
      case "edited":
      case "deleted":
      case "reacted":
        this.#inbox.live(event, line);
        break;
      case "gap":
        this.#inbox.gap();
        if (this.#state === "live" && this.#connection) void this.#fillGap(this.#connection);
        break;
      case "closing":
        this.#lastWord = failureFor(event);
        // Whoever has left knows why.
        if (!this.#leaving.signal.aborted) this.#observer.line?.(line);
        break;
      case "hello":
      case "ping":
        break;
      default:
        this.#observer.event(event);
        this.#observer.line?.(line);
    }
  }

  /** Before `begin()` nobody knows yet for whom an event is: all of them wait in their order. */
  #keep(event: ServerEvent, line: string): void {
    this.#earlyCharacters += line.length;
    const fits = this.#early.length < MAX_EARLY_EVENTS &&
      this.#earlyCharacters <= MAX_WAITING_CHARACTERS;
    if (fits) this.#early.push({ event, line });
    else this.#inbox.gap();
  }

  #tell(event: NumberedEvent, line: string): void {
    if (event.event === "message") this.#observer.message(event, line);
    else this.#observer.change(event, line);
    this.changed();
  }

  async #fillGap(connection: Connection): Promise<void> {
    const missed = await this.#inbox.fillGap(connection);
    if (missed !== undefined) {
      this.#observer.caughtUp(missed);
      this.#observer.stale(undefined);
    }
    this.changed();
  }

  #stranger(answer: IncomingAnswer | undefined, line: string): void {
    this.#observer.line?.(line);
    if (answer === undefined) return;
    const action = this.#outbound.lineAnswered(answer);
    if (action !== "login" && action !== "register") return;
    const { last_id: lastId, token } = answer.fields;
    const isIn = typeof token === "string" && typeof lastId === "number";
    if (isIn) {
      // A script has logged in by itself: with its token the link can be taken up again.
      this.#login.adopt(token);
      this.#inbox.startAfter(lastId);
    }
    const welcome = ANSWER_SHAPES.login.read(answer.fields);
    if (isIn) {
      const { database } = this.#hello ?? {};
      this.#lineage.begin({ database, starts: welcome?.starts, lastId });
    }
    this.scriptEntered(isIn ? welcome : undefined);
  }

  /** The link has logged in again after the connection was lost. */
  cameBack(_welcome: Welcome): void {}

  /** A login of a script was answered; with a welcome, it is logged in. */
  scriptEntered(_welcome: Welcome | undefined): void {}

  #connectionEnded(reason: string): ClientFailure | undefined {
    this.#connectionLost();
    if (this.#lastWord !== undefined || this.#login.isKnown) return this.#lastWord;
    return new ClientFailure(EXIT.error, `The connection is lost (${reason}); connect again`);
  }

  /** One attempt to be where the link was before: connected, logged in, caught up, all sent. */
  async #resume(): Promise<Connection> {
    const connection = await this.#open();
    let missed: number;
    let rooms: readonly string[];
    try {
      const welcome = await this.#login.again(connection);
      rooms = welcome.rooms;
      this.cameBack(welcome);
      const told = await toldBy(connection, welcome);
      const restored = this.#lineage.again(told, this.#inbox.lastId);
      if (restored !== undefined) this.#restored(restored);
      missed = await this.#inbox.catchUp(connection);
    } catch (error) {
      connection.close("could not resume");
      this.#inbox.connectionLost();
      throw this.#lastWord ?? error;
    }
    this.#setState("live");
    this.#observer.back(missed);
    this.#inbox.release();
    this.#observer.stale(rooms);
    await this.#observer.settled();
    this.#outbound.start(connection);
    return connection;
  }

  /** The database is an older one: everything from where the two part is told anew. */
  #restored(restored: Restored): void {
    this.#inbox.restored(restored.lastId);
    this.#outbound.restored(restored.lastId);
    this.#observer.restored(restored);
  }

  #connectionLost(): void {
    const unknown = this.#outbound.connectionLost();
    this.#inbox.connectionLost();
    if (unknown.length > 0) this.#observer.unknown(unknown);
    this.#setState("offline");
  }

  #setState(state: LinkState): void {
    // The end of the last connection is no news for a link that is over.
    if (this.#state === "ended") return;
    this.#state = state;
    this.changed();
  }

  /** The state, or what is under way, is otherwise: whoever watches or waits is told. */
  protected changed(): void {
    this.#observer.changed();
    this.#change.tell();
  }

  #end(failure: ClientFailure | undefined): void {
    this.#connection?.close("the link is over");
    this.#outbound.stop();
    this.#ended.resolve(failure);
    this.#setState("ended");
  }
}

async function toldBy(
  connection: Connection,
  { last_id: lastId, starts }: Welcome,
): Promise<ToldDatabase> {
  const { database } = await connection.hello;
  return { database, starts, lastId };
}
