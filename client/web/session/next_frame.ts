/** Waits for the next frame, or a little longer where nobody looks. */

/** Browsers show no frames of a page that is not seen; what follows from a change comes all the same. */
const UNSEEN_MS = 250;
/** After so long without a change one is shown at once: to ask for a frame costs more than most changes. */
const QUIET_MS = 20;

/**
 * Calls back once for each call: at the end of what is going on when nothing was wanted for a while,
 * otherwise before the next frame is shown, or after a quarter of a second without one.
 */
export function inFrames(): (callback: () => void) => void {
  let ranMs = -Infinity;
  return (callback) => {
    const called = () => {
      ranMs = performance.now();
      callback();
    };
    if (performance.now() - ranMs > QUIET_MS) return queueMicrotask(called);
    const run = () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
      called();
    };
    const frame = requestAnimationFrame(run);
    const timer = setTimeout(run, UNSEEN_MS);
  };
}
