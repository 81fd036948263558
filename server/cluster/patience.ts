/** Servers that have just started need a moment until they agree on who leads. */
import { plainReason } from "../base/plain_reason.ts";
import { StartError } from "../base/start_error.ts";

/** How long it is waited until enough servers are there, in milliseconds, and how often it is tried. */
const PATIENCE_MS = 15_000;
const AGAIN_AFTER_MS = 500;

/**
 * Tries until it comes about, for a while.
 *
 * @throws {StartError} why it does not, at once where `isFinal` says that waiting is of no use.
 */
export async function patiently<T>(
  act: () => Promise<T>,
  isFinal: (cause: unknown) => boolean = () => false,
): Promise<T> {
  for (let waitedMs = 0;; waitedMs += AGAIN_AFTER_MS) {
    try {
      return await act();
    } catch (cause) {
      if (isFinal(cause) || waitedMs >= PATIENCE_MS) {
        throw new StartError(`The log cannot be used: ${plainReason(cause)}.`, { cause });
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_AFTER_MS));
    }
  }
}
