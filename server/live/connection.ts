/** One connection as everything behind the doors sees it: who it is, where it writes, how it ends. */
import type { FlowStatistics } from "../../protocol/records.ts";
import type { ClosingReason, ServerEvent } from "../../protocol/events.ts";
import type { Listener } from "./listener.ts";
import type { Identity } from "./online_account.ts";
import type { Outbox } from "./out/outbox.ts";
import { LOGIN_RATE, type RateBuckets, REFUSALS } from "../limits/rates.ts";
import type { SimulationOptions } from "../net/simulation.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import type { Transport } from "../net/transport.ts";
import type { Perspective, WireFormat } from "./wire_format.ts";

/** Sentences that go with the reasons for which a connection is closed. */
const CLOSING_SENTENCES: Readonly<Record<ClosingReason, string>> = {
  account_deleted: "This account has been deleted",
  address_banned: "Connections from your address are banned from this server",
  banned: "You are banned from this server",
  exit: "Goodbye",
  flooding: "This connection asked for more than it may, and did not slow down",
  kicked: "You were removed from this server",
  login_timeout: "Nobody logged in on this connection in time",
  password_reset: "Somebody who runs this server asks you to choose another password; log in again",
  ping_timeout: "This connection has not answered for too long",
  revoked: "This session has been revoked; log in again",
  rubbish: "This connection sent too much that is no request",
  shutdown: "The server is being stopped",
  stalled: "This connection has not taken what was sent to it for too long",
  taken_over: "This account has connected from somewhere else",
  too_many_connections: "The server has all the connections it can take; try again later",
  too_many_from_address:
    "Your address has as many connections as it may; close one, or try again later",
};

/** What a connection is made of. */
export interface ConnectionOptions {
  address: string;
  port: number;
  /** Of the certificate whose key the client has proved to have. @default none */
  certificateSha256?: Uint8Array | undefined;
  format: WireFormat;
  outbox: Outbox;
  /** Limits requests before a login; undefined means no limit. */
  bucket: TokenBucket | undefined;
  /** Limits logins on it, where there is a limit. @default {@linkcode LOGIN_RATE} */
  loginRate?: BucketSize | undefined;
  /** Limit requests after it, for all accounts of the address; undefined means no limit. */
  addressRates: RateBuckets | undefined;
  nowMs: number;
  /** When it is opened on the clock that only goes forward, as all its times are. @default nowMs */
  elapsedMs?: number;
  /** Closes the connection itself. */
  disconnect(): void;
  /** Pretends from now on to be another connection than it is. */
  pretend(options: SimulationOptions): void;
}

/** How long a closing connection may take to receive what is queued, in milliseconds. */
const GOODBYE_MS = 1_000;

/** One connection. */
export class Connection implements Listener {
  readonly address: string;
  readonly port: number;
  /** Of the certificate whose key the client has proved to have; undefined without. */
  readonly certificateSha256: Uint8Array | undefined;
  /** How events are written to it; the door may change that when they agree on capabilities. */
  format: WireFormat;
  /** How it sees events that others see otherwise; the door sets it where there are such. */
  perspective: Perspective | undefined;
  /** What its door does before others are told of an account that comes in with it. */
  introduce: ((account: string) => void) | undefined;
  readonly outbox: Outbox;
  readonly bucket: TokenBucket | undefined;
  readonly addressRates: RateBuckets | undefined;
  /** When it was opened, as people tell the time. */
  readonly connectedMs: number;
  readonly #openedMs: number;
  identity: Identity | undefined;
  /** Its number among the connections of the server; 0 before it is one of them. */
  number = 0;
  /**
   * Whether the server is reading from it. While it is not, because the client is over its rate or
   * does not take its answers, silence says nothing about the client.
   */
  isRead = true;
  /** Whether it may be silent for longer before a login: its user was told to log in by hand. */
  isPatient = false;
  /** Whether its door still waits for something after a login: it has no more time for it than for that. */
  isEntering = false;
  /** Why it ended, for the log. */
  endReason = "connection lost";
  #hasEnded = false;
  /** Made when somebody waits: most connections never need one, and it is not small. */
  #ending: AbortController | undefined;
  /** Made with the first login. */
  #logins: TokenBucket | undefined;
  /** Made with the first refusal. */
  #refusals: TokenBucket | undefined;
  readonly #disconnect: () => void;
  readonly #pretend: (options: SimulationOptions) => void;
  #heardMs: number;
  #receivedBytes = 0;
  #pingedMs: number | undefined;
  #answeredAfterMs: number | undefined;
  #closing: Promise<void> | undefined;
  #reason: ClosingReason = "exit";
  readonly #loginRate: BucketSize;
  #farewell = "";
  #settled: () => Promise<void> = () => Promise.resolve();
  #successor: ((transport: Transport) => Promise<void>) | undefined;

  constructor(options: ConnectionOptions) {
    this.address = options.address;
    this.port = options.port;
    this.certificateSha256 = options.certificateSha256;
    this.format = options.format;
    this.outbox = options.outbox;
    this.bucket = options.bucket;
    this.addressRates = options.addressRates;
    this.connectedMs = options.nowMs;
    this.#openedMs = options.elapsedMs ?? options.nowMs;
    this.#heardMs = this.#openedMs;
    this.#loginRate = options.loginRate ?? LOGIN_RATE;
    this.#disconnect = options.disconnect;
    this.#pretend = options.pretend;
  }

  /** Itself: whoever makes requests on it may ask for more than those who only make them. */
  get connection(): Connection {
    return this;
  }

  /** Limits logins on this connection; undefined means no limit. */
  loginBucket(nowMs: number): TokenBucket | undefined {
    if (this.bucket === undefined) return undefined;
    return this.#logins ??= new TokenBucket(this.#loginRate, nowMs);
  }

