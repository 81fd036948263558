/**
 * The files that this page sends, one after the other: each becomes a message when it is there. One
 * that waits for long is passed by those behind it.
 */
import type { Fields } from "../../../protocol/requests.ts";
import { busyPauseMs, isBusy } from "../../base/busy.ts";
import { type Clock, pause } from "../../base/clock.ts";
import { ConnectionLost } from "../../base/failure.ts";
import { isSame } from "../../wording/message_text.ts";
import { isNonceOld } from "../net/nonce_age.ts";
import { orAborted } from "./or_aborted.ts";
import { Upload } from "./upload.ts";
import type { FileFacts, Sending, UploadView } from "./upload_view.ts";

/** So long after a loss it is tried again to say what has arrived. */
const SAY_AGAIN_MS = 1_000;

/** One that has waited for so long is passed by the next; so many are under way at the most. */
const PASSED_AFTER_MS = 10_000;
const MOST_AT_ONCE = 3;

/** What uploads work with. */
export interface UploadsOptions {
  fetch: (path: string, init: RequestInit) => Promise<Response>;
  clock: Clock;
  /** The time of day, Unix milliseconds. */
  timeMs: () => number;
  random: () => number;
  newNonce: () => string;
  factsOf: (file: Blob) => Promise<FileFacts>;
  /**
   * Says the message for an account. Throws {ChatError} when it is refused, {ConnectionLost} without a
   * connection of this account.
   */
  say: (fields: Partial<Fields<"say">>, account: string) => Promise<unknown>;
}

/** What is not held back, over, or before its turn. */
const UNDER_WAY: readonly UploadView["state"][] = ["sending", "waiting", "saying"];

interface Item {
  readonly sending: Sending;
  readonly upload: Upload;
  /** Under which the server knows it again, and since when it may. */
  nonce: string;
  saidSinceMs: number | undefined;
  stop: AbortController;
  view: UploadView;
  /** When how much was there, to tell how fast it goes. */
  mark: { ms: number; bytes: number };
  /** Since when nothing of it could be sent; `undefined` while it goes on. */
  waitingSinceMs: number | undefined;
}

/** It may be a message already, and the server would not know it again: somebody has to look. */
export class PerhapsSaid extends Error {
  override readonly name = "PerhapsSaid";
}

/** Lives as long as the page. */
export class Uploads {
  readonly #options: UploadsOptions;
  readonly #listeners = new Set<() => void>();
  #items: readonly Item[] = [];
  #views: readonly UploadView[] = [];
  #nextKey = 1;

  constructor(options: UploadsOptions) {
    this.#options = options;
  }

  /** All that are not said yet, in their order; another list whenever one of them is another. */
  get views(): readonly UploadView[] {
    return this.#views;
  }

  /** Calls `listener` after every change; returns what stops that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Sends a file when those before it are through. */
  add(sending: Sending): void {
    const { clock, fetch, newNonce, random } = this.#options;
    const { file, name, place } = sending;
    const key = this.#nextKey++;
    const upload = new Upload(file, { fetch, clock, random, changed: () => this.#moved(key) });
    const view: UploadView = {
      key,
      name,
      place,
      size: file.size,
      sent: 0,
      state: "queued",
      rate: undefined,
      error: undefined,
    };
    const stop = new AbortController();
    const mark = { ms: clock.nowMs(), bytes: 0 };
    const nonce = newNonce();
    this.#items = [
      ...this.#items,
      {
        sending,
        upload,
        nonce,
        saidSinceMs: undefined,
        stop,
        view,
        mark,
        waitingSinceMs: undefined,
      },
    ];
    this.#tell();
    this.#begin();
  }

  /** Holds it back; others go on. */
  pause(key: number): void {
    const item = this.#item(key);
    if (item === undefined || item.view.state === "saying") return;
    this.#set(item, { state: "paused", rate: undefined });
    item.stop.abort();
  }

  /** It goes on where it has stopped, also after a refusal. */
  resume(key: number): void {
    const item = this.#item(key);
    if (item === undefined || !["paused", "failed"].includes(item.view.state)) return;
    if (item.view.error instanceof PerhapsSaid) {
      // Somebody has looked: it is said as if it were new.
      item.nonce = this.#options.newNonce();
      item.saidSinceMs = undefined;
    }
    this.#set(item, { state: "queued", error: undefined });
    this.#begin();
  }

  /** It is not sent; the server forgets what it has of it. */
  cancel(key: number): void {
    const item = this.#item(key);
    if (item === undefined || item.view.state === "saying") return;
    this.#drop(item);
  }

  /** What others than this account have begun is not sent any more; an empty name is nobody's. */
  keepOnly(account: string): void {
    for (const item of this.#items) {
      if (!isSame(item.sending.account, account)) this.#drop(item);
    }
  }

  #drop(item: Item): void {
    this.#remove(item);
    item.stop.abort();
    void item.upload.forget();
  }

