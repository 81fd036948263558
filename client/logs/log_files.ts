/** Appends to the files of logs, one after the other, without anybody waiting for the disk. */
import { dirname } from "node:path";
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";

/** Longest file, in bytes: nothing more is written then, and nothing that stands there is lost. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
/** Most that waits for the disk, in UTF-16 units; what comes then is left out and counted. */
const MAX_WAITING = 1024 * 1024;
/** Most files that are open at once. */
const MAX_OPEN = 64;

/** One file. */
interface LogFile {
  /** Undefined while another client writes this log, or it cannot be written. */
  file: Deno.FsFile | undefined;
  waiting: string[];
  length: number;
  leftOut: number;
  isBusy: boolean;
  isFull: boolean;
  done: Promise<void>;
}

/** What it works with. */
export interface LogFilesOptions {
  /** Says once for each file why nothing is written to it; harmless. */
  warn: (line: string) => void;
  /** @default {@linkcode MAX_FILE_BYTES} */
  maxFileBytes?: number;
}

/** Of several clients that log the same room, the first one writes. */
export class LogFiles {
  readonly #options: LogFilesOptions;
  readonly #files = new Map<string, LogFile>();

  constructor(options: LogFilesOptions) {
    this.#options = options;
  }

  /** Puts a text at the end of a file, which is made where there is none; only its owner reads it. */
  append(path: string, text: string): void {
    const known = this.#files.get(path) ?? this.#open(path);
    if (known.file === undefined || known.isFull) return;
    if (known.length + text.length > MAX_WAITING) {
      known.leftOut++;
      return;
    }
    known.waiting.push(text);
    known.length += text.length;
    if (!known.isBusy) known.done = this.#write(path, known, known.file);
  }

  /** Forgets a file: it is opened anew with the next text. */
  async forget(path: string): Promise<void> {
    const known = this.#files.get(path);
    this.#files.delete(path);
    await known?.done;
    known?.file?.close();
  }

  /** Resolves when everything is written. */
  async close(): Promise<void> {
    await Promise.all([...this.#files.keys()].map((path) => this.forget(path)));
  }

  #open(path: string): LogFile {
    const [oldest] = this.#files.keys();
    if (this.#files.size >= MAX_OPEN && oldest !== undefined) void this.forget(oldest);
    const known: LogFile = {
      file: this.#lockedFile(path),
      waiting: [],
      length: 0,
      leftOut: 0,
      isBusy: false,
      isFull: false,
      done: Promise.resolve(),
    };
    this.#files.set(path, known);
    return known;
  }

  #lockedFile(path: string): Deno.FsFile | undefined {
    try {
      Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
      if (file.statSync().isFile && file.tryLockSync(true)) return file;
      file.close();
    } catch (error) {
      this.#warn(path, reasonOf(error));
    }
    return undefined;
  }

  async #write(path: string, known: LogFile, file: Deno.FsFile): Promise<void> {
    known.isBusy = true;
    try {
      while (known.waiting.length > 0 && !known.isFull) {
        const lost = known.leftOut > 0 ? `-- ${known.leftOut} messages were left out here\n` : "";
        const bytes = new TextEncoder().encode(known.waiting.join("") + lost);
        known.waiting = [];
        known.length = 0;
        known.leftOut = 0;
        const { size } = await file.stat();
        if (size + bytes.length > (this.#options.maxFileBytes ?? MAX_FILE_BYTES)) {
          known.isFull = true;
          this.#warn(path, "it is as long as a log may be; move it elsewhere");
          return;
        }
        for (let written = 0; written < bytes.length;) {
          written += await file.write(bytes.subarray(written));
        }
      }
    } catch (error) {
      known.isFull = true;
      this.#warn(path, reasonOf(error));
    } finally {
      known.isBusy = false;
    }
  }

  #warn(path: string, reason: string): void {
    this.#options.warn(`Nothing more is written to ${printable(path)}: ${printable(reason)}`);
  }
}