  /** Whether the connection is over. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Aborts when the connection ends; whatever waits on its behalf gives up then. */
  get ended(): AbortSignal {
    this.#ending ??= new AbortController();
    if (this.#hasEnded) this.#ending.abort();
    return this.#ending.signal;
  }

  /** Whether it takes no further requests. */
  get isClosing(): boolean {
    return this.#closing !== undefined || this.#hasEnded || this.#successor !== undefined;
  }

  /**
   * Has somebody else go on with what carries it, once everything that waits is written: then it is no
   * connection of the chat any more, and takes no further requests from now on.
   */
  handOver(successor: (transport: Transport) => Promise<void>): void {
    this.#successor = successor;
  }

  /** Ends it without closing what carries it, where somebody goes on with that: who. */
  succeed(): ((transport: Transport) => Promise<void>) | undefined {
    if (this.#successor === undefined || this.#closing !== undefined || this.#hasEnded) {
      return undefined;
    }
    this.#finishHere();
    return this.#successor;
  }

  /** Where it comes from, `address:port`. */
  get origin(): string {
    return this.address.includes(":")
      ? `[${this.address}]:${this.port}`
      : `${this.address}:${this.port}`;
  }

  /** Sends an event to this connection alone; it is not dropped. */
  send(event: ServerEvent): void {
    this.outbox.pushAnswer(this.format.encodeEvents([event]));
  }

  /** Has a goodbye wait for `settled`, so that what was asked before it is answered. */
  settleFirst(settled: () => Promise<void>): void {
    this.#settled = settled;
  }

  /**
   * Takes no further requests, answers what is under way, says why, writes what is queued, and ends;
   * within about a second. Called again it may still change the reason.
   *
   * @param message what a person is told; without it the sentence of the reason.
   */
  close(reason: ClosingReason, message: string = CLOSING_SENTENCES[reason]): Promise<void> {
    this.endReason = reason;
    this.#reason = reason;
    this.#farewell = message;
    return this.#closing ??= this.#finish();
  }

  /** Resolves when a goodbye that has begun is over; at once when there is none. */
  async closed(): Promise<void> {
    await this.#closing;
  }

  /** What went over it and what waits for it. */
  get flow(): FlowStatistics {
    const seen = this.outbox.statistics;
    return {
      queued_messages: seen.queuedMessages,
      queued_bytes: seen.queuedBytes,
      sent_messages: seen.writtenMessages,
      sent_bytes: seen.writtenBytes,
      received_bytes: this.#receivedBytes,
      dropped_messages: seen.droppedMessages,
      gaps: seen.gaps,
    };
  }

  /** Notes that the other side has been heard, and how much it said. */
  heard(nowMs: number, bytes: number): void {
    this.#heardMs = nowMs;
    this.#receivedBytes += bytes;
    // Nothing was said: it has only waited for the server, and may have been pinged meanwhile.
    if (bytes === 0) return;
    if (this.#pingedMs !== undefined) this.#answeredAfterMs = nowMs - this.#pingedMs;
    this.#pingedMs = undefined;
  }

  /**
   * How long a ping takes to be answered, in milliseconds, what waits before it included: that of the
   * one under way once it takes longer than the last one did; undefined before the first.
   */
  lagMs(nowMs: number): number | undefined {
    if (this.#pingedMs === undefined) return this.#answeredAfterMs;
    return Math.max(nowMs - this.#pingedMs, this.#answeredAfterMs ?? 0);
  }

  /** Makes its connection worse than it is, or well again. */
  pretend(options: SimulationOptions): void {
    this.#pretend(options);
  }

  /** Notes that a request was refused because of their number; true when that was too often. */
  isFlooding(nowMs: number): boolean {
    this.#refusals ??= new TokenBucket(REFUSALS, nowMs);
    return this.#refusals.tryTake(nowMs) > 0;
  }

  /** For how long it has been open, in milliseconds. */
  openForMs(nowMs: number): number {
    return nowMs - this.#openedMs;
  }

  /** For how long nothing has been heard, in milliseconds. */
  silentForMs(nowMs: number): number {
    return nowMs - this.#heardMs;
  }

  /** Asks whether the other side is there, once until it is heard again. */
  ping(nowMs: number): void {
    if (this.#pingedMs !== undefined) return;
    this.#pingedMs = nowMs;
    this.send({ event: "ping" });
  }

  /**
   * For how long a ping has been without an answer, in milliseconds; 0 when none is. What the other
   * side has waited for the server does not count.
   */
  pingedForMs(nowMs: number): number {
    return this.#pingedMs === undefined ? 0 : nowMs - Math.max(this.#pingedMs, this.#heardMs);
  }

  /** Ends at once, without a word. */
  end(): void {
    if (this.#hasEnded) return;
    this.#finishHere();
    this.#disconnect();
  }

  #finishHere(): void {
    this.#hasEnded = true;
    this.#ending?.abort();
    this.outbox.close();
  }

  async #finish(): Promise<void> {
    const timer = setTimeout(() => this.end(), GOODBYE_MS);
    const hurry = Promise.withResolvers<void>();
    const hurryTimer = setTimeout(hurry.resolve, GOODBYE_MS / 2);
    await Promise.race([this.#settled(), hurry.promise]);
    clearTimeout(hurryTimer);
    const reason = this.#reason;
    // Whoever has said that it goes needs no reason.
    if (reason !== "exit") {
      this.send({ event: "closing", reason, message: this.#farewell });
    }
    await this.outbox.written();
    clearTimeout(timer);
    this.end();
  }
}
