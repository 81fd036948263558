/** Sends messages, again on every new connection, until the server has stored or refused them. */
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";
import { busyPauseMs, isBusy } from "../base/busy.ts";
import type { Clock } from "../base/clock.ts";
import { ConnectionLost, PerhapsStored, reasonOf } from "../base/failure.ts";
import { NotUnderstood } from "../net/not_understood.ts";
import type { Connection, RequestOptions } from "./connection.ts";
import { mayBeForgotten } from "./nonce_age.ts";
import { type Entry, type Outgoing, type Stored, Unacknowledged } from "./unacknowledged.ts";

/** What a sender is made of. */
export interface SenderOptions {
  clock: Clock;
  /** The time of day in milliseconds. */
  timeMs: () => number;
  /** A text that nobody ever made before. */
  newNonce: () => string;
  /** Called after each answer; `stored` is missing when the message was refused. */
  answered: (stored: Stored | undefined) => void;
}

/** Codes after which the same message may be stored a little later, or is stored already. */
const UNSURE: readonly ErrorCode[] = ["outcome_unknown", "storage_full"];

/** What is said of a message that was sent so long ago that its nonce says nothing any more. */
const FORGOTTEN =
  "After so long without a connection nobody knows whether the server has this message; look " +
  "before you send it again";

/** So often a message is sent again that something goes wrong with inside the server. */
const MAX_MISHAPS = 10;

/** Holds at most as many messages as {@linkcode Unacknowledged} does. */
export class Sender {
  readonly #options: SenderOptions;
  readonly #entries = new Unacknowledged();
  #connection: Connection | undefined;
  #cancelPause: (() => void) | undefined;

  constructor(options: SenderOptions) {
    this.#options = options;
  }

  /** How many messages have no answer yet. */
  get size(): number {
    return this.#entries.size;
  }

  /** Takes a message; the promise is that of its answer. Throws {RangeError} when full. */
  async say(message: Outgoing, { silent = false }: RequestOptions = {}): Promise<Stored> {
    const answer = this.#entries.add(message.nonce ?? this.#options.newNonce(), message, silent);
    this.#sendUnsent();
    return await answer;
  }

  /** There is a connection to send on: everything without an answer goes out, in order. */
  start(connection: Connection): void {
    this.#connection = connection;
    this.#sendUnsent();
  }

  /** The connection is gone; nothing is sent before the next `start()`. */
  stop(): void {
    this.#connection = undefined;
    this.#cancelPause?.();
    this.#cancelPause = undefined;
    this.#entries.connectionLost();
  }

  #sendUnsent(): void {
    const connection = this.#connection;
    if (connection === undefined || this.#cancelPause !== undefined) return;
    for (const entry of this.#entries.unsent) void this.#send(entry, connection);
  }

  async #send(entry: Entry, connection: Connection): Promise<void> {
    entry.isSent = true;
    const nowMs = this.#options.timeMs();
    entry.firstSentMs ??= nowMs;
    if (mayBeForgotten({ nowMs, sinceMs: entry.firstSentMs })) {
      // This machine may have slept for days: only who wrote it can tell whether it is there.
      this.#entries.settle(entry);
      entry.reject(new PerhapsStored(FORGOTTEN));
      return this.#options.answered(undefined);
    }
    let stored: Stored | undefined;
    try {
      stored = await connection.request("say", { ...entry.message, nonce: entry.nonce }, {
        silent: entry.isSilent,
      });
      this.#entries.settle(entry);
      entry.resolve(stored);
    } catch (error) {
      if (error instanceof ConnectionLost || isInDoubt(error)) entry.isInDoubt = true;
      if (error instanceof ConnectionLost) return; // it goes out again on the next connection
      const pauseMs = this.#pauseAfter(error, entry);
      // What was refused each time is not there, whatever became of the nonce.
      if (!entry.isInDoubt) entry.firstSentMs = undefined;
      if (pauseMs !== undefined) return this.#sendLater(entry, pauseMs);
      this.#entries.settle(entry);
      entry.reject(error instanceof Error ? error : new Error(reasonOf(error)));
    }
    this.#options.answered(stored);
  }

  /**
   * How long to wait before the same message goes out again, with its nonce: a server that is busy or
   * out of space, or that does not know itself what became of it. `undefined` when it was refused.
   */
  #pauseAfter(error: unknown, entry: Entry): number | undefined {
    if (isBusy(error)) return busyPauseMs(error);
    if (!(error instanceof ChatError) || error instanceof NotUnderstood) return undefined;
    if (error.code === "internal") entry.mishaps++;
    else if (!UNSURE.includes(error.code)) return undefined;
    if (entry.mishaps > MAX_MISHAPS) return undefined;
    return (error.retryAfterSeconds ?? 1) * 1_000;
  }

  /** The server wants everything to come slower: nothing is sent before `pauseMs` have gone by. */
  #sendLater(entry: Entry, pauseMs: number): void {
    entry.isSent = false;
    if (this.#connection === undefined) return;
    this.#cancelPause?.();
    this.#cancelPause = this.#options.clock.setTimer(pauseMs, () => {
      this.#cancelPause = undefined;
      this.#sendUnsent();
    });
  }
}

function isInDoubt(error: unknown): boolean {
  return error instanceof ChatError &&
    (error.code === "outcome_unknown" || error.code === "internal");
}
