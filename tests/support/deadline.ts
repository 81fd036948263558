/** Waiting for events in tests: always for something, never without an end. */

/** How long a test waits for what must happen, in milliseconds. */
export const DEADLINE_MS = 20_000;

/** Resolves as `promise` does; rejects with `what` when that takes longer than the deadline. */
export async function within<T>(promise: Promise<T>, what: string, ms = DEADLINE_MS): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited ${ms} ms for ${what}`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
