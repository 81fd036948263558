/** One file on its way to the server, in pieces, over as many connections as that takes. */
import { ChatError } from "../../../protocol/errors.ts";
import { backoffMs } from "../../base/backoff.ts";
import { type Clock, pause } from "../../base/clock.ts";
import { parseObject } from "../../net/incoming.ts";
import { refusalOf } from "../../net/refusal.ts";

/** A piece takes about a second: small enough to tell how far it is, large enough not to wait. */
const FIRST_PIECE_BYTES = 256 * 1_024;
const LEAST_PIECE_BYTES = 64 * 1_024;
const MOST_PIECE_BYTES = 8 * 1_024 * 1_024;
const PIECE_MS = 1_000;

/** So long may a piece take before it is sent anew on another connection. */
const PIECE_LIMIT_MS = 60_000;

/** Answers that say nothing about the file: the server has too much to do, or is about to be back. */
const PASSING: readonly number[] = [408, 425, 429, 500, 502, 503, 504];

/** So long a server whose disk is full is waited for: it keeps what it has of an upload for a day. */
const ROOM_LIMIT_MS = 24 * 60 * 60 * 1_000;

/** What an upload works with. */
export interface UploadTools {
  /** As the browser's. */
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  clock: Clock;
  /** A number from 0 to 1. */
  random: () => number;
  /** More of it has arrived, or it has begun or ceased to wait for a connection. */
  changed: () => void;
}

/** A file and how much of it the server has; `send` can be called again after it was called off. */
export class Upload {
  readonly #tools: UploadTools;
  readonly #file: Blob;
  #path: string | undefined;
  #offset = 0;
  #isWaiting = false;
  /** Since when the disk of the server has been full. */
  #fullSinceMs: number | undefined;
  #pieceBytes = FIRST_PIECE_BYTES;
  /** Less where a proxy in front of the server takes less at once. */
  #mostPieceBytes = MOST_PIECE_BYTES;

  /** `path` is where the server has something of it already. */
  constructor(file: Blob, tools: UploadTools, path?: string) {
    this.#file = file;
    this.#tools = tools;
    this.#path = path;
  }

  /** Where the server has it; `undefined` before anything was sent. */
  get path(): string | undefined {
    return this.#path;
  }

  /** Bytes that the server has. */
  get offset(): number {
    return this.#offset;
  }

  /** Whether nothing can be sent at the moment. */
  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  /** Whether that is because the disk of the server is full. */
  get isServerFull(): boolean {
    return this.#isWaiting && this.#fullSinceMs !== undefined;
  }

