/** Appends to the files of logs, one after the other, without anybody waiting for the disk. */
import { dirname } from "node:path";
import { printable } from "../../protocol/text/printable.ts";
import { reasonOf } from "../base/failure.ts";

/** Longest file, in bytes: nothing more is written then, and nothing that stands there is lost. */
const MAX_FILE_BYTES = 256 * 1024 * 1024;
/** Most that waits for the disk, in UTF-16 units; what comes then is left out and counted. */
const MAX_WAITING = 1024 * 1024;
/** Most files that are open while nothing is written to them. */
const MAX_OPEN = 64;
/** So long after a file could not be had is it asked for again, in milliseconds. */
const RETRY_AFTER_MS = 60_000;

/** One file. */
interface LogFile {
  /** Undefined while it is closed, another client writes this log, or it cannot be written. */
  file: Deno.FsFile | undefined;
  waiting: string[];
  length: number;
  leftOut: number;
  isBusy: boolean;
  isFull: boolean;
  /** When it could not be had. */
  refusedMs: number;
  isTold: boolean;
  done: Promise<void>;
}

/** What it works with. */
export interface LogFilesOptions {
  /** Says once for each file why nothing is written to it; harmless. */
  warn: (line: string) => void;
  /** @default {@linkcode MAX_FILE_BYTES} */
  maxFileBytes?: number;
  /** @default Date.now */
  timeMs?: () => number;
}

/** Of several clients that log the same room, the first one writes; when it ends, another one does. */
export class LogFiles {
  readonly #options: LogFilesOptions;
  readonly #files = new Map<string, LogFile>();

  constructor(options: LogFilesOptions) {
    this.#options = options;
  }

  /** Puts a text at the end of a file, which is made where there is none; only its owner reads it. */
  append(path: string, text: string): void {
    const known = this.#files.get(path) ?? this.#add(path);
    // What was written to last is the last in the row.
    this.#files.delete(path);
    this.#files.set(path, known);
    if (known.isFull) return;
    if (known.file === undefined) this.#openFile(path, known);
    if (known.file === undefined) return;
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

  #add(path: string): LogFile {
    const known: LogFile = {
      file: undefined,
      waiting: [],
      length: 0,
      leftOut: 0,
      isBusy: false,
      isFull: false,
      refusedMs: -Infinity,
      isTold: false,
      done: Promise.resolve(),
    };
    this.#files.set(path, known);
    return known;
  }

  /** Asks for a file again once in a while: whoever has it may have ended. */
  #openFile(path: string, known: LogFile): void {
    const nowMs = (this.#options.timeMs ?? Date.now)();
    if (nowMs - known.refusedMs < RETRY_AFTER_MS) return;
    this.#closeOldest();
    let reason: string;
    try {
      known.file = lockedFile(path);
      if (known.file !== undefined) {
        known.isTold = false;
        return;
      }
      reason = "another client writes this log; this one goes on when that has ended";
    } catch (error) {
      reason = reasonOf(error);
    }
    known.refusedMs = nowMs;
    if (!known.isTold) this.#warn(path, reason);
    known.isTold = true;
  }

  /** Closes what was not written to for longest, at once: it may be asked for again in this turn. */
  #closeOldest(): void {
    const open = [...this.#files.values()].filter(({ file }) => file !== undefined);
    const idle = open.filter(({ isBusy }) => !isBusy);
    for (const known of idle.slice(0, Math.max(0, open.length - MAX_OPEN + 1))) {
      known.file?.close();
      known.file = undefined;
    }
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

/** `undefined` while another client has it. Throws an error of the system. */
function lockedFile(path: string): Deno.FsFile | undefined {
  Deno.mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const file = Deno.openSync(path, { append: true, create: true, mode: 0o600 });
  try {
    if (!file.statSync().isFile) throw new Error("it is no file");
    if (file.tryLockSync(true)) return file;
  } catch (error) {
    file.close();
    throw error;
  }
  file.close();
  return undefined;
}
