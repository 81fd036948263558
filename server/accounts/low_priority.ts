/** Lets a thread step back when others have something to do. */
import { setPriority } from "node:os";

/** How far it steps back, as `nice` counts. */
const NICENESS = 10;

/**
 * Has the calling thread run only when the others leave it time: what it does takes no less of an
 * idle machine, and on a busy one messages come first. On Linux alone, where 0 means the calling
 * thread (setpriority(2)); elsewhere it is the whole process, which must not step back.
 */
export function stepBack(): void {
  if (Deno.build.os !== "linux") return;
  try {
    setPriority(0, NICENESS);
  } catch {
    // Whoever started the server did not allow it; then all threads are equal.
  }
}
