/** Owns the terminal: raw mode on and surely off again, keys in, text out. */
import { Buffer } from "node:buffer";
import process from "node:process";
import { Readable } from "node:stream";
import { emitKeypressEvents, type Interface } from "node:readline";
import { backgroundKey, type Key, keyFrom, pasteKey, type RawKey } from "./key.ts";
import { PasteSplitter } from "./paste_splitter.ts";
import { terminalSize } from "./terminal_size.ts";

/** Bracketed paste on and off. */
const PASTE_ON = "\x1b[?2004h";
const PASTE_OFF = "\x1b[?2004l";
/** Ends by these signals, with 128 and the number as exit code. */
const DEADLY_SIGNALS = [["SIGHUP", 129], ["SIGINT", 130], ["SIGTERM", 143]] as const;

/** An ESC with nothing behind it for this long is the Escape key. */
const ESCAPE_TIMEOUT_MS = 50;

const encoder = new TextEncoder();

/** Whoever is not stopped after this long will not be: the program has no shell to come back to. */
const STOP_LIMIT_MS = 200;

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
}

/**
 * The terminal in raw mode; there is one at most, and `close()` gives it back. Ctrl+Z and Ctrl+L
 * are dealt with here, whatever is being shown, and are no keys for anybody else.
 */
export class Terminal {
  readonly #output: typeof Deno.stdout | typeof Deno.stderr;
  readonly #options: TerminalOptions;
  readonly #decoder = new TextDecoder();
  readonly #splitter = new PasteSplitter();
  /** Carries what was typed to the key parser of `node:readline`. */
  readonly #typed = new Readable({ read() {} });
  readonly #keys: Key[] = [];
  readonly #cleanups: (() => void)[] = [];
  #wake = () => {};
  #isReading = false;
  #isClosed = false;
  #hasEnded = false;
  /** Set while the program is stopped. */
  #stopTimer: ReturnType<typeof setTimeout> | undefined;

  /** Takes the terminal over. */
  constructor(output: typeof Deno.stdout | typeof Deno.stderr, options: TerminalOptions) {
    this.#output = output;
    this.#options = options;
    // The parser takes this one setting from the interface that usually stands behind it.
    const settings = { escapeCodeTimeout: ESCAPE_TIMEOUT_MS } as unknown as Interface;
    emitKeypressEvents(this.#typed, settings);
    this.#typed.on("keypress", (text: string | undefined, raw: RawKey) => {
      this.#press(keyFrom(text, raw));
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
      const listener = () => end(code);
      Deno.addSignalListener(signal, listener);
      this.#cleanups.push(() => Deno.removeSignalListener(signal, listener));
    }
    if (Deno.build.os !== "windows") {
      // However it was stopped: the shell has used the terminal meanwhile.
      const goOn = () => this.#goOn();
      Deno.addSignalListener("SIGCONT", goOn);
      this.#cleanups.push(() => Deno.removeSignalListener("SIGCONT", goOn));
    }
    const crashed = () => this.close(); // the runtime goes on to print the error and exit
    for (const event of ["error", "unhandledrejection", "unload"]) {
      globalThis.addEventListener(event, crashed);
      this.#cleanups.push(() => globalThis.removeEventListener(event, crashed));
    }
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
      const bytes = encoder.encode(text);
      for (let written = 0; written < bytes.length;) {
        written += this.#output.writeSync(bytes.subarray(written));
      }
    } catch {
      // The terminal is gone; SIGHUP or the end of the input says so as well.
      this.#hasEnded = true;
      this.#wake();
    }
  }

  /** Calls `listener` whenever the size changes. */
  onResize(listener: () => void): void {
    if (Deno.build.os === "windows") return;
    Deno.addSignalListener("SIGWINCH", listener);
    this.#cleanups.push(() => Deno.removeSignalListener("SIGWINCH", listener));
  }

  /** The next key; `undefined` when the terminal is gone. Nothing is read when nobody waits. */
  async nextKey(): Promise<Key | undefined> {
    while (this.#keys.length === 0 && !this.#hasEnded) {
      const change = new Promise<void>((resolve) => this.#wake = resolve);
      if (!this.#isReading) void this.#read();
      await change;
    }
    return this.#keys.shift();
  }

  /** Gives the terminal back; may be called more than once. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#stopTimer);
    for (const cleanup of this.#cleanups) cleanup();
    this.write(PASTE_OFF + (this.#options.leave?.() ?? ""));
    try {
      Deno.stdin.setRaw(false);
    } catch {
      // The terminal is gone, and with it its mode.
    }
  }

  #press(key: Key): void {
    if (key.ctrl && key.name === "l") this.#options.redraw();
    else if (key.ctrl && key.name === "z") this.#stop();
    else {
      this.#keys.push(key);
      this.#wake();
    }
  }

  /** Stops the program as Ctrl+Z does with others; the shell makes it go on with `fg`. */
  #stop(): void {
    if (Deno.build.os === "windows" || this.#stopTimer !== undefined) return;
    this.#options.beforeStop();
    this.write(PASTE_OFF + (this.#options.leave?.() ?? ""));
    Deno.stdin.setRaw(false);
    this.#stopTimer = setTimeout(() => this.#goOn(), STOP_LIMIT_MS);
    try {
      process.kill(0, "SIGTSTP"); // the whole group, as the terminal would
    } catch {
      this.#goOn(); // not here
    }
  }

  #goOn(): void {
    clearTimeout(this.#stopTimer);
    this.#stopTimer = undefined;
    Deno.stdin.setRaw(true);
    this.write((this.#options.enter ?? "") + PASTE_ON);
    this.#options.redraw();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    const buffer = new Uint8Array(16_384);
    try {
      const length = await Deno.stdin.read(buffer);
      if (length === null) this.#hasEnded = true;
      else this.#take(this.#decoder.decode(buffer.subarray(0, length), { stream: true }));
    } catch {
      this.#hasEnded = true;
    } finally {
      this.#isReading = false;
      this.#wake();
    }
  }

  #take(text: string): void {
    for (const piece of this.#splitter.push(text)) {
      if (piece.kind === "pasted") this.#keys.push(pasteKey(piece.text));
      else if (piece.kind === "background") this.#keys.push(backgroundKey(piece.text));
      // Told at once and not through the stream's buffer, so that keys and pastes stay in order.
      else this.#typed.emit("data", Buffer.from(piece.text));
    }
  }
}
