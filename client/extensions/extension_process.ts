/** One program that runs beside the client: lines in, lines out, all of it bounded. */
import { LineSplitter, TOO_LONG } from "../../protocol/framing.ts";
import { type Clock, pause, within } from "../base/clock.ts";
import { reasonOf } from "../base/failure.ts";
import { MAX_EXTENSION_LINE_BYTES } from "./extension_protocol.ts";

/** Most lines, and most of their length in UTF-16 units, that wait until the program reads them. */
const MAX_WAITING_LINES = 1_000;
const MAX_WAITING_LENGTH = 1024 * 1024;
/** So many lines of a program are looked at in a second; it waits with the others. */
const LINES_A_SECOND = 20;
/** So long a program may take to end after its input has ended. */
const END_LIMIT_MS = 500;
/** So much of what a program complains about is kept. */
const MAX_COMPLAINT = 300;

/** What it works with. */
export interface ExtensionProcessOptions {
  child: Deno.ChildProcess;
  clock: Clock;
  /** Hears each line. */
  line: (line: string) => void;
}

/** What does not fit is left out, and the program is told how much that was. */
export class ExtensionProcess {
  readonly #options: ExtensionProcessOptions;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  #waiting: string[] = [];
  #length = 0;
  #leftOut = 0;
  #isWriting = false;
  #complaint = "";
  readonly #stop = new AbortController();
  /** Resolves when the program has ended, with how it did; never rejects. */
  readonly ended: Promise<string>;

  constructor(options: ExtensionProcessOptions) {
    const { child } = options;
    this.#options = options;
    this.#writer = child.stdin.getWriter();
    this.#writer.closed.catch(() => {}); // its end says so as well
    const output = this.#read(child.stdout);
    const complaints = this.#listen(child.stderr);
    this.ended = Promise.all([child.status, output, complaints])
      .then(async ([status]) => {
        await this.#writer.abort().catch(() => {}); // it is closed already
        return this.#reason(status);
      })
      .catch((error) => {
        this.#kill();
        return `it can be heard no more: ${reasonOf(error)}`;
      });
  }

  /** Tells the program something. */
  tell(fields: Record<string, unknown>): void {
    const line = `${JSON.stringify(fields)}\n`;
    const isFull = this.#waiting.length >= MAX_WAITING_LINES ||
      this.#length + line.length > MAX_WAITING_LENGTH;
    if (isFull) {
      this.#leftOut++;
      return;
    }
    this.#waiting.push(line);
    this.#length += line.length;
    if (!this.#isWriting) void this.#write();
  }

  /** Ends the program: by the end of its input, or else by force. */
  async close(): Promise<void> {
    const { clock } = this.#options;
    this.#stop.abort();
    this.tell({ event: "end" });
    const closing = this.#writer.close().catch(() => {}); // it has ended
    await within(clock, END_LIMIT_MS, Promise.all([closing, this.ended]));
    if (this.#kill()) await within(clock, END_LIMIT_MS, this.ended);
  }

  /** Returns whether it still ran. */
  #kill(): boolean {
    try {
      this.#options.child.kill("SIGKILL");
      return true;
    } catch {
      return false;
    }
  }

  async #write(): Promise<void> {
    this.#isWriting = true;
    try {
      while (this.#waiting.length > 0) {
        const left = this.#leftOut;
        this.#leftOut = 0;
        const gap = left > 0 ? `${JSON.stringify({ event: "gap", left_out: left })}\n` : "";
        const text = this.#waiting.join("") + gap;
        this.#waiting = [];
        await this.#writer.write(new TextEncoder().encode(text));
        this.#length -= text.length - gap.length;
      }
    } catch {
      this.#waiting = []; // the program reads nothing any more: its end says so as well
    } finally {
      this.#isWriting = false;
    }
  }

  async #read(output: ReadableStream<Uint8Array>): Promise<void> {
    const { clock, line: hear } = this.#options;
    const splitter = new LineSplitter(MAX_EXTENSION_LINE_BYTES);
    const decoder = new TextDecoder();
    for await (const chunk of output) {
      splitter.push(chunk);
      for (let line = splitter.next(); line !== undefined; line = splitter.next()) {
        if (this.#stop.signal.aborted) continue;
        hear(line === TOO_LONG ? "" : decoder.decode(line));
        await pause(clock, 1_000 / LINES_A_SECOND, this.#stop.signal);
      }
    }
  }

  async #listen(errors: ReadableStream<Uint8Array>): Promise<void> {
    const decoder = new TextDecoder();
    for await (const chunk of errors) {
      this.#complaint = (this.#complaint + decoder.decode(chunk)).slice(-MAX_COMPLAINT);
    }
  }

  #reason({ code, signal }: Deno.CommandStatus): string {
    const how = signal === null ? `it has ended with ${code}` : `it was ended by ${signal}`;
    const last = this.#complaint.trim().split("\n").at(-1) ?? "";
    return last === "" ? how : `${how}: ${last}`;
  }
}
