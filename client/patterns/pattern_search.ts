/** Has a worker search with regular expressions, within a time: the newest search counts. */
import { type Clock, within } from "../base/clock.ts";
import type { StartWorker } from "../pictures/picture_decoder.ts";
import { type PatternCall, type PatternReply, READY } from "./pattern_call.ts";

/** Longest pattern, in UTF-16 units. */
export const MAX_PATTERN_LENGTH = 500;
/** A search that takes longer is given up. */
const SEARCH_LIMIT_MS = 2_000;
/** Starting the worker may take a while on a busy machine. */
const START_LIMIT_MS = 10_000;
/** A worker that nobody needs ends after this. */
const IDLE_MS = 30_000;

/** Starts the worker when it is needed. */
export class PatternSearch {
  readonly #start: StartWorker;
  readonly #clock: Clock;
  readonly #limitMs: number;
  #worker: Promise<Worker | undefined> | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #newest = 0;
  #cancelIdle = () => {};

  constructor(start: StartWorker, clock: Clock, limitMs = SEARCH_LIMIT_MS) {
    this.#start = start;
    this.#clock = clock;
    this.#limitMs = limitMs;
  }

  /** Searches; `undefined` when another search was begun meanwhile. */
  find(call: () => PatternCall): Promise<PatternReply | undefined> {
    const number = ++this.#newest;
    const done = this.#turn.then(() => number === this.#newest ? this.#find(call()) : undefined);
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Ends the worker. */
  close(): void {
    this.#cancelIdle();
    void this.#worker?.then((worker) => worker?.terminate());
    this.#worker = undefined;
  }

  async #find(call: PatternCall): Promise<PatternReply> {
    if (call.source.length > MAX_PATTERN_LENGTH) return { problem: "it is too long" };
    this.#cancelIdle();
    const worker = await (this.#worker ??= this.#begun());
    if (worker === undefined) {
      this.close();
      return { problem: "nothing can be searched so at the moment" };
    }
    const { promise, resolve } = Promise.withResolvers<PatternReply>();
    worker.onmessage = ({ data }: MessageEvent<PatternReply>) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ problem: "it takes too much memory" });
    };
    worker.postMessage(call);
    const reply = await within(this.#clock, this.#limitMs, promise);
    if (reply === undefined) {
      this.close(); // it is at it still
      return { problem: "it takes too long; write it simpler" };
    }
    this.#cancelIdle = this.#clock.setTimer(IDLE_MS, () => this.close());
    return reply;
  }

  async #begun(): Promise<Worker | undefined> {
    const worker = this.#start("pattern");
    const { promise, resolve } = Promise.withResolvers<boolean>();
    worker.onmessage = ({ data }) => resolve(data === READY);
    worker.onerror = (event) => {
      event.preventDefault();
      resolve(false);
    };
    if (await within(this.#clock, START_LIMIT_MS, promise) === true) return worker;
    worker.terminate();
    return undefined;
  }
}
