/** Reads keys from a terminal, as long as somebody waits for one. */
import { InputParser } from "./input_parser.ts";
import type { Key } from "./key.ts";
import { withWheel } from "./wheel.ts";

/** What has come already is taken before time is up, however busy the program was. */
const LAST_LOOK_MS = 5;

const BUFFER_BYTES = 16_384;

/** Where keys come from and go to. */
export interface KeyReaderOptions {
  /** As `Deno.stdin.read`: `null` at the end. */
  read: (buffer: Uint8Array) => Promise<number | null>;
  /** Takes a key that whoever waits does not get. */
  keep: (key: Key) => boolean;
  /** Whether arrows may be the wheel of the mouse, and what is reported of it counts. */
  hasWheel: boolean;
}

/** Keys in the order in which they were pressed. */
export class KeyReader {
  readonly #options: KeyReaderOptions;
  readonly #parser = new InputParser();
  readonly #keys: Key[] = [];
  #wake = () => {};
  #isReading = false;
  #hasEnded = false;

  constructor(options: KeyReaderOptions) {
    this.#options = options;
  }

  /** The next key; `undefined` when the terminal is gone. Nothing is read when nobody waits. */
  async next(): Promise<Key | undefined> {
    while (this.#keys.length === 0 && !this.#hasEnded) {
      const change = new Promise<void>((resolve) => this.#wake = resolve);
      if (!this.#isReading) void this.#read();
      await change;
    }
    return this.#keys.shift();
  }

  /** The terminal is gone. */
  end(): void {
    this.#hasEnded = true;
    this.#wake();
  }

  async #read(): Promise<void> {
    this.#isReading = true;
    const { hasWheel, read } = this.#options;
    const buffer = new Uint8Array(BUFFER_BYTES);
    const cancel = this.#timeOutLater();
    try {
      const length = await read(buffer);
      if (length === null) this.#hasEnded = true;
      else {
        const keys = this.#parser.push(buffer.subarray(0, length));
        this.#press(hasWheel ? withWheel(keys) : keys.filter(({ at }) => at === undefined));
      }
    } catch {
      this.#hasEnded = true;
    } finally {
      cancel();
      this.#isReading = false;
      this.#wake();
    }
  }

  /** What was begun is taken as it is when nothing more comes in time. */
  #timeOutLater(): () => void {
    const { pauseMs } = this.#parser;
    if (pauseMs === undefined) return () => {};
    let timer = setTimeout(() => {
      timer = setTimeout(() => {
        this.#press(this.#parser.timeOut());
        this.#wake();
      }, LAST_LOOK_MS);
    }, pauseMs);
    return () => clearTimeout(timer);
  }

  #press(keys: readonly Key[]): void {
    for (const key of keys) if (!this.#options.keep(key)) this.#keys.push(key);
  }
}
