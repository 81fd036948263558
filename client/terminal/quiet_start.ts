/**
 * Switches the echo of the terminal off before anything is loaded: what somebody types while the
 * program starts is kept for it, and a password that is typed early is never seen.
 */

/** Told to `globalThis` when somebody else looks after the terminal from now on. */
export const QUIET_START_OVER = "chat-quiet-start-over";

/** What the launcher found the terminal to be, as `stty -g` writes it, when it switched echo off. */
const FIRST_MODE = "CHAT_TERMINAL_MODE";
/** The one program that may be started: it knows how to bring that mode back. */
const STTY = "/bin/stty";

/** Signals that end the program, with its exit codes. */
const DEADLY_SIGNALS = [["SIGHUP", 129], ["SIGINT", 130], ["SIGTERM", 143]] as const;

/** Commands in which somebody sits at the terminal and types. */
const COMMANDS: readonly string[] = ["connect", "top", "admin user add", "admin user password"];
/** Whoever asks for these does not type, and may have put the program into the background. */
const UNATTENDED: readonly string[] = ["--json", "--once", "--help", "-h"];

/**
 * Has the terminal keep what is typed, unseen, if `args` start a program that people type into.
 * Ctrl+C ends it all the same, and the terminal is given back on every way out.
 */
export function startQuietly(args: readonly string[]): void {
  if (!Deno.stdin.isTerminal()) return;
  bringFirstModeBack();
  const words = `${args.join(" ")} `;
  const isAttended = COMMANDS.some((command) => words.startsWith(`${command} `)) &&
    !args.some((arg) => UNATTENDED.includes(arg));
  if (!isAttended) return;
  beQuiet();
  for (const event of ["error", "unhandledrejection", "unload"]) {
    globalThis.addEventListener(event, giveModeBack);
  }
  if (Deno.build.os === "windows") return;
  const cleanups = DEADLY_SIGNALS.map(([signal, code]) =>
    onSignal(signal, () => {
      giveModeBack();
      Deno.exit(code);
    })
  );
  // The shell has used the terminal meanwhile.
  cleanups.push(onSignal("SIGCONT", beQuiet));
  const takenOver = () => {
    for (const cleanup of cleanups) cleanup();
  };
  globalThis.addEventListener(QUIET_START_OVER, takenOver, { once: true });
}

/** Gives the terminal back to whoever reads lines from it. */
export function endQuietStart(): void {
  globalThis.dispatchEvent(new Event(QUIET_START_OVER));
  giveModeBack();
}

/** Brings the terminal's own mode back: lines, with echo. Does nothing where that is so. */
export function giveModeBack(): void {
  try {
    if (Deno.stdin.isTerminal()) Deno.stdin.setRaw(false);
  } catch {
    // The terminal is gone, and with it its mode.
  }
}

/** Characters at once and without echo, while Ctrl+C and Ctrl+Z remain signals. */
function beQuiet(): void {
  Deno.stdin.setRaw(true, { cbreak: true });
}

/**
 * The runtime brings back, at the end, the mode that it found: it has to find the right one. For as
 * long as that takes, a millisecond or two, there is an echo.
 */
function bringFirstModeBack(): void {
  const mode = Deno.env.get(FIRST_MODE) ?? "";
  if (!/^\w[\w:=]*$/.test(mode)) return;
  Deno.env.delete(FIRST_MODE);
  new Deno.Command(STTY, { args: [mode], stdin: "inherit", stdout: "null", stderr: "null" })
    .outputSync();
}

function onSignal(signal: Deno.Signal, listener: () => void): () => void {
  Deno.addSignalListener(signal, listener);
  return () => Deno.removeSignalListener(signal, listener);
}