  /** Begins with those whose turn it is. */
  #begin(): void {
    for (;;) {
      const underWay = this.#items.filter(({ view }) => UNDER_WAY.includes(view.state));
      if (underWay.length >= MOST_AT_ONCE || !underWay.every((item) => this.#isPassed(item))) {
        return;
      }
      const next = this.#items.find(({ view }) => view.state === "queued");
      if (next === undefined) return;
      void this.#send(next).finally(() => this.#begin());
    }
  }

  #isPassed({ waitingSinceMs }: Item): boolean {
    return waitingSinceMs !== undefined &&
      this.#options.clock.nowMs() - waitingSinceMs >= PASSED_AFTER_MS;
  }

  #waits(item: Item): void {
    this.#set(item, { state: "waiting" });
    if (item.waitingSinceMs !== undefined) return;
    const { clock } = this.#options;
    item.waitingSinceMs = clock.nowMs();
    clock.setTimer(PASSED_AFTER_MS, () => this.#begin());
  }

  async #send(item: Item): Promise<void> {
    const { clock, factsOf } = this.#options;
    item.stop = new AbortController();
    const { signal } = item.stop;
    item.mark = { ms: clock.nowMs(), bytes: item.upload.offset };
    item.waitingSinceMs = undefined;
    this.#set(item, { state: "sending" });
    try {
      // Nobody waits for a preview of what is not wanted any more.
      const [upload, facts] = await Promise.all([
        item.upload.send(signal),
        orAborted(factsOf(item.sending.file), signal),
      ]);
      signal.throwIfAborted();
      this.#set(item, { sent: item.view.size });
      const file = { upload, name: item.sending.name, ...facts };
      await orAborted(this.#say(item, file, signal), signal);
      this.#remove(item);
    } catch (error) {
      if (signal.aborted) return; // held back, or not wanted any more
      this.#set(item, { state: "failed", error, rate: undefined });
    }
  }

  async #say(
    item: Item,
    file: NonNullable<Fields<"say">["file"]>,
    signal: AbortSignal,
  ): Promise<void> {
    const { clock, say, timeMs } = this.#options;
    const { account, caption, place } = item.sending;
    const where = place.room === undefined ? { to: place.with } : { room: place.room };
    for (;;) {
      item.saidSinceMs ??= timeMs();
      if (isNonceOld(item.saidSinceMs, timeMs())) throw new PerhapsSaid();
      this.#set(item, { state: "saying", rate: undefined });
      try {
        await say({ ...where, text: caption, file, nonce: item.nonce }, account);
        return;
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof ConnectionLost) && !isBusy(error)) throw error;
        // The nonce sees to it that it is said once. Until then it can be held back and given up.
        this.#waits(item);
        await pause(clock, Math.max(SAY_AGAIN_MS, busyPauseMs(error)), signal);
        signal.throwIfAborted();
      }
    }
  }

  #moved(key: number): void {
    const item = this.#item(key);
    if (item === undefined || !["sending", "waiting"].includes(item.view.state)) return;
    const { isWaiting, offset } = item.upload;
    if (isWaiting) this.#waits(item);
    else item.waitingSinceMs = undefined;
    const { ms } = item.mark;
    const nowMs = this.#options.clock.nowMs();
    const isTime = nowMs - ms >= 500 && offset > item.mark.bytes;
    const rate = isTime ? (offset - item.mark.bytes) / (nowMs - ms) * 1_000 : undefined;
    if (isTime) item.mark = { ms: nowMs, bytes: offset };
    this.#set(item, {
      sent: offset,
      state: isWaiting ? "waiting" : "sending",
      ...(rate === undefined ? {} : { rate: ((item.view.rate ?? rate) + rate) / 2 }),
    });
  }

  #item(key: number): Item | undefined {
    return this.#items.find(({ view }) => view.key === key);
  }

  #set(item: Item, change: Partial<UploadView>): void {
    item.view = { ...item.view, ...change };
    this.#tell();
  }

  #remove(item: Item): void {
    this.#items = this.#items.filter((one) => one !== item);
    this.#tell();
  }

  #tell(): void {
    this.#views = this.#items.map(({ view }) => view);
    for (const listener of this.#listeners) listener();
  }
}