  /**
   * Sends what the server has not got yet; tries again for as long as that makes sense. Resolves with
   * the name of the upload.
   *
   * @throws {ChatError} when the server refuses the file; {FileUnreadable} when it is not there any
   * more; what `signal` says when it is called off.
   */
  async send(signal: AbortSignal): Promise<string> {
    let isKnown = this.#path === undefined;
    for (let attempt = 0;; attempt++) {
      const before = this.#offset;
      try {
        // After a loss only the server knows how far it has come.
        if (!isKnown) await this.#ask(signal);
        isKnown = true;
        if (await this.#sendPiece(signal)) return (this.#path ?? "").replace(/.*\//, "");
        attempt = -1;
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof PieceTooLarge && this.#pieceBytes > LEAST_PIECE_BYTES) {
          this.#mostPieceBytes = Math.max(LEAST_PIECE_BYTES, Math.floor(this.#pieceBytes / 2));
          this.#pieceBytes = this.#mostPieceBytes;
          continue;
        }
        if (error instanceof ChatError && !(error instanceof Passing)) throw error;
        this.#waitForRoom(error);
        if (!(error instanceof Passing || error instanceof WrongOffset)) await this.#read(signal);
        if (error instanceof WrongOffset) {
          this.#move(error.offset);
          if (error.offset > before) attempt = -1;
          if (attempt < 3) continue;
        }
        isKnown = this.#path === undefined;
        this.#wait(true);
        const hinted = error instanceof Passing ? (error.retryAfterSeconds ?? 0) * 1_000 : 0;
        const pauseMs = backoffMs(Math.max(attempt, 0), this.#tools.random());
        await pause(this.#tools.clock, Math.max(pauseMs, hinted), signal);
        signal.throwIfAborted();
      }
    }
  }

  /** Notes that the disk of the server is full; throws what it says when that has been so for a day. */
  #waitForRoom(error: unknown): void {
    if (!(error instanceof Passing)) return;
    const nowMs = this.#tools.clock.nowMs();
    if (error.code !== "storage_full") this.#fullSinceMs = undefined;
    else if (nowMs - (this.#fullSinceMs ??= nowMs) >= ROOM_LIMIT_MS) {
      this.#fullSinceMs = undefined;
      throw new ChatError(error.code, error.message);
    }
  }

  /** Has the server forget it. Never rejects: what is left there goes by itself after a day. */
  async forget(): Promise<void> {
    const path = this.#path;
    this.#path = undefined;
    if (path === undefined) return;
    await this.#tools.fetch(path, { method: "DELETE" }).catch(() => {});
  }

  /** Whether all of it is there. */
  async #sendPiece(signal: AbortSignal): Promise<boolean> {
    const { size } = this.#file;
    const end = Math.min(size, this.#offset + this.#pieceBytes);
    const isLast = end === size;
    const startedMs = this.#tools.clock.nowMs();
    const body = this.#file.slice(this.#offset, end);
    const headers = { "Upload-Complete": isLast ? "?1" : "?0" };
    const response = this.#path === undefined
      ? await this.#request("/files", {
        method: "POST",
        body,
        headers: {
          ...headers,
          "Upload-Length": String(size),
          "Content-Type": "application/octet-stream",
        },
      }, signal)
      : await this.#request(this.#path, {
        method: "PATCH",
        body,
        headers: {
          ...headers,
          "Upload-Offset": String(this.#offset),
          "Content-Type": "application/partial-upload",
        },
      }, signal);
    this.#path ??= new URL(response.headers.get("Location") ?? "", "http://page").pathname;
    const tookMs = this.#tools.clock.nowMs() - startedMs;
    const fitting = this.#pieceBytes * (tookMs > 0 ? PIECE_MS / tookMs : 2);
    this.#pieceBytes = Math.round(
      Math.min(this.#mostPieceBytes, this.#pieceBytes * 2, Math.max(LEAST_PIECE_BYTES, fitting)),
    );
    this.#move(offsetIn(response) ?? end);
    return response.headers.get("Upload-Complete") === "?1";
  }

  async #ask(signal: AbortSignal): Promise<void> {
    if (this.#path === undefined) return;
    const response = await this.#request(this.#path, { method: "HEAD" }, signal);
    if (this.#path !== undefined) this.#move(offsetIn(response) ?? 0);
  }

  async #request(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    const limited = AbortSignal.any([signal, AbortSignal.timeout(PIECE_LIMIT_MS)]);
    const response = await this.#tools.fetch(path, {
      ...init,
      credentials: "same-origin",
      cache: "no-store",
      signal: limited,
    });
    if (response.ok) return response;
    const offset = offsetIn(response);
    if (response.status === 409 && offset !== undefined) throw new WrongOffset(offset);
    if (response.status === 404 && this.#path !== undefined) {
      // It was kept for a day and is gone: everything is sent once more.
      this.#path = undefined;
      this.#move(0);
      throw new WrongOffset(0);
    }
    const fields = parseObject(await response.text());
    const refusal = refusalOf(fields ?? {});
    // The server itself says why it takes no more.
    if (response.status === 413 && fields === undefined) {
      throw new PieceTooLarge(refusal.code, refusal.message);
    }
    const isPassing = PASSING.includes(response.status) || refusal.code === "storage_full";
    if (!isPassing) throw refusal;
    throw new Passing(refusal.code, refusal.message, {
      retryAfterSeconds: refusal.retryAfterSeconds,
    });
  }

  /** Browsers say no more than that a request has failed, also when what it sends cannot be read. */
  async #read(signal: AbortSignal): Promise<void> {
    const from = Math.max(0, Math.min(this.#offset, this.#file.size - 1));
    try {
      await this.#file.slice(from, from + 1).arrayBuffer();
    } catch (cause) {
      throw new FileUnreadable("The file was changed, moved or deleted", { cause });
    }
    signal.throwIfAborted();
  }

  #move(offset: number): void {
    this.#isWaiting = false;
    if (offset > this.#offset) this.#fullSinceMs = undefined;
    this.#offset = Math.min(offset, this.#file.size);
    this.#tools.changed();
  }

  #wait(isWaiting: boolean): void {
    this.#isWaiting = isWaiting;
    this.#tools.changed();
  }
}

/** The file is not any more as it was when it was chosen: it has to be chosen again. */
export class FileUnreadable extends Error {
  override readonly name = "FileUnreadable";
}

/** The server has another number of bytes than was thought. */
class WrongOffset extends Error {
  readonly offset: number;

  constructor(offset: number) {
    super("The server has another part of it");
    this.offset = offset;
  }
}

/** Something before the server takes no bodies of this size. */
class PieceTooLarge extends ChatError {}

/** It may be done later. */
class Passing extends ChatError {}

function offsetIn({ headers }: Response): number | undefined {
  const value = headers.get("Upload-Offset");
  return value !== null && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
