/** Writes lines to a pipe or file, many at a time, and says when they are out. */
import { printable } from "../../protocol/text/printable.ts";

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
  readonly #rowsOf: (line: string) => readonly string[];
  readonly #broken = Promise.withResolvers<unknown>();
  #waiting: string[] = [];
  #writing: Promise<void> | undefined;
  #isBroken = false;

  /** `rowsOf` breaks lines for those who read them on a terminal. */
  constructor(sink: Sink, rowsOf: (line: string) => readonly string[] = (line) => [line]) {
    this.#sink = sink;
    this.#rowsOf = rowsOf;
  }

  /** Resolves with the reason when nothing can be written any more; what is printed then is lost. */
  get broken(): Promise<unknown> {
    return this.#broken.promise;
  }

  /** Writes one line, made harmless for terminals; returns before it is out. */
  print(line: string): void {
    if (this.#isBroken) return;
    for (const row of this.#rowsOf(printable(line))) this.#waiting.push(`${row}\n`);
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
      this.#broken.resolve(error);
    } finally {
      this.#writing = undefined;
    }
  }
}
