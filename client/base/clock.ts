/** Time as the client sees it, so that tests can bring their own. */

/** Timers and the time of day. */
export interface Clock {
  /** Milliseconds that only grow. */
  nowMs(): number;
  /** Calls `callback` once after `delayMs`; the returned function calls it off. */
  setTimer(delayMs: number, callback: () => void): () => void;
}

/** The clock of this machine. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  setTimer(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};

/** Resolves after `delayMs`, or as soon as `signal` is aborted. */
export function pause(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = () => {
      cancel();
      signal?.removeEventListener("abort", finish);
      resolve();
    };
    const cancel = clock.setTimer(delayMs, finish);
    signal?.addEventListener("abort", finish);
  });
}

/** Resolves as `promise` does, or with `undefined` when it has not within `limitMs`. */
export async function within<T>(
  clock: Clock,
  limitMs: number,
  promise: Promise<T>,
): Promise<T | undefined> {
  const deadline = Promise.withResolvers<undefined>();
  const cancel = clock.setTimer(limitMs, () => deadline.resolve(undefined));
  try {
    return await Promise.race([promise, deadline.promise]);
  } finally {
    cancel();
  }
}
