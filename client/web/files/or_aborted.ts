/** Waiting that ends when nobody wants what is waited for any more. */

/** Resolves as `promise` does; rejects with what `signal` says as soon as it is aborted. */
export async function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener("abort", abort);
    // What comes of it now is nobody's business.
    promise.catch(() => {});
  }
}
