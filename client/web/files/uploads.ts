/**
 * The files that this page sends, one after the other: each becomes a message when it is there. One
 * that waits for long is passed by those behind it.
 */
import { isSealedFile } from "../../../protocol/encryption/content.ts";
import type { Clock } from "../../base/clock.ts";
import { isSame } from "../../wording/message_text.ts";
import type { KeptUpload, UploadKeeping } from "../offline/kept_upload.ts";
import { orAborted } from "./or_aborted.ts";
import {
  type AskStanding,
  isFileMissing,
  PerhapsSaid,
  type SayFile,
  sayFile,
  seeThatItMayGo,
} from "./say_file.ts";
import { FileUnreadable, Upload } from "./upload.ts";
import {
  type Item,
  keptOf,
  lastModifiedOf,
  movedOn,
  nameIn,
  newItem,
  NO_FILE,
} from "./upload_item.ts";
import type { FileFacts, Sending, UploadView } from "./upload_view.ts";

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
  say: SayFile;
  /** Asked before any of a file leaves. */
  standing: AskStanding;
  /** Missing where nothing can be kept. */
  keeping?: UploadKeeping;
}

/** What is not held back, over, or before its turn. */
const UNDER_WAY: readonly UploadView["state"][] = ["sending", "waiting", "saying"];

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

  /** Whether something is gone when the page is. */
  get hasUnkept(): boolean {
    return this.#items.some(({ isKept, view }) => !isKept && view.state !== "missing");
  }

  /** Sends a file when those before it are through. */
  add(sending: Sending): void {
    const nonce = this.#options.newNonce();
    const { file: { size }, ...facts } = sending;
    const item = this.#put(sending.file, {
      ...facts,
      id: nonce,
      nonce,
      order: this.#options.timeMs() * 1_000 + this.#nextKey,
      size,
      lastModified: lastModifiedOf(sending.file),
      path: undefined,
      saidSinceMs: undefined,
      isPaused: false,
    });
    this.#keepWithFile(item);
    this.#begin();
  }

  /** Goes on with what an earlier page has left; without its file when somebody has chosen that. */
  restore(kept: KeptUpload, file: Blob | undefined): void {
    if (this.#items.some(({ id }) => id === kept.id)) return;
    if (kept.sealed !== undefined && !isSealedFile(kept.sealed)) {
      this.#options.keeping?.delete(kept.id); // nobody could open it
      return;
    }
    const item = this.#put(file, kept);
    item.isKept = file !== undefined;
    this.#begin();
  }

  /**
   * The file of an upload that misses it; another one than before is sent from its beginning. Where the
   * upload is encrypted it is given up, and nothing is sent: what is returned is to be encrypted anew.
   */
  supply(key: number, file: File): Pick<Sending, "caption" | "place"> | undefined {
    const item = this.#item(key);
    if (item?.view.state !== "missing") return undefined;
    if (item.sending.sealed !== undefined) {
      this.#drop(item);
      return item.sending;
    }
    const { size } = item.view;
    const isAsBefore = file.size === size && lastModifiedOf(file) === item.lastModified;
    const { path } = item.upload;
    if (!isAsBefore) void item.upload.forget();
    item.sending = { ...item.sending, file, ...(isAsBefore ? {} : { name: file.name }) };
    item.upload = this.#uploadOf(key, file, isAsBefore ? path : undefined);
    item.lastModified = lastModifiedOf(file);
    const { name } = item.sending;
    this.#set(item, { name, size: file.size, sent: 0, state: "queued", error: undefined });
    this.#keepWithFile(item);
    this.#begin();
    return undefined;
  }

  #put(file: Blob | undefined, kept: KeptUpload): Item {
    const key = this.#nextKey++;
    const upload = this.#uploadOf(key, file ?? NO_FILE, kept.path);
    const item = newItem(file, kept, { key, upload, nowMs: this.#options.clock.nowMs() });
    this.#items = [...this.#items, item];
    this.#tell();
    return item;
  }

  #uploadOf(key: number, file: Blob, path: string | undefined): Upload {
    const { clock, fetch, random } = this.#options;
    return new Upload(file, { fetch, clock, random, changed: () => this.#moved(key) }, path);
  }

  #keep(item: Item): void {
    if (this.#items.includes(item)) this.#options.keeping?.put(keptOf(item));
  }

  #keepWithFile(item: Item): void {
    this.#keep(item);
    item.isKept = false;
    const { file } = item.sending;
    void this.#options.keeping?.putFile(item.id, file).then((isKept) => {
      if (item.sending.file === file) item.isKept = isKept;
    });
  }

  /** Holds it back; others go on. */
  pause(key: number): void {
    const item = this.#item(key);
    if (item === undefined || item.view.state === "saying") return;
    this.#set(item, { state: "paused", rate: undefined });
    item.stop.abort();
    this.#keep(item);
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
    this.#keep(item);
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
      await this.#mayGo(item, signal);
      // Nobody waits for a preview of what is not wanted any more.
      const facts = orAborted(factsOf(item.sending.file), signal);
      const { path } = item.upload;
      const wasSaid = item.saidSinceMs !== undefined && path !== undefined &&
        await this.#wasSaid(item, { upload: nameIn(path), ...await facts }, signal);
      if (!wasSaid) {
        const [upload, known] = await Promise.all([item.upload.send(signal), facts]);
        signal.throwIfAborted();
        await this.#say(item, { upload, ...known }, signal);
      }
      this.#remove(item);
    } catch (error) {
      if (signal.aborted) return; // held back, or not wanted any more
      const state = error instanceof FileUnreadable ? "missing" : "failed";
      this.#set(item, { state, error, rate: undefined });
    }
  }

  /** A file may have waited for long: its place may stand otherwise than when it was chosen. */
  async #mayGo(item: Item, signal: AbortSignal): Promise<void> {
    const { clock, standing } = this.#options;
    const waits = () => this.#waits(item);
    await orAborted(
      seeThatItMayGo({ sending: item.sending, signal, waits }, { clock, standing }),
      signal,
    );
    item.waitingSinceMs = undefined;
    this.#set(item, { state: "sending" });
  }

  /** What an earlier page has said already, perhaps, is said again before anything is sent twice. */
  async #wasSaid(
    item: Item,
    file: FileFacts & { upload: string },
    signal: AbortSignal,
  ): Promise<boolean> {
    try {
      await this.#say(item, file, signal);
      return true;
    } catch (error) {
      if (!isFileMissing(error)) throw error;
      this.#set(item, { state: "sending" });
      return false;
    }
  }

  async #say(
    item: Item,
    file: FileFacts & { upload: string },
    signal: AbortSignal,
  ): Promise<void> {
    item.saidSinceMs ??= this.#options.timeMs();
    this.#set(item, { sent: item.view.size });
    this.#keep(item);
    const { nonce, saidSinceMs: sinceMs, sending } = item;
    const says = () => this.#set(item, { state: "saying", rate: undefined });
    const waits = () => this.#waits(item);
    await orAborted(
      sayFile({ file, nonce, says, sending, signal, sinceMs, waits }, this.#options),
      signal,
    );
  }

  #moved(key: number): void {
    const item = this.#item(key);
    if (item === undefined || !["sending", "waiting"].includes(item.view.state)) return;
    const { isWaiting, path } = item.upload;
    if (path !== item.keptPath) {
      item.keptPath = path;
      this.#keep(item);
    }
    if (isWaiting) this.#waits(item);
    else item.waitingSinceMs = undefined;
    this.#set(item, movedOn(item, this.#options.clock.nowMs()));
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
    this.#options.keeping?.delete(item.id);
    this.#tell();
  }

  #tell(): void {
    this.#views = this.#items.map(({ view }) => view);
    for (const listener of this.#listeners) listener();
  }
}
