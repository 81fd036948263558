/** Sees to it that SIGUSR1 opens no debugger in this program, whatever its runtime does with it. */
import inspector from "node:inspector";

/** For how long what opens is shut after the signal, in milliseconds. */
const LOOK_FOR_MS = 200;

/**
 * Ignores SIGUSR1, which ends a program that does not listen to it, and for which Deno opens a
 * debugger on 127.0.0.1:9229 for everybody on the machine. That cannot be switched off, so a debugger
 * is shut in the turn after the one in which it was opened, before anybody can have asked it
 * anything. The executable that unpacks itself has the signal blocked besides
 * (tools/build/launcher.sh).
 */
export function ignoreDebuggerSignal(): void {
  // Windows has no such signal.
  if (Deno.build.os === "windows") return;
  let untilMs = 0;
  let isLooking = false;
  function look(): void {
    inspector.close();
    isLooking = performance.now() < untilMs;
    if (isLooking) setImmediate(look);
  }
  Deno.addSignalListener("SIGUSR1", () => {
    untilMs = performance.now() + LOOK_FOR_MS;
    if (!isLooking) look();
  });
}
