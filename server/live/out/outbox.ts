/** What waits to be written to one connection, bounded in bytes and in messages. */
import { Waiters } from "../../base/waiters.ts";
import { ChunkQueue } from "./chunk_queue.ts";
import { type EncodedEvents, HeldEvents } from "./held_events.ts";
import type { OutboxSpace } from "./outbox_space.ts";
import type { Turn } from "./turn.ts";

/** Options of an {@linkcode Outbox}. */
export interface OutboxOptions {
  /** Most bytes of events that may wait, those being written included. */
  maxBytes: number;
  /** Most events that may wait, those being written included. */
  maxMessages: number;
  /** What all outboxes share. @default nothing is shared */
  space?: OutboxSpace;
  turn: Turn;
  /** Writes to the socket, one call at a time; resolves with how many bytes it has taken. */
  write(bytes: Uint8Array): Promise<number>;
  /**
   * Called when events after an id were left out and there is room again; what it returns is written
   * in their place. It may be empty where the door has another way to tell.
   */
  onGap(after: number): Uint8Array;
  /** Called once when a write has failed; nothing is written after that. */
  onFailure(error: unknown): void;
  /** Current time in milliseconds. */
  now(): number;
}

/** What an outbox has seen, for people who watch. */
export interface OutboxStatistics {
  queuedBytes: number;
  queuedMessages: number;
  writtenBytes: number;
  writtenMessages: number;
  droppedMessages: number;
  gaps: number;
}

const NOTHING = new Uint8Array(0);

/**
 * Queues events and answers of one connection and writes them in order, one write at a time.
 *
 * At its bound it drops events from the connection, not from the store: as soon as half of it is
 * free the client gets one `gap` with the last id that it was sent, and fetches the rest. Answers
 * are never dropped; whoever reads requests waits for `roomToAnswer()` before it takes another one.
 */
