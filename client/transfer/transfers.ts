/** All files on their way to and from one server: a few at once, the others in a queue. */
import type { Place } from "../../protocol/records.ts";
import type { Clock } from "../base/clock.ts";
import { ConnectionLost, reasonOf } from "../base/failure.ts";
import { isSamePlace } from "../wording/place.ts";
import { FileDoor } from "./file_door.ts";
import type { KeptDownload, KeptTransfer, KeptUpload, TransferHome } from "./kept_transfer.ts";
import type { StreamTarget } from "../net/open_stream.ts";
import { downloadTask, seeThatItFits, type Task, type TransferLink, uploadTask } from "./task.ts";
import { type SmallFile, smallFile } from "./small_file.ts";
import { isGoing, isOver, type Transfer } from "./transfer.ts";
import { TransferJob } from "./transfer_job.ts";
import { TransferStore } from "./transfer_store.ts";
import { lookAt } from "./upload.ts";

/** So many are under way at once. */
const MAX_ACTIVE = 3;
/** So often those who look are told that something is further on. */
const PROGRESS_MS = 200;
/** So many that are over are remembered. */
const MAX_REMEMBERED = 100;

/** What transfers work with. */
export interface TransfersOptions {
  target: StreamTarget;
  link: TransferLink;
  home: TransferHome;
  /** The config folder; without one nothing is kept for the next run. */
  folder: string | undefined;
  clock: Clock;
  /** The time of day in milliseconds. */
  timeMs: () => number;
  random: () => number;
  /** Makes the preview of an image; rejects or says nothing when there is none. */
  previewOf?: (path: string) => Promise<string | undefined>;
  /** Something stands otherwise than before. */
  changed: () => void;
  /** A transfer is done, or has failed. */
  ended: (transfer: Transfer) => void;
  /**
   * The disk of the server is full: the upload goes on by itself when there is room, for a day.
   * Without this it fails at once.
   */
  waitsForRoom?: (transfer: Transfer) => void;
  /** Says once that transfers cannot be kept for the next run. */
  warn: (text: string) => void;
}

/** A file that is to be sent. */
export interface FileToSend {
  readonly path: string;
  /** What it is called there. */
  readonly name: string;
  readonly to: Place;
  readonly caption: string;
  readonly replyTo?: number | undefined;
}

/** A file that is to be fetched; what is known of it is compared with what comes. */
export interface FileToGet {
  readonly messageId: number;
  readonly folder: string;
  /** What it is to be called, clean; `undefined` leaves it to the server. */
  readonly name?: string | undefined;
  readonly bytes?: number | undefined;
  readonly sha256?: string | undefined;
}

/** The transfers of one login. */
export class Transfers {
  readonly #options: TransfersOptions;
  readonly #door: FileDoor;
  readonly #store: TransferStore;
  readonly #jobs: TransferJob[] = [];
  readonly #told = new Set<TransferJob>();
  #nextNumber = 1;
  #cancelTell: (() => void) | undefined;
  #wakers: (() => void)[] = [];
  readonly #closing = new AbortController();
  #isClosed = false;
  #hasWarned = false;

  constructor(options: TransfersOptions) {
    this.#options = options;
    this.#door = new FileDoor(options.target, options.clock);
    this.#store = new TransferStore(options.folder, crypto.randomUUID());
  }

  /** Those that are not forgotten yet, in the order of their numbers. */
  get all(): readonly Transfer[] {
    return this.#jobs.map(({ transfer }) => transfer);
  }

  /** Whether something is under way that goes on by itself. */
  get areGoing(): boolean {
    return this.#jobs.some(isGoing);
  }

  /**
   * Sends files; their messages come in this order.
   *
   * @throws {LocalFailure} when one of them cannot be sent: then none is.
   */
  async send(files: readonly FileToSend[]): Promise<readonly Transfer[]> {
    const looked = await Promise.all(files.map(async (file) => {
      const found = await lookAt(file.path);
      seeThatItFits(found.bytes, this.#options.link.hello?.files?.max_size);
      return { ...file, ...found };
    }));
    let before: TransferJob | undefined;
    const jobs: TransferJob[] = [];
    for (const { replyTo, ...file } of looked) {
      const fresh: KeptUpload = {
        ...file,
        kind: "upload",
        replyTo,
        sha256: undefined,
        upload: undefined,
        isWhole: false,
        nonce: crypto.randomUUID(),
      };
      const { id, ...kept } = await this.#leftLike((kept) =>
        kept.kind === "upload" && kept.path === fresh.path && kept.caption === fresh.caption &&
        kept.name === fresh.name && kept.bytes === fresh.bytes &&
        kept.changedMs === fresh.changedMs && kept.replyTo === fresh.replyTo &&
        isSamePlace(kept.to, fresh.to)
      ) ?? { ...fresh, id: crypto.randomUUID() };
      jobs.push(before = this.#add(uploadTask(kept as KeptUpload), id, before));
    }
    return this.#begin(jobs);
  }

  /** Fetches a file. */
  async get(file: FileToGet): Promise<readonly Transfer[]> {
    const { bytes, folder, messageId, name, sha256 } = file;
    const fresh: KeptDownload = {
      kind: "download",
      messageId,
      folder,
      name,
      bytes,
      sha256,
      part: undefined,
    };
    const { id, ...kept } =
      await this.#leftLike((kept) =>
        kept.kind === "download" && kept.messageId === messageId && kept.folder === folder &&
        (name === undefined || kept.name === name) &&
        // A number may mean another message by now, where a server was set up again or restored.
        isSameWhereKnown(kept.bytes, bytes) && isSameWhereKnown(kept.sha256, sha256)
      ) ?? { ...fresh, id: crypto.randomUUID() };
    return this.#begin([this.#add(downloadTask(kept as KeptDownload), id)]);
  }

