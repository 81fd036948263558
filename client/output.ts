/** Writes lines to a pipe or file, many at a time, and says when they are out. */

/** Where bytes go; `Deno.stdout` is one. */
export interface Sink {
  write(bytes: Uint8Array): Promise<number>;
}

const encoder = new TextEncoder();

/**
 * Lines that wait for a slow reader. It is bounded by whoever prints: `settled()` is awaited before
 * more is read from the server.
 */
export class Output {
  readonly #sink: Sink;
  readonly #onBroken: (error: unknown) => void;
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #isBroken = false;

  /** `onBroken` is called once when nobody reads any more. */
  constructor(sink: Sink, onBroken: (error: unknown) => void) {
    this.#sink = sink;
    this.#onBroken = onBroken;
  }

  /** Writes one line; returns before it is out. */
  print(line: string): void {
    if (this.#isBroken) return;
    this.#waiting.push(`${line}\n`);
    this.#writing ??= this.#write();
  }

  /** Resolves when everything printed so far is out. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    await Promise.resolve(); // what is printed in the same turn goes out in the same write
    try {
      while (this.#waiting.length > 0) {
        const bytes = encoder.encode(this.#waiting.join(""));
        this.#waiting = [];
        for (let written = 0; written < bytes.length;) {
          written += await this.#sink.write(bytes.subarray(written));
        }
      }
    } catch (error) {
      this.#isBroken = true;
      this.#waiting = [];
      this.#onBroken(error);
    } finally {
      this.#writing = undefined;
    }
  }
}
