/** Owns the terminal: raw mode on and surely off again, keys in, text out. */
import process from "node:process";
import { hintOf } from "../base/environment.ts";
import { outputFor } from "./charset.ts";
import type { Key } from "./input/key.ts";
import { KeyReader } from "./input/key_reader.ts";
import { giveModeBack, QUIET_START_OVER } from "./quiet_start.ts";
import { terminalSize } from "./terminal_size.ts";

/** Bracketed paste on and off. */
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";
/** Ends by these signals, with 128 and the number as exit code. */
const DEADLY_SIGNALS = [["SIGHUP", 129], ["SIGINT", 130], ["SIGTERM", 143]] as const;

const encoder = new TextEncoder();

/** Whoever is not stopped after this long will not be: the program has no shell to come back to. */
const STOP_LIMIT_MS = 200;

/** Whether somebody sits there: both what is read and what is written is a terminal. */
export function isAtTerminal(): boolean {
  return Deno.stdin.isTerminal() && Deno.stdout.isTerminal();
}

/** What a terminal asks of whoever draws on it. */
export interface TerminalOptions {
  /** A signal or a crash ends the program. */
  beforeEnd: () => void;
  /** Ctrl+Z stops the program: what is not to stay on the screen has to go. */
  beforeStop: () => void;
  /** Ctrl+L was pressed, or the program goes on: everything has to be drawn anew. */
  redraw: () => void;
  /** Written as soon as the terminal is taken, and whenever it is taken again. @default nothing */
  enter?: string;
  /** Written before the terminal is given back, on every way out. @default nothing */
  leave?: () => string;
  /** Whether the mouse counts: arrows that are its wheel, and its reports. @default false */
  hasWheel?: boolean;
}

/**
 * The terminal in raw mode; there is one at most, and `close()` gives it back. Ctrl+Z and Ctrl+L
 * are dealt with here, whatever is being shown, and are no keys for anybody else.
 */
export class Terminal {
  readonly #output: typeof Deno.stdout | typeof Deno.stderr;
  readonly #options: TerminalOptions;
  readonly #keys: KeyReader;
  readonly #encode = outputFor(hintOf);
  readonly #cleanups: (() => void)[] = [];
  #isClosed = false;
  /** Set while the program is stopped. */
  #stopTimer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the terminal over. */
  constructor(output: typeof Deno.stdout | typeof Deno.stderr, options: TerminalOptions) {
    this.#output = output;
    this.#options = options;
    this.#keys = new KeyReader({
      read: (buffer) => Deno.stdin.read(buffer),
      keep: (key) => this.#deal(key),
      hasWheel: options.hasWheel ?? false,
    });
    Deno.stdin.setRaw(true);
    this.write((this.#options.enter ?? "") + PASTE_ON);
    const end = (code: number) => {
      options.beforeEnd();
      this.close();
      Deno.exit(code);
    };
    for (const [signal, code] of DEADLY_SIGNALS) {
      if (Deno.build.os === "windows" && signal === "SIGTERM") continue; // it does not exist there
      this.#cleanups.push(onSignal(signal, () => end(code)));
    }
    if (Deno.build.os !== "windows") {
      // However it was stopped: the shell has used the terminal meanwhile.
      this.#cleanups.push(onSignal("SIGCONT", () => this.#goOn()));
    }
    const crashed = () => this.close(); // the runtime goes on to print the error and exit
    for (const event of ["error", "unhandledrejection", "unload"]) {
      globalThis.addEventListener(event, crashed);
      this.#cleanups.push(() => globalThis.removeEventListener(event, crashed));
    }
    globalThis.dispatchEvent(new Event(QUIET_START_OVER));
  }

  /** Columns of the terminal at the moment. */
  get columns(): number {
    return terminalSize().columns;
  }

  /** Rows of the terminal at the moment. */
  get rows(): number {
    return terminalSize().rows;
  }

  /** Writes at once. */
  write(text: string): void {
    try {
      const bytes = encoder.encode(this.#encode(text));
      for (let written = 0; written < bytes.length;) {
        written += this.#output.writeSync(bytes.subarray(written));
      }
    } catch {
      // The terminal is gone; SIGHUP or the end of the input says so as well.
      this.#keys.end();
    }
  }

  /** Calls `listener` whenever the size changes. */
  onResize(listener: () => void): void {
    if (Deno.build.os === "windows") return;
    this.#cleanups.push(onSignal("SIGWINCH", listener));
  }

  /** The next key; `undefined` when the terminal is gone. Nothing is read when nobody waits. */
  nextKey(): Promise<Key | undefined> {
    return this.#keys.next();
  }

  /** Gives the terminal back; may be called more than once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#stopTimer);
    for (const cleanup of this.#cleanups) cleanup();
    this.#giveBack();
  }

  #giveBack(): void {
    this.write(PASTE_OFF + (this.#options.leave?.() ?? ""));
    giveModeBack();
  }

  /** Whether the key was one that is dealt with here. */
  #deal({ alt, ctrl, name, shift }: Key): boolean {
    if (!ctrl || alt || shift) return false;
    if (name === "l") this.#options.redraw();
    else if (name === "z") this.#stop();
    else return false;
    return true;
  }

  /** Stops the program as Ctrl+Z does with others; the shell makes it go on with `fg`. */
  #stop(): void {
    if (Deno.build.os === "windows" || this.#stopTimer !== undefined) return;
    this.#options.beforeStop();
    this.#giveBack();
    this.#stopTimer = setTimeout(() => this.#goOn(), STOP_LIMIT_MS);
    stopOwnGroup();
  }

  #goOn(): void {
    if (this.#isClosed) return;
    clearTimeout(this.#stopTimer);
    this.#stopTimer = undefined;
    Deno.stdin.setRaw(true);
    this.write((this.#options.enter ?? "") + PASTE_ON);
    this.#options.redraw();
  }
}

/**
 * Stops the whole group of processes, as the terminal would. The executable may signal nobody but
 * itself, which is enough: where something else waits for it in the same group, the terminal stops
 * that at the next Ctrl+Z.
 */
function stopOwnGroup(): void {
  try {
    process.kill(0, "SIGTSTP");
  } catch (error) {
    if (!(error instanceof Deno.errors.NotCapable)) throw error;
    Deno.kill(Deno.pid, "SIGTSTP");
  }
}

function onSignal(signal: Deno.Signal, listener: () => void): () => void {
  Deno.addSignalListener(signal, listener);
  return () => Deno.removeSignalListener(signal, listener);
}
