/** The log of a node of a cluster: what it proposes goes into a store, what everybody proposed comes out. */
import type { Entry } from "../journal/entries.ts";
import { decodeBatch, encodeBatch, EncodedEntries } from "../journal/log/batch_codec.ts";
import type { Batch, EntryLog, TakeBatch } from "../journal/log/entry_log.ts";
import type { LogObserver } from "../base/observers.ts";
import { describe } from "../base/worker_client.ts";
import type { LogStore } from "./log_store.ts";

/** Bytes of entries in one batch, before they are deflated; one that is larger by itself may be alone. */
const BATCH_BYTES = 512 * 1_024;

/** Bytes that a batch needs besides its entries. */
const HEAD_BYTES = 1_024;

/** Batches that are read at once where several are missing. */
const READ_AT_ONCE = 64;

/** Batches that wait to be taken, at most; what is beyond is read again later. */
const MAX_READY = 1_024;

/**
 * After how many milliseconds without news the store is asked whether there is something: who gave a
 * batch its place may have died before it could say so.
 */
const ASK_AFTER_MS = 1_000;

/** Batches in a row that are said to be followed by others, at most: the next is flushed to the disk. */
const MAX_FOLLOWED = 64;

/**
 * By how many batches a node has to be behind before some are flushed together. One that is not behind
 * flushes each: the others count on what it has when the log turns out to have lost its end.
 */
const BEHIND = 500;

/** How long it is waited after the store could not be read, in milliseconds. */
const AGAIN_AFTER_MS = 250;

/** Options of a {@linkcode SharedLog}. */
export interface SharedLogOptions {
  store: LogStore;
  observer?: LogObserver | undefined;
  /**
   * Called when the log may have lost its end, with where this node stands; resolves when it has not,
   * or does not any more. Called again when it rejects.
   */
  heal(position: number): Promise<void>;
  /** Called when a batch was taken; the next one is when this has resolved. @default at once */
  onTaken?(position: number): Promise<void>;
  /** Called with what went wrong and is tried again. */
  onFailure(message: string): void;
  /** Called when this node cannot go on. */
  onFatal(message: string): void;
}

/** A batch that was told of, and its bytes. */
interface Ready {
  batch: Batch;
  bytes: Uint8Array;
}

/** Follows a store, from one position on and without a gap. */
export class SharedLog implements EntryLog {
  readonly maxOnTheirWay = 4;
  readonly #options: SharedLogOptions;
  readonly #encoded = new EncodedEntries();
  readonly #ready = new Map<number, Ready>();
  /** Batches of this node that are on their way, with the position where they were heard of, or 0. */
  readonly #placing = new Map<string, number>();
  /** The position that is taken next. */
  #next = 1;
  /** The greatest position that was heard of. */
  #highest = 0;
  #wake = Promise.withResolvers<void>();
  /** Whether the log is known to hold everything that was taken from it. */
  #isWhole = true;
  #healing: Promise<void> | undefined;
  #following: Promise<void> | undefined;
  #closed = false;

