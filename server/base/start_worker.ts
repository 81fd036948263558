/** Starting workers, in the same way for the sources, the bundle and the compiled executable. */

/**
 * What workers are started from: a module that looks at its name (`main.ts`), or what gives the
 * address of a module for each name, or a worker that runs it already.
 */
export type WorkerEntry = string | URL | ((name: string) => string | Worker);

/** Returns the worker of this name. */
export function startWorker(entry: WorkerEntry, name: string): Worker {
  const from = typeof entry === "function" ? entry(name) : new URL(entry);
  return typeof from === "string" || from instanceof URL
    ? new Worker(from, { type: "module", name })
    : from;
}
