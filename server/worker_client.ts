/** Calls to a worker that answers in order, and the worker's side of the same. */
import type { WorkerScope } from "./worker_scope.ts";

type Reply = { value: unknown } | { error: string } | { ready: true };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** How to start a worker. */
export interface WorkerClientOptions {
  /** Module to start; see `main.ts`. */
  entry: string | URL;
  /** Tells the module which worker it is. */
  name: string;
}

/**
 * One worker that takes `Call` messages and replies to each in order. The queue is as long as its
 * users make it: each of them bounds what it has under way.
 */
export class WorkerClient<Call> {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  /** Calls from before the worker listened; what is posted earlier can get lost. */
  #unsent: Call[] | undefined = [];
  #failure: Error | undefined;

  constructor(options: WorkerClientOptions) {
    this.#worker = new Worker(new URL(options.entry).href, { type: "module", name: options.name });
    this.#worker.onmessage = (event: MessageEvent<Reply>) => {
      if ("ready" in event.data) {
        for (const message of this.#unsent ?? []) this.#worker.postMessage(message);
        this.#unsent = undefined;
        return;
      }
      const waiting = this.#waiting.shift();
      if ("error" in event.data) waiting?.reject(new Error(event.data.error));
      else waiting?.resolve(event.data.value);
    };
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.#fail(new Error(`The ${options.name} worker stopped: ${event.message}`));
    };
  }

  /** How many calls have not been answered. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** Sends a call; resolves with the worker's reply, rejects with what it threw. */
  call<T>(message: Call): Promise<T> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as (value: unknown) => void, reject });
      if (this.#unsent === undefined) this.#worker.postMessage(message);
      else this.#unsent.push(message);
    });
  }

  /** Ends the worker at once; calls without an answer are rejected. */
  terminate(): void {
    this.#worker.terminate();
    this.#fail(new Error("The worker was stopped"));
  }

  #fail(error: Error): void {
    this.#failure = error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }
}

/**
 * Answers every message that `scope` receives with what `handle` returns or throws. A handler that
 * returns promises must be called one at a time: replies are matched by their order alone.
 */
export function answerCalls<Call>(scope: WorkerScope, handle: (call: Call) => unknown): void {
  function fail(error: unknown): void {
    scope.postMessage({ error: describe(error) } satisfies Reply);
  }
  scope.onmessage = (event: MessageEvent<Call>) => {
    try {
      const value = handle(event.data);
      if (value instanceof Promise) {
        value.then((awaited) => scope.postMessage({ value: awaited } satisfies Reply)).catch(fail);
      } else scope.postMessage({ value } satisfies Reply);
    } catch (error) {
      fail(error);
    }
  };
  scope.postMessage({ ready: true } satisfies Reply);
}

/** The messages of an error and of its causes, as one sentence. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
