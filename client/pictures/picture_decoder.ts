/** Has images decoded in a worker, one after the other, each within a time. */
import { type Clock, within } from "../base/clock.ts";
import { type PictureCall, type PictureReply, READY } from "./picture_call.ts";

/** Largest image that is decoded, in bytes. */
export const MAX_IMAGE_BYTES = 20 * 1024 * 1024;
const DECODE_LIMIT_MS = 5_000;
/** A worker that nobody needs ends after this. */
const IDLE_MS = 10_000;

/** Starts a worker by its name. */
export type StartWorker = (name: string) => Worker;

/** Starts the worker when it is needed. */
export class PictureDecoder {
  readonly #start: StartWorker;
  readonly #clock: Clock;
  #worker: Worker | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #cancelIdle = () => {};

  constructor(start: StartWorker, clock: Clock) {
    this.#start = start;
    this.#clock = clock;
  }

  /** Decodes an image; `undefined` when it cannot be, or not within five seconds. */
  decode(call: PictureCall): Promise<Exclude<PictureReply, { error: string }> | undefined> {
    const done = this.#turn.then(() => this.#decode(call));
    this.#turn = done;
    return done;
  }

  /** Ends the worker. */
  close(): void {
    this.#cancelIdle();
    this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #decode(call: PictureCall) {
    if (call.bytes.length > MAX_IMAGE_BYTES) return undefined;
    this.#cancelIdle();
    const isNew = this.#worker === undefined;
    const worker = this.#worker ??= this.#start("picture");
    const { promise, resolve } = Promise.withResolvers<PictureReply>();
    worker.onmessage = ({ data }: MessageEvent<PictureReply | typeof READY>) => {
      if (data === READY) worker.postMessage(call);
      else resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      resolve({ error: event.message });
    };
    if (!isNew) worker.postMessage(call);
    const reply = await within(this.#clock, DECODE_LIMIT_MS, promise);
    if (reply === undefined || "error" in reply) {
      this.close(); // it may still be at it, or out of memory
      return undefined;
    }
    this.#cancelIdle = this.#clock.setTimer(IDLE_MS, () => this.close());
    return reply;
  }
}
