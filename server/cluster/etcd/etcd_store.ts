/**
 * The log as keys of etcd, one for each batch. Whoever appends puts the next batches and the number of
 * the last one in one transaction, which holds only if nobody else has done so meanwhile.
 */
import type { LogStore, PlacedListener } from "../log_store.ts";
import { type EtcdClient, exists, has, put } from "./etcd_client.ts";
import { type Keys, lastPart } from "./keys.ts";
import { below, between, type Json, keyValuesIn, numberIn, only, rangesIn } from "./wire.ts";

/** Bytes of the longest batch: a request to etcd has 1.5 MiB at most, unless it is told otherwise. */
const MAX_BATCH_BYTES = 1_024 * 1_024;

/** Batches of one transaction, which may do 128 things. */
const BATCHES_AT_ONCE = 32;

/** Batches that are forgotten in one request. */
const TRIMMED_AT_ONCE = 1_000;

/**
 * How long it may take to place batches, in milliseconds: a little longer than the servers take to agree
 * on another leader, who does not know of what the one before was asked.
 */
const PLACE_WITHIN_MS = 1_500;

/** How often it is tried to be the first, before it is said that it is not known. */
const ATTEMPTS = 100;

/** A batch that has no place yet. */
interface Waiting {
  bytes: Uint8Array;
  placed: PromiseWithResolvers<number>;
}

/** The log of one cluster. */
export class EtcdStore implements LogStore {
  readonly maxBytes = MAX_BATCH_BYTES;
  readonly #client: EtcdClient;
  readonly #keys: Keys;
  readonly #waiting: Waiting[] = [];
  #isPlacing = false;
  /** The position of the newest batch that was heard of. */
  #last = 0;

  constructor(client: EtcdClient, keys: Keys) {
    this.#client = client;
    this.#keys = keys;
  }

  append(bytes: Uint8Array): Promise<number> {
    const placed = Promise.withResolvers<number>();
    this.#waiting.push({ bytes, placed });
    if (!this.#isPlacing) void this.#placeAll();
    return placed.promise;
  }

  async putBack(position: number, bytes: Uint8Array): Promise<void> {
    const answer = await this.#place(position, [bytes]);
    if (answer["succeeded"] !== true) throw new Error("The log does not end there any more");
  }

  async read(position: number): Promise<Uint8Array | undefined> {
    const answer = await this.#client.call("kv/range", only(this.#keys.batch(position)));
    return keyValuesIn(answer)[0]?.value;
  }

  async bounds(): Promise<{ first: number; last: number }> {
    const { head, log } = this.#keys;
    const first = { ...below(log), limit: "1", keys_only: true };
    const answer = await this.#client.call("kv/txn", {
      success: [{ request_range: only(head) }, { request_range: first }],
    });
    const [headRange, firstRange] = rangesIn(answer);
    const last = headIn(headRange);
    const [oldest] = keyValuesIn(firstRange);
    this.#last = last;
    return { first: oldest === undefined ? last + 1 : numberIn(lastPart(oldest.key)), last };
  }

  listen(listener: PlacedListener): void {
    void this.#client.watch(below(this.#keys.log), ({ key, value }) => {
      const position = numberIn(lastPart(key));
      this.#last = Math.max(this.#last, position);
      if (position > 0) listener(position, value);
    });
  }

  onReach(listener: (isThere: boolean) => void): void {
    this.#client.onReach(listener);
  }

  async trim(before: number): Promise<void> {
    const { batch } = this.#keys;
    let { first } = await this.bounds();
    while (first < before) {
      const next = Math.min(before, first + TRIMMED_AT_ONCE);
      await this.#client.call("kv/deleterange", between(batch(first), batch(next)));
      first = next;
    }
  }

  /** One transaction at a time: those of one node need not be in each other's way. */
  async #placeAll(): Promise<void> {
    this.#isPlacing = true;
    while (this.#waiting.length > 0) {
      const batches = this.#taken();
      try {
        const first = await this.#placeAtEnd(batches.map(({ bytes }) => bytes));
        for (const [index, { placed }] of batches.entries()) placed.resolve(first + index);
      } catch (error) {
        for (const { placed } of batches) placed.reject(error);
      }
    }
    this.#isPlacing = false;
  }

  /** The next ones, as many as a transaction takes. */
  #taken(): Waiting[] {
    let bytes = 0;
    let count = 0;
    for (const { bytes: { length } } of this.#waiting.slice(0, BATCHES_AT_ONCE)) {
      bytes += length;
      if (count > 0 && bytes > MAX_BATCH_BYTES) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  async #placeAtEnd(batches: readonly Uint8Array[]): Promise<number> {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const first = this.#last + 1;
      const answer = await this.#place(first, batches);
      if (answer["succeeded"] === true) {
        this.#last = Math.max(this.#last, first + batches.length - 1);
        return first;
      }
      const [headRange] = rangesIn(answer);
      this.#last = headIn(headRange);
    }
    throw new Error("Others were always first");
  }

  #place(first: number, batches: readonly Uint8Array[]): Promise<Json> {
    const { head, batch } = this.#keys;
    const transaction = {
      compare: [has(head, `${first - 1}`), exists(batch(first), false)],
      success: [
        put(head, `${first + batches.length - 1}`),
        ...batches.map((bytes, index) => put(batch(first + index), bytes)),
      ],
      failure: [{ request_range: only(head) }],
    };
    return this.#client.call("kv/txn", transaction, PLACE_WITHIN_MS);
  }
}

/** The number under a key that is asked for alone; throws where there is none. */
function headIn(range: Json | undefined): number {
  const [head] = keyValuesIn(range);
  if (head === undefined) throw new Error("The log is gone");
  return numberIn(new TextDecoder().decode(head.value));
}
