/** Lets a thread step back when others have something to do. */
import { getPriority, setPriority } from "node:os";

/** How far it steps back, as `nice` counts, and where that ends. */
const STEP = 10;
const LEAST_PRIORITY = 19;

/**
 * Has the calling thread run only when the others leave it time: what it does takes no less of an
 * idle machine, and on a busy one messages come first. On Linux alone, where 0 means the calling
 * thread (setpriority(2)); elsewhere it is the whole process, which must not step back.
 */
export function stepBack(): void {
  if (Deno.build.os !== "linux") return;
  try {
    // From where whoever started the server has put it.
    setPriority(0, Math.min(LEAST_PRIORITY, getPriority(0) + STEP));
  } catch {
    // Whoever started the server did not allow it; then all threads are equal.
  }
}