export class Outbox {
  readonly #options: OutboxOptions;
  #maxBytes: number;
  #maxMessages: number;
  #drops: (() => boolean) | undefined;
  readonly #queue = new ChunkQueue();
  #writing: Uint8Array = NOTHING;
  #writingBytes = 0;
  #writingMessages = 0;
  #inTurn = false;
  #closed = false;
  /** Events that wait for an answer to go before them; undefined when none has to. */
  #held: HeldEvents | undefined;
  #isReleasing = false;
  #lastEventId = 0;
  #gapAfter: number | undefined;
  #waitingSinceMs = 0;
  #writtenBytes = 0;
  #writtenMessages = 0;
  #droppedMessages = 0;
  #gaps = 0;
  readonly #waiters = new Waiters();

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes;
    this.#maxMessages = options.maxMessages;
    options.space?.open();
  }

  /** Lets so many times as much wait as the options say. */
  widen(factor: number): void {
    this.#maxBytes = this.#options.maxBytes * factor;
    this.#maxMessages = this.#options.maxMessages * factor;
    this.#waiters.wake();
  }

  /** Asks about each delivery whether to leave it out, as if it did not fit; undefined asks no more. */
  leaveOut(drops: (() => boolean) | undefined): void {
    this.#drops = drops;
  }

  /** What it has seen so far. */
  get statistics(): OutboxStatistics {
    return {
      queuedBytes: this.#queue.bytes + this.#writingBytes,
      queuedMessages: this.#queue.messages + this.#writingMessages,
      writtenBytes: this.#writtenBytes,
      writtenMessages: this.#writtenMessages,
      droppedMessages: this.#droppedMessages,
      gaps: this.#gaps,
    };
  }

  /** For how long the write in flight has made no progress, in milliseconds; 0 when there is none. */
  stalledForMs(nowMs: number): number {
    return this.#writingBytes === 0 ? 0 : nowMs - this.#waitingSinceMs;
  }

  /** Says up to which id the client knows everything; a gap begins after it. */
  startAfter(lastId: number): void {
    this.#lastEventId = lastId;
  }

  /**
   * Holds events back from now on, because an answer has to be there before them. They count as
   * waiting; when that is too much all of them are left out, and the gap is told after the answer.
   */
  hold(): void {
    this.#held ??= new HeldEvents();
  }

  /**
   * Says that an answer brings everything after one id up to another. What is held and is part of
   * that is let go of, so that it comes before the answer, and no gap begins in it.
   */
  covered({ after, upTo }: { after: number; upTo: number }): void {
    if (this.#held !== undefined) this.#letGo(this.#held, upTo);
    if (after <= this.#lastEventId) this.#lastEventId = Math.max(this.#lastEventId, upTo);
    if (this.#gapAfter !== undefined && after <= this.#gapAfter) {
      this.#gapAfter = Math.max(this.#gapAfter, upTo);
    }
  }

  /** Ends the holding; what was held comes now. */
  release(): void {
    const held = this.#held;
    this.#held = undefined;
    if (held === undefined) return;
    // A gap within what is let go of is told after it: whoever holds again then has all of it behind.
    this.#isReleasing = true;
    this.#letGo(held, Infinity);
    this.#isReleasing = false;
    this.#closeGap();
  }

  /**
   * Queues `count` encoded events, the last of which with an id has `lastId` (0: none has one). None
   * at all says that the connection need not see what has come up to this id.
   */
  pushEvents(bytes: Uint8Array, count: number, lastId: number): void {
    if (this.#closed) return;
    if (this.#held === undefined) this.#enqueue(bytes, count, lastId);
    else this.#holdBack(this.#held, { bytes, count, lastId });
  }

  /** Queues an answer, or an event for this connection alone that must not be dropped. */
  pushAnswer(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#push(bytes, 1);
  }

  /** Resolves when less than the bound waits; undefined when that is so already. */
  roomToAnswer(): Promise<void> | undefined {
    return this.#isFull() ? this.#waiters.until(() => !this.#isFull()) : undefined;
  }

  /** Resolves when everything is written, or when it cannot be any more. */
  async written(): Promise<void> {
    this.flush();
    await this.#waiters.until(() => this.#isEmpty);
  }

  /** Drops what waits and takes nothing any more. */
  close(): void {
    if (!this.#closed) this.#options.space?.close(this.#bytes);
    this.#closed = true;
    this.#queue.clear();
    this.#held = undefined;
    this.#waiters.wake();
  }

  /** Begins to write what is queued, unless a write is in flight; returns how many bytes it begins. */
  flush(): number {
    this.#inTurn = false;
    if (this.#writingBytes > 0 || this.#queue.bytes === 0) return 0;
    this.#writing = this.#queue.take();
    this.#writingMessages = this.#queue.takenMessages;
    this.#write();
    return this.#writingBytes;
  }

  #holdBack(held: HeldEvents, events: EncodedEvents): void {
    const { bytes, count } = events;
    if (!this.#overflowsWith(bytes.length, count) && this.#gapAfter === undefined) {
      held.push(events);
      this.#options.space?.take(bytes.length);
      return;
    }
    this.#gapAfter ??= this.#lastEventId;
    this.#droppedMessages += held.messages + count;
    this.#options.space?.take(-held.bytes);
    held.clear();
  }

  #letGo(held: HeldEvents, upTo: number): void {
    const before = held.bytes;
    const events = held.takeUpTo(upTo);
    this.#options.space?.take(held.bytes - before);
    for (const { bytes, count, lastId } of events) this.#enqueue(bytes, count, lastId);
  }

  #enqueue(bytes: Uint8Array, count: number, lastId: number): void {
    if (
      this.#overflowsWith(bytes.length, count) || this.#gapAfter !== undefined ||
      this.#drops?.() === true
    ) {
      this.#gapAfter ??= this.#lastEventId;
      this.#droppedMessages += count;
      this.#closeGap();
      return;
    }
    if (lastId > 0) this.#lastEventId = lastId;
    if (count > 0) this.#push(bytes, count);
  }

  #write(): void {
    this.#writingBytes = this.#writing.length;
    this.#waitingSinceMs = this.#options.now();
    this.#options.write(this.#writing).then(this.#onWritten, this.#onFailed);
  }

  #push(bytes: Uint8Array, count: number): void {
    this.#options.space?.take(bytes.length);
    this.#queue.push(bytes, count);
    // Whoever has a write in flight goes on when that one ends; it is not slower for the others.
    if (this.#inTurn || this.#writingBytes > 0) return;
    this.#inTurn = true;
    this.#options.turn.add(this);
  }

  readonly #onWritten = (bytes: number): void => {
    this.#writtenBytes += bytes;
    if (!this.#closed) this.#options.space?.take(-bytes);
    if (bytes < this.#writing.length) {
      this.#writing = this.#writing.subarray(bytes);
      return this.#write();
    }
    this.#writtenMessages += this.#writingMessages;
    this.#writing = NOTHING;
    this.#writingBytes = 0;
    this.#writingMessages = 0;
    this.#closeGap();
    if (this.#queue.bytes > 0) this.flush();
    this.#waiters.wake();
  };

  readonly #onFailed = (error: unknown): void => {
    const first = !this.#closed;
    this.close();
    this.#writing = NOTHING;
    this.#writingBytes = 0;
    this.#writingMessages = 0;
    if (first) this.#options.onFailure(error);
  };

  /** Tells the client what it missed, once there is room again. */
  #closeGap(): void {
    if (this.#gapAfter === undefined || this.#held !== undefined || this.#isReleasing) return;
    if (this.#closed) return;
    const bytes = this.#bytes;
    if (
      bytes > this.#maxBytes / 2 || this.#options.space?.hasRoom(bytes, 2 * bytes) === false ||
      this.#messages > this.#maxMessages / 2
    ) return;
    const after = this.#gapAfter;
    this.#gapAfter = undefined;
    this.#gaps += 1;
    const told = this.#options.onGap(after);
    if (told.length > 0) this.#push(told, 1);
  }

  /** What waits, that which is being written or held included. */
  get #bytes(): number {
    return this.#queue.bytes + this.#writingBytes + (this.#held?.bytes ?? 0);
  }

  get #messages(): number {
    return this.#queue.messages + this.#writingMessages + (this.#held?.messages ?? 0);
  }

  #overflowsWith(bytes: number, messages: number): boolean {
    const held = this.#bytes + bytes;
    return held > this.#maxBytes || this.#options.space?.hasRoom(bytes, held) === false ||
      this.#messages + messages > this.#maxMessages;
  }

  #isFull(): boolean {
    const held = this.#bytes;
    return !this.#closed &&
      (held >= this.#maxBytes || this.#options.space?.hasRoom(0, held) === false);
  }

  get #isEmpty(): boolean {
    return this.#queue.bytes === 0 && this.#writingBytes === 0 || this.#closed;
  }
}
