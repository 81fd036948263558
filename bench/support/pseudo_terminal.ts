/** Runs a program in a pseudo terminal that takes everything at once, with `script` (util-linux). */
import { pause } from "./pause.ts";
import { cpuSeconds, residentKibibytes } from "./process_usage.ts";

/** What ends a frame of the full-screen client: the end of synchronized output. */
const FRAME_END = "\x1b[?2026l";

/** How long something that was waited for may take. */
const LIMIT_MS = 30_000;

/** What is kept of the output, in UTF-16 units: enough to find a text of one screen in it. */
const KEPT_LENGTH = 200_000;

/** How a program is started. */
export interface PseudoTerminalOptions {
  command: readonly string[];
  env: Readonly<Record<string, string>>;
  columns: number;
  rows: number;
}

/** A program in a terminal of its own; what it writes is counted. */
export class PseudoTerminal implements AsyncDisposable {
  readonly #child: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  readonly #startedMs = performance.now();
  readonly #firstFrame = Promise.withResolvers<number>();
  #output = "";
  #wake = () => {};
  /** Bytes and frames that the program has written. */
  bytes = 0;
  frames = 0;

  constructor({ columns, command, env, rows }: PseudoTerminalOptions) {
    const words = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
    this.#child = new Deno.Command("script", {
      // The shell becomes the program, so that nothing but that is measured.
      args: ["-qfec", `stty cols ${columns} rows ${rows}; exec ${words}`, "/dev/null"],
      env: { TERM: "xterm-256color", ...env },
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#reading = this.#read();
  }

  /** Milliseconds from the start of the program to the end of its first frame. */
  get firstFrameMs(): Promise<number> {
    return this.#firstFrame.promise;
  }

  /** Resolves when the program has written `text` in one piece. */
  async until(text: string): Promise<void> {
    const endMs = performance.now() + LIMIT_MS;
    while (!this.#output.includes(text)) {
      if (performance.now() > endMs) throw new Error(`The client never wrote ${text}`);
      const change = new Promise<void>((resolve) => this.#wake = resolve);
      await Promise.race([change, pause(500)]);
    }
  }

  /** Processor time that the program has used, in seconds. */
  cpuSeconds(): number {
    return cpuSeconds(this.#program());
  }

  /** Its memory in KiB. */
  residentKibibytes(): number {
    return residentKibibytes(this.#program());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      Deno.kill(this.#program(), "SIGTERM");
    } catch {
      // It has ended by itself.
    }
    await this.#reading;
    await this.#child.stdin.close();
    await this.#child.status;
  }

  #program(): number {
    const { pid } = this.#child;
    const [program = ""] = Deno.readTextFileSync(`/proc/${pid}/task/${pid}/children`).split(" ");
    return Number(program);
  }

  async #read(): Promise<void> {
    for await (const text of this.#child.stdout.pipeThrough(new TextDecoderStream())) {
      this.bytes += text.length;
      const ends = text.split(FRAME_END).length - 1;
      if (ends > 0 && this.frames === 0) {
        this.#firstFrame.resolve(performance.now() - this.#startedMs);
      }
      this.frames += ends;
      this.#output = (this.#output + text).slice(-KEPT_LENGTH);
      this.#wake();
    }
    this.#firstFrame.reject(new Error(`The client ended: ${this.#output.slice(-500)}`));
    this.#firstFrame.promise.catch(() => {}); // it had drawn long before
  }
}
