/** The little that a module needs to know about running in a worker, typed for both scopes. */

/** What a worker sees of itself. */
export interface WorkerScope {
  readonly name: string;
  onmessage: ((event: MessageEvent) => void) | null;
  postMessage(message: unknown, transfer?: Transferable[]): void;
  close(): void;
}

/** The scope of the worker that runs this; undefined on the main thread. */
export function workerScope(): WorkerScope | undefined {
  const constructor = (globalThis as { WorkerGlobalScope?: new () => unknown }).WorkerGlobalScope;
  if (constructor === undefined || !(globalThis instanceof constructor)) return undefined;
  return globalThis as unknown as WorkerScope;
}
