/** What waits to be written to one connection, bounded in bytes and in messages. */
import type { Turn } from "./turn.ts";

/** Options of an {@linkcode Outbox}. */
export interface OutboxOptions {
  /** Most bytes of events that may wait, those being written included. */
  maxBytes: number;
  /** Most events that may wait, those being written included. */
  maxMessages: number;
  turn: Turn;
  /** Writes to the socket, one call at a time; resolves with how many bytes it has taken. */
  write(bytes: Uint8Array): Promise<number>;
  /** Encodes a `gap` event. */
  encodeGap(after: number): Uint8Array;
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

/** Most bytes that are joined into one write. */
const MAX_WRITE_BYTES = 256 * 1_024;

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
  #chunks: Uint8Array[] = [];
  /** How many messages each chunk holds. */
  #counts: number[] = [];
  #queuedBytes = 0;
  #queuedMessages = 0;
  #writing: Uint8Array = NOTHING;
  #writingBytes = 0;
  #writingMessages = 0;
  #inTurn = false;
  #closed = false;
  /** Events from between a login and its answer: a few microtasks, in which few can come. */
  #held: { bytes: Uint8Array; count: number; lastId: number }[] | undefined;
  #lastEventId = 0;
  #gapAfter: number | undefined;
  #waitingSinceMs = 0;
  #writtenBytes = 0;
  #writtenMessages = 0;
  #droppedMessages = 0;
  #gaps = 0;
  #wakers: (() => void)[] = [];

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#maxBytes = options.maxBytes;
    this.#maxMessages = options.maxMessages;
  }

  /** Lets so many times as much wait as the options say. */
  widen(factor: number): void {
    this.#maxBytes = this.#options.maxBytes * factor;
    this.#maxMessages = this.#options.maxMessages * factor;
    this.#wake();
  }

  /** Asks about each delivery whether to leave it out, as if it did not fit; undefined asks no more. */
  leaveOut(drops: (() => boolean) | undefined): void {
    this.#drops = drops;
  }

  /** What it has seen so far. */
  get statistics(): OutboxStatistics {
    return {
      queuedBytes: this.#queuedBytes + this.#writingBytes,
      queuedMessages: this.#queuedMessages + this.#writingMessages,
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

  /**
   * Says up to which id the client knows everything; a gap begins after it. Events are held until the
   * next answer, which is the one that tells the client so.
   */
  startAfter(lastId: number): void {
    this.#lastEventId = lastId;
    this.#held = [];
  }

  /** Queues `count` encoded events, the last of which with an id has `lastId` (0: none has one). */
  pushEvents(bytes: Uint8Array, count: number, lastId: number): void {
    if (this.#closed) return;
    if (this.#held !== undefined) {
      this.#held.push({ bytes, count, lastId });
      return;
    }
    const overflows = this.#queuedBytes + this.#writingBytes + bytes.length > this.#maxBytes ||
      this.#queuedMessages + this.#writingMessages + count > this.#maxMessages;
    if (overflows || this.#gapAfter !== undefined || this.#drops?.() === true) {
      this.#gapAfter ??= this.#lastEventId;
      this.#droppedMessages += count;
      this.#closeGap();
      return;
    }
    if (lastId > 0) this.#lastEventId = lastId;
    this.#push(bytes, count);
  }

  /** Queues an answer, or an event for this connection alone that must not be dropped. */
  pushAnswer(bytes: Uint8Array): void {
    if (this.#closed) return;
    this.#push(bytes, 1);
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const events of held) this.pushEvents(events.bytes, events.count, events.lastId);
  }

  /** Resolves when less than the bound waits; undefined when that is so already. */
  roomToAnswer(): Promise<void> | undefined {
    return this.#isFull() ? this.#until(() => !this.#isFull()) : undefined;
  }

  /** Resolves when everything is written, or when it cannot be any more. */
  async written(): Promise<void> {
    this.flush();
    if (!this.#isEmpty()) await this.#until(() => this.#isEmpty());
  }

  /** Drops what waits and takes nothing any more. */
  close(): void {
    this.#closed = true;
    this.#chunks = [];
    this.#counts = [];
    this.#queuedBytes = 0;
    this.#queuedMessages = 0;
    this.#wake();
  }

  /** Begins to write what is queued, unless a write is in flight; returns how many bytes it begins. */
  flush(): number {
    this.#inTurn = false;
    if (this.#writingBytes > 0 || this.#queuedBytes === 0) return 0;
    this.#writing = this.#take();
    const bytes = this.#writing.length;
    this.#writingBytes = bytes;
    this.#write();
    return bytes;
  }

  #write(): void {
    this.#waitingSinceMs = this.#options.now();
    this.#options.write(this.#writing).then(this.#onWritten, this.#onFailed);
  }

  #push(bytes: Uint8Array, count: number): void {
    this.#chunks.push(bytes);
    this.#counts.push(count);
    this.#queuedBytes += bytes.length;
    this.#queuedMessages += count;
    // Whoever has a write in flight goes on when that one ends; it is not slower for the others.
    if (this.#inTurn || this.#writingBytes > 0) return;
    this.#inTurn = true;
    this.#options.turn.add(this);
  }

  /** Takes chunks off the queue for one write; a single chunk is shared as it is. */
  #take(): Uint8Array {
    const [only] = this.#chunks;
    if (only !== undefined && this.#chunks.length === 1) {
      this.#chunks.length = 0;
      this.#counts.length = 0;
      this.#writingMessages = this.#queuedMessages;
      this.#queuedMessages = 0;
      this.#queuedBytes = 0;
      return only;
    }
    let chunkCount = 0;
    let byteCount = 0;
    for (const chunk of this.#chunks) {
      if (chunkCount > 0 && byteCount + chunk.length > MAX_WRITE_BYTES) break;
      chunkCount += 1;
      byteCount += chunk.length;
    }
    const chunks = this.#chunks.splice(0, chunkCount);
    this.#writingMessages = 0;
    for (const count of this.#counts.splice(0, chunkCount)) this.#writingMessages += count;
    this.#queuedMessages -= this.#writingMessages;
    this.#queuedBytes -= byteCount;
    const [first] = chunks;
    if (first !== undefined && chunks.length === 1) return first;
    const joined = new Uint8Array(byteCount);
    let offset = 0;
    for (const chunk of chunks) {
      joined.set(chunk, offset);
      offset += chunk.length;
    }
    return joined;
  }

  readonly #onWritten = (bytes: number): void => {
    this.#writtenBytes += bytes;
    if (bytes < this.#writing.length) {
      this.#writing = this.#writing.subarray(bytes);
      this.#writingBytes = this.#writing.length;
      this.#write();
      return;
    }
    this.#writtenMessages += this.#writingMessages;
    this.#writing = NOTHING;
    this.#writingBytes = 0;
    this.#writingMessages = 0;
    this.#closeGap();
    if (this.#queuedBytes > 0) this.flush();
    if (this.#wakers.length > 0) this.#wake();
  };

  readonly #onFailed = (error: unknown): void => {
    this.#writing = NOTHING;
    this.#writingBytes = 0;
    this.#writingMessages = 0;
    const first = !this.#closed;
    this.close();
    if (first) this.#options.onFailure(error);
  };

  /** Tells the client what it missed, once there is room again. */
  #closeGap(): void {
    if (this.#gapAfter === undefined || this.#closed) return;
    if (
      this.#queuedBytes + this.#writingBytes > this.#maxBytes / 2 ||
      this.#queuedMessages + this.#writingMessages > this.#maxMessages / 2
    ) return;
    const after = this.#gapAfter;
    this.#gapAfter = undefined;
    this.#gaps += 1;
    this.#push(this.#options.encodeGap(after), 1);
  }

  #isFull(): boolean {
    return this.#queuedBytes + this.#writingBytes >= this.#maxBytes && !this.#closed;
  }

  #isEmpty(): boolean {
    return this.#queuedBytes === 0 && this.#writingBytes === 0 || this.#closed;
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#wakers.push(resolve));
  }

  #wake(): void {
    for (const wake of this.#wakers.splice(0)) wake();
  }
}
