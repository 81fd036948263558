/** Waits for the next frame, or a little longer where nobody looks. */

/** Browsers show no frames of a page that is not seen; what follows from a change comes all the same. */
const UNSEEN_MS = 250;

/** Calls back once: before the next frame is shown, or after a quarter of a second without one. */
export function inNextFrame(callback: () => void): void {
  const run = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(run);
  const timer = setTimeout(run, UNSEEN_MS);
}
