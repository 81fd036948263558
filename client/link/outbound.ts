/** What goes out and has no answer yet: messages, and lines that a script wrote itself. */
import type { Action } from "../../protocol/requests.ts";
import type { Clock } from "../base/clock.ts";
import type { IncomingAnswer } from "../net/incoming.ts";
import type { Connection, RequestOptions } from "./connection.ts";
import { RawRequests } from "./raw_requests.ts";
import { Sender } from "./sender.ts";
import type { Outgoing, Stored } from "./unacknowledged.ts";

/** Actions whose answers carry the id of the event that they cause. */
const CAUSES_EVENT: ReadonlySet<unknown> = new Set<Action>(["say", "edit", "delete", "react"]);

/** What is outbound works with. */
export interface OutboundOptions {
  clock: Clock;
  /** A text that nobody ever made before. */
  newNonce: () => string;
  /**
   * The time of day in milliseconds.
   *
   * @default Date.now
   */
  timeMs?: () => number;
  /** Something was answered. */
  changed: () => void;
  /** Nobody knows any more whether these lines arrived. */
  unknown?: (lines: readonly string[]) => void;
}

/** Bounded by {@linkcode Sender} for messages, and by whoever adds lines for those. */
export class Outbound {
  readonly #sender: Sender;
  readonly #raw = new RawRequests();
  readonly #changed: () => void;
  readonly #timeMs: () => number;
  readonly #unknown: (lines: readonly string[]) => void;
  #lastStoredId = 0;

  constructor(
    { changed, clock, newNonce, timeMs = Date.now, unknown = () => {} }: OutboundOptions,
  ) {
    this.#timeMs = timeMs;
    this.#unknown = unknown;
    this.#changed = changed;
    this.#sender = new Sender({
      clock,
      timeMs,
      newNonce,
      answered: (stored) => this.answered("say", stored?.id),
    });
  }

  /** How many messages and lines have no answer yet. */
  get size(): number {
    return this.#sender.size + this.#raw.size;
  }

  /** Id of the newest event that something from here has caused. */
  get lastStoredId(): number {
    return this.#lastStoredId;
  }

  /** Takes a message; the promise is that of its answer. Throws {RangeError} when there are many. */
  say(message: Outgoing, options: RequestOptions = {}): Promise<Stored> {
    return this.#sender.say(message, options);
  }

  /** Takes a line of a script; returns the action it asks for. */
  addLine(line: string): unknown {
    return this.#raw.add(line);
  }

  /** Takes an answer to a line; returns the action it answers, or `undefined` when nobody asked. */
  lineAnswered({ fields, ref }: IncomingAnswer): unknown {
    const action = this.#raw.answered(ref);
    this.answered(action, fields["id"]);
    return action;
  }

  /** The request for `action` was answered with `id`. */
  answered(action: unknown, id: unknown): void {
    if (CAUSES_EVENT.has(action) && typeof id === "number") {
      this.#lastStoredId = Math.max(this.#lastStoredId, id);
    }
    this.#changed();
  }

  /** What had greater ids than this is gone: nobody need wait for it to come back as an event. */
  restored(lastId: number): void {
    this.#lastStoredId = Math.min(this.#lastStoredId, lastId);
  }

  /** There is a connection to send on: everything without an answer goes out, in order. */
  start(connection: Connection): void {
    if (!connection.isOpen) return; // its loss is about to be noticed
    const nowMs = this.#timeMs();
    const forgotten = this.#raw.takeForgotten(nowMs);
    if (forgotten.length > 0) this.#unknown(forgotten);
    for (const line of this.#raw.takeUnsent(nowMs)) connection.sendLine(line);
    this.#sender.start(connection);
  }

  /** Nothing is sent before the next `start()`. */
  stop(): void {
    this.#sender.stop();
  }

  /** The connection is gone; returns the lines about which nobody knows whether they arrived. */
  connectionLost(): string[] {
    this.#sender.stop();
    return this.#raw.connectionLost();
  }
}
