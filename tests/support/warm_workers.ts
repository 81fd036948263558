/**
 * Workers that stay when a server of a test has ended, for the next one in the same file: starting
 * them takes several times longer than what most tests do.
 */

const WORKER = new URL("./warm_worker.ts", import.meta.url);

/** A thread, which is lent to one server at a time. */
interface Warm {
  worker: Worker;
  isWarm: boolean;
}

const idle = new Map<string, Warm[]>();

/** Lends a worker of this name; the entry that servers of tests start their workers from. */
export function warmWorkers(name: string): Worker {
  const warm = idle.get(name)?.pop() ??
    { worker: new Worker(WORKER, { type: "module", name }), isWarm: false };
  return new LentWorker(name, warm);
}

/** A worker as its server sees it. */
class LentWorker extends EventTarget implements Worker {
  onmessage: ((event: MessageEvent) => void) | null = null;
  onmessageerror: ((event: MessageEvent) => void) | null = null;
  onerror: ((event: ErrorEvent) => void) | null = null;
  readonly #name: string;
  readonly #warm: Warm;
  /** How many calls have not been answered, and whether there was one that is the last. */
  #pending = 0;
  #isClosed: boolean;
  #hasFailed = false;
  #isOver = false;

  constructor(name: string, warm: Warm) {
    super();
    this.#name = name;
    this.#warm = warm;
    // What this one is asked for it has forgotten when it has answered.
    this.#isClosed = name === "password";
    const { worker } = warm;
    worker.onmessage = (event) => {
      if (event.data === "warm") {
        warm.isWarm = true;
        if (!this.#isOver) worker.postMessage("begin");
        return;
      }
      if (!("ready" in event.data)) this.#pending--;
      if (!this.#isOver) this.onmessage?.(event);
    };
    worker.onerror = (event) => {
      this.#hasFailed = true;
      this.onerror?.(event);
    };
    if (warm.isWarm) worker.postMessage("begin");
  }

  postMessage(
    message: { call?: string },
    transfer: Transferable[] | StructuredSerializeOptions = {},
  ): void {
    this.#pending++;
    if (message.call === "close") this.#isClosed = true;
    const options = Array.isArray(transfer) ? { transfer } : transfer;
    this.#warm.worker.postMessage(message, options);
  }

  terminate(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    // One that still has something open, or something to do, is of no use for others.
    if (this.#isClosed && this.#pending === 0 && !this.#hasFailed && this.#warm.isWarm) {
      const others = idle.get(this.#name) ?? [];
      idle.set(this.#name, [...others, this.#warm]);
    } else this.#warm.worker.terminate();
  }
}