  /** The same, as a client has left it that was ended before it was done: it is gone on with. */
  async #leftLike(isWanted: (kept: KeptTransfer) => boolean): Promise<KeptTransfer | undefined> {
    try {
      let found: KeptTransfer | undefined;
      await this.#store.takeUp(this.#options.home, (kept) => {
        if (found !== undefined || !isWanted(kept)) return false;
        found = kept;
        return true;
      });
      return found;
    } catch (error) {
      this.#notKept(error);
      return undefined;
    }
  }

  /**
   * Goes on with what earlier runs have left. Rejects when the file cannot be read in which that
   * stands.
   */
  async takeUp(
    isWanted: (kept: KeptTransfer) => boolean = () => true,
  ): Promise<readonly Transfer[]> {
    const taken = await this.#store.takeUp(this.#options.home, isWanted);
    return this.#begin(taken.map((kept) => {
      const task = kept.kind === "upload" ? uploadTask(kept) : downloadTask(kept);
      const job = this.#add(task, kept.id);
      if (kept.isPaused) job.pause();
      return job;
    }));
  }

  /**
   * The bytes of a file that is small, without keeping it. Rejects when they cannot be had at once,
   * or not in time, and when this is closed.
   */
  async bytesOf(file: SmallFile): Promise<Uint8Array> {
    const { clock, link: { token } } = this.#options;
    if (token === undefined) throw new ConnectionLost("there is no login at the moment");
    const { signal: closing } = this.#closing;
    return await smallFile(file, { door: this.#door, clock, token, closing });
  }

  /** Pauses, goes on with, or gives up one of them; false when there is none that it fits. */
  act(number: number, act: "pause" | "resume" | "cancel"): boolean {
    const isDone = this.#jobs.find(({ transfer }) => transfer.number === number)?.[act]() ?? false;
    this.#startNext();
    return isDone;
  }

  /** The one with this number, as it stands now. */
  numbered(number: number): Transfer | undefined {
    return this.all.find((transfer) => transfer.number === number);
  }

  /** Why the one with this number has failed. */
  errorOf(number: number): unknown {
    return this.#jobs.find(({ transfer }) => transfer.number === number)?.error;
  }

  /** Resolves at the next change. */
  nextChange(): Promise<void> {
    return new Promise((resolve) => this.#wakers.push(resolve));
  }

  /** Resolves when nothing goes on by itself any more. */
  async settled(): Promise<void> {
    while (this.areGoing && !this.#isClosed) await this.nextChange();
  }

  /** Ends what is under way; another run goes on with it. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#closing.abort();
    this.#cancelTell?.();
    await Promise.all(this.#jobs.map((job) => job.close()));
    this.#door.close();
    this.#store.close();
    this.#wake();
  }

  #add(task: Task, id: string, before?: TransferJob): TransferJob {
    const { clock, home, link, previewOf, random, timeMs, waitsForRoom } = this.#options;
    const job: TransferJob = new TransferJob({
      number: this.#nextNumber++,
      id,
      task,
      door: this.#door,
      link,
      store: this.#store,
      home,
      clock,
      timeMs,
      random,
      mayBeSaid: () => before?.passed ?? Promise.resolve(),
      previewOf,
      waitsForRoom: waitsForRoom && (() => waitsForRoom(job.transfer)),
      notKept: (error) => this.#notKept(error),
      changed: (isProgress) => this.#changed(job, isProgress),
    });
    this.#jobs.push(job);
    return job;
  }

  #begin(jobs: readonly TransferJob[]): readonly Transfer[] {
    this.#startNext();
    this.#tell();
    return jobs.map(({ transfer }) => transfer);
  }

  #startNext(): void {
    if (this.#isClosed) return;
    for (const job of this.#jobs) {
      const active = this.#jobs.filter((each) => isGoing(each) && each.state !== "queued").length;
      if (active >= MAX_ACTIVE) return;
      job.start();
    }
  }

  #changed(job: TransferJob, isProgress: boolean): void {
    if (this.#isClosed) return;
    if (isProgress) {
      this.#cancelTell ??= this.#options.clock.setTimer(PROGRESS_MS, () => this.#tell());
      return;
    }
    if (job.state === "queued") this.#told.delete(job);
    const hasEnded = job.state === "done" || job.state === "failed";
    if (hasEnded && !this.#told.has(job)) {
      this.#told.add(job);
      this.#options.ended(job.transfer);
    }
    this.#forgetOldest();
    this.#tell();
    this.#startNext();
  }

  #notKept(error: unknown): void {
    if (this.#hasWarned) return;
    this.#hasWarned = true;
    this.#options.warn(`Transfers cannot be kept for the next run: ${reasonOf(error)}`);
  }

  #forgetOldest(): void {
    const over = this.#jobs.filter(isOver);
    for (const job of over.slice(0, Math.max(0, over.length - MAX_REMEMBERED))) {
      this.#jobs.splice(this.#jobs.indexOf(job), 1);
      this.#told.delete(job);
    }
  }

  #tell(): void {
    this.#cancelTell?.();
    this.#cancelTell = undefined;
    this.#options.changed();
    this.#wake();
  }

  #wake(): void {
    const wakers = this.#wakers;
    this.#wakers = [];
    for (const wake of wakers) wake();
  }
}

function isSameWhereKnown<T>(one: T | undefined, other: T | undefined): boolean {
  return one === undefined || other === undefined || one === other;
}