  constructor(options: SharedLogOptions) {
    this.#options = options;
    options.store.listen((position, bytes) => this.#heard(position, bytes));
    options.store.onReach((isThere) => {
      this.#isWhole = false;
      if (isThere) void this.#makeWhole();
    });
  }

  fitting(entries: readonly Entry[]): number {
    const { maxBytes } = this.#options.store;
    let bytes = HEAD_BYTES;
    let count = 0;
    for (const entry of entries) {
      bytes += this.#encoded.of(entry).length + 1;
      if (bytes > Math.min(BATCH_BYTES, maxBytes)) break;
      count += 1;
    }
    const [first] = entries;
    if (count > 0 || first === undefined) return count;
    const alone = { node: "", epoch: 0, number: 0, run: "", entries: [first] };
    return encodeBatch(alone, this.#encoded).length + HEAD_BYTES <= maxBytes ? 1 : 0;
  }

  async append(batch: Batch): Promise<void> {
    if (this.#closed || !this.#isWhole) throw new Error("The log cannot take anything now");
    const bytes = encodeBatch(batch, this.#encoded);
    const name = nameOf(batch);
    this.#placing.set(name, 0);
    const ended = this.#options.observer?.began(batch.entries.length);
    let heardAt: number | undefined;
    let position: number | undefined;
    try {
      position = await this.#options.store.append(bytes);
    } finally {
      ended?.(position !== undefined);
      heardAt = this.#placing.get(name);
      this.#placing.delete(name);
    }
    // Some engines tell everybody of it before they say so to whoever has appended it.
    if (position === heardAt) return;
    if (position < this.#next) {
      return this.#fail(
        `The log has lost its end: it goes on with ${position}, and this node has everything up to ` +
          `${this.#next - 1}`,
      );
    }
    this.#arrived(position, { batch, bytes });
  }

  follow(after: number, take: TakeBatch): void {
    this.#next = after + 1;
    this.#following = this.#run(take);
  }

  /**
   * Gives the log what it has lost of what a node has up to a position.
   *
   * @throws when that cannot be done now.
   */
  makeWhole(position: number): Promise<void> {
    return this.#options.heal(position);
  }

  async last(): Promise<number> {
    const { last } = await this.#options.store.bounds();
    this.#highest = Math.max(this.#highest, last);
    this.#wake.resolve();
    return last;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#wake.resolve();
    await this.#following;
  }

  async #run(take: TakeBatch): Promise<void> {
    let followed = 0;
    while (!this.#closed) {
      const ready = this.#ready.get(this.#next);
      if (ready !== undefined) {
        this.#ready.delete(this.#next);
        const position = this.#next;
        this.#next += 1;
        const isFollowed = this.#highest - position > BEHIND && this.#ready.has(this.#next) &&
          followed < MAX_FOLLOWED;
        followed = isFollowed ? followed + 1 : 0;
        await take({ ...ready.batch, position, bytes: ready.bytes, isFollowed });
        await this.#options.onTaken?.(position);
        continue;
      }
      const isKnown = this.#highest >= this.#next;
      if (!isKnown) await this.#news();
      if (this.#closed || this.#ready.has(this.#next)) continue;
      try {
        await this.#fetch();
      } catch (error) {
        if (this.#closed) return;
        this.#options.onFailure(`The log cannot be read: ${describe(error)}`);
        await pause(AGAIN_AFTER_MS);
      }
    }
  }

  /** Reads what is missing from the store; at the end of what is known, only the next one. */
  async #fetch(): Promise<void> {
    const { store } = this.#options;
    const from = this.#next;
    const wasKnown = this.#highest >= from;
    const upTo = Math.max(from, Math.min(this.#highest, from + READ_AT_ONCE - 1));
    const positions = Array.from({ length: upTo - from + 1 }, (_, index) => from + index)
      .filter((position) => !this.#ready.has(position));
    const read = await Promise.all(positions.map((position) => store.read(position)));
    for (const [index, bytes] of read.entries()) {
      const position = positions[index];
      if (bytes !== undefined && position !== undefined) this.#heard(position, bytes);
    }
    // Nobody has told of it, so there may be more of that kind.
    if (!wasKnown && this.#ready.has(from)) await this.last();
    const isMissing = !this.#ready.has(from) && this.#highest >= from;
    if (!isMissing) return;
    // It is there, but whoever was asked does not have it yet; or it was trimmed.
    const { first } = await store.bounds();
    if (first > from) {
      return this.#fail(
        `The log begins with ${first}, and this node stands at ${
          from - 1
        }: it was away for too long. ` +
          "Start it with an empty data folder, and it takes everything from the others",
      );
    }
    await pause(AGAIN_AFTER_MS);
  }

  #heard(position: number, bytes: Uint8Array): void {
    if (position < this.#next || this.#ready.has(position) || this.#closed) return;
    if (this.#ready.size >= MAX_READY && position > this.#next + MAX_READY) {
      this.#highest = Math.max(this.#highest, position);
      return;
    }
    try {
      const batch = decodeBatch(bytes);
      const name = nameOf(batch);
      if (this.#placing.has(name)) this.#placing.set(name, position);
      this.#arrived(position, { batch, bytes });
    } catch (error) {
      this.#fail(
        `There is something in the log that this program cannot apply: ${describe(error)}`,
      );
    }
  }

  #arrived(position: number, ready: Ready): void {
    this.#highest = Math.max(this.#highest, position);
    if (position < this.#next) return;
    this.#ready.set(position, ready);
    this.#wake.resolve();
  }

  /** Something has arrived, or it is time to ask. */
  async #news(): Promise<void> {
    this.#wake = Promise.withResolvers();
    const timer = setTimeout(this.#wake.resolve, ASK_AFTER_MS);
    await this.#wake.promise;
    clearTimeout(timer);
  }

  /** Nothing is appended until the log is known to be what it was. */
  #makeWhole(): Promise<void> {
    return this.#healing ??= this.#heal().finally(() => this.#healing = undefined);
  }

  async #heal(): Promise<void> {
    while (!this.#closed && !this.#isWhole) {
      try {
        await this.#options.heal(this.#next - 1);
        this.#isWhole = true;
      } catch (error) {
        this.#options.onFailure(`The log may not be whole: ${describe(error)}`);
        await pause(AGAIN_AFTER_MS);
      }
    }
  }

  #fail(message: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#wake.resolve();
    this.#options.onFatal(message);
  }
}

/** What tells a batch from all others. */
function nameOf({ node, epoch, number }: Batch): string {
  return `${node} ${epoch} ${number}`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
