/** Calls to a worker that answers in order, and the worker's side of the same. */
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";
import { startWorker, type WorkerEntry } from "./start_worker.ts";
import type { WorkerScope } from "./worker_scope.ts";

type Reply =
  | { value: unknown }
  | { error: string }
  | { refused: ErrorCode; message: string }
  | { ready: true };

interface Waiting {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** What a call is answered with when some of it goes over without being copied. */
export class Transferred {
  readonly value: unknown;
  readonly moved: Transferable[];

  constructor(value: unknown, moved: Transferable[]) {
    this.value = value;
    this.moved = moved;
  }
}

/** How to start a worker. */
export interface WorkerClientOptions {
  entry: WorkerEntry;
  /** Tells the module which worker it is. */
  name: string;
  /** Called once when the worker has stopped by itself; nothing can be asked of it any more. */
  onFailure?(error: Error): void;
}

/**
 * One worker that takes `Call` messages and replies to each in order. The queue is as long as its
 * users make it: each of them bounds what it has under way.
 */
export class WorkerClient<Call> {
  readonly #worker: Worker;
  readonly #waiting: Waiting[] = [];
  readonly #onFailure: ((error: Error) => void) | undefined;
  /** Calls from before the worker listened; what is posted earlier can get lost. */
  #unsent: { message: Call; moved: Transferable[] }[] | undefined = [];
  #failure: Error | undefined;

  constructor(options: WorkerClientOptions) {
    this.#onFailure = options.onFailure;
    const { entry, name } = options;
    this.#worker = startWorker(entry, name);
    this.#worker.onmessage = (event: MessageEvent<Reply>) => this.#take(event.data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      const error = new Error(`The ${name} worker stopped: ${event.message}`);
      if (this.#fail(error)) this.#onFailure?.(error);
    };
  }

  /** How many calls have not been answered. */
  get pending(): number {
    return this.#waiting.length;
  }

  /** Whether it has stopped. */
  get hasFailed(): boolean {
    return this.#failure !== undefined;
  }

  /**
   * Sends a call; resolves with the worker's reply, rejects with what it threw (a `ChatError` as one).
   * What is `moved` goes over without being copied, and is empty here afterwards.
   */
  call<T>(message: Call, moved: Transferable[] = []): Promise<T> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve: resolve as (value: unknown) => void, reject });
      if (this.#unsent === undefined) this.#worker.postMessage(message, moved);
      else this.#unsent.push({ message, moved });
    });
  }

  /** Ends the worker at once; calls without an answer are rejected. */
  terminate(): void {
    this.#worker.terminate();
    this.#fail(new Error("The worker was stopped"));
  }

  #take(reply: Reply): void {
    if ("ready" in reply) {
      for (const { message, moved } of this.#unsent ?? []) {
        this.#worker.postMessage(message, moved);
      }
      this.#unsent = undefined;
      return;
    }
    const waiting = this.#waiting.shift();
    if ("refused" in reply) waiting?.reject(new ChatError(reply.refused, reply.message));
    else if ("error" in reply) waiting?.reject(new Error(reply.error));
    else waiting?.resolve(reply.value);
  }

  /** True for the first failure. */
  #fail(error: Error): boolean {
    const isFirst = this.#failure === undefined;
    this.#failure ??= error;
    for (const waiting of this.#waiting.splice(0)) waiting.reject(this.#failure);
    return isFirst;
  }
}

/**
 * Answers every message that `scope` receives with what `handle` returns or throws, in their order:
 * while it has a promise to keep, what comes in waits for it.
 */
export function answerCalls<Call>(scope: WorkerScope, handle: (call: Call) => unknown): void {
  function fail(error: unknown): void {
    const reply: Reply = error instanceof ChatError
      ? { refused: error.code, message: error.message }
      : { error: describe(error) };
    scope.postMessage(reply);
  }
  function succeed(value: unknown): void {
    if (value instanceof Transferred) {
      scope.postMessage({ value: value.value } satisfies Reply, value.moved);
    } else scope.postMessage({ value } satisfies Reply);
  }
  function answer(call: Call): Promise<void> | undefined {
    try {
      const value = handle(call);
      if (value instanceof Promise) return value.then(succeed).catch(fail);
      succeed(value);
    } catch (error) {
      fail(error);
    }
    return undefined;
  }
  let earlier: Promise<void> | undefined;
  scope.onmessage = ({ data }: MessageEvent<Call>) => {
    const answered = earlier === undefined ? answer(data) : earlier.then(() => answer(data));
    if (answered === undefined) return;
    earlier = answered;
    answered.then(() => {
      if (earlier === answered) earlier = undefined;
    });
  };
  scope.postMessage({ ready: true } satisfies Reply);
}

/** The messages of an error and of its causes, as one sentence. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message : `${error.message}: ${describe(error.cause)}`;
}
