/** Has a worker look at words; it starts with the first one, and ends when nobody has written for long. */
import { type Clock, within } from "../base/clock.ts";
import type { StartWorker } from "../pictures/picture_decoder.ts";
import { READY, type SpellingCall, type SpellingReply } from "./spelling_call.ts";

/** Reading a large dictionary on a slow machine takes a while; what takes longer is given up. */
const ANSWER_LIMIT_MS = 20_000;
/** A worker that nobody needs ends after this, and gives back its memory. */
const IDLE_MS = 10 * 60_000;

/** What is asked, without its number. */
export type SpellingQuestion = SpellingCall extends infer Call
  ? Call extends SpellingCall ? Omit<Call, "id"> : never
  : never;

/** One question after the other. */
export class Speller {
  readonly #start: StartWorker;
  readonly #clock: Clock;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #nextId = 1;
  #cancelIdle = () => {};

  constructor(start: StartWorker, clock: Clock) {
    this.#start = start;
    this.#clock = clock;
  }

  /** The words of the answer. Throws with a sentence when there is none. */
  ask(question: SpellingQuestion): Promise<readonly string[]> {
    const done = this.#turn.then(() => this.#ask(question));
    this.#turn = done.catch(() => {});
    return done;
  }

  /** Ends the worker. */
  close(): void {
    this.#cancelIdle();
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #ask(question: SpellingQuestion): Promise<readonly string[]> {
    this.#cancelIdle();
    const call = { ...question, id: this.#nextId++ } as SpellingCall;
    const isNew = this.#worker === undefined;
    const worker = this.#worker ??= this.#start("speller");
    const { promise, resolve } = Promise.withResolvers<SpellingReply>();
    worker.onmessage = ({ data }: MessageEvent<SpellingReply | typeof READY>) => {
      if (data === READY) worker.postMessage(call);
      else if (data.id === call.id) resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      this.close(); // nothing answers there any more
      resolve({ id: call.id, problem: event.message });
    };
    if (!isNew) worker.postMessage(call);
    const reply = await within(this.#clock, ANSWER_LIMIT_MS, promise);
    if (reply === undefined) {
      this.close(); // it may still be at it, or out of memory
      throw new Error("the dictionary takes too long");
    }
    if (this.#worker === worker) {
      this.#cancelIdle = this.#clock.setTimer(IDLE_MS, () => this.close());
    }
    if ("problem" in reply) throw new Error(reply.problem);
    return reply.words;
  }
}
