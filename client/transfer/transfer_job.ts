/** One transfer: its turn, its attempts, and what becomes of it. */
import { printable } from "../../protocol/text/printable.ts";
import { type Clock, within } from "../base/clock.ts";
import { ConnectionLost, reasonOf } from "../base/failure.ts";
import { raced } from "../base/raced.ts";
import { untilItWorks } from "./attempts.ts";
import type { FileDoor } from "./file_door.ts";
import type { HttpConnection } from "./http/http_connection.ts";
import type { TransferHome } from "./kept_transfer.ts";
import { lookForMessage } from "./look_for_message.ts";
import { RateMeter } from "./rate_meter.ts";
import { NoRoom } from "./room_patience.ts";
import type { Task, TaskTools, TransferLink } from "./task.ts";
import { isGoing, isOver, type Transfer, type TransferState } from "./transfer.ts";
import type { TransferStore } from "./transfer_store.ts";

/** So long the end waits for what was called off. */
const END_LIMIT_MS = 5_000;

/** What a job works with. */
export interface JobOptions {
  number: number;
  /** Unique over all runs. */
  id: string;
  task: Task;
  door: FileDoor;
  link: TransferLink;
  store: TransferStore;
  home: TransferHome;
  clock: Clock;
  /** The time of day in milliseconds. */
  timeMs: () => number;
  random: () => number;
  /** Resolves when the messages of the files before it are out, or will not be. */
  mayBeSaid: () => Promise<void>;
  previewOf: TaskTools["previewOf"];
  /**
   * The disk of the server is full, and it is waited for; said once. Without this it is not waited
   * for.
   */
  waitsForRoom?: (() => void) | undefined;
  /** It cannot be kept for the next run. */
  notKept: (error: unknown) => void;
  /** It stands otherwise than before; `isProgress`: no more than further on. */
  changed: (isProgress: boolean) => void;
}

/** Runs at most once at a time; what is the matter with it stands in `transfer`. */
export class TransferJob {
  readonly #options: JobOptions;
  readonly #rate: RateMeter;
  #state: TransferState = "queued";
  #done = 0;
  #reason: string | undefined;
  #error: unknown;
  #path: string | undefined;
  #messageId: number | undefined;
  #hasToldOfRoom = false;
  #controller = new AbortController();
  #connection: HttpConnection | undefined;
  #passed = Promise.withResolvers<void>();
  #running: Promise<void> = Promise.resolve();

  constructor(options: JobOptions) {
    this.#options = options;
    this.#rate = new RateMeter(options.clock);
  }

  /** As it stands now. */
  get transfer(): Transfer {
    const kept = this.#options.task.kept();
    return {
      number: this.#options.number,
      kind: kept.kind,
      name: printable(kept.name ?? "a file"),
      state: this.#state,
      bytes: kept.bytes,
      done: this.#done,
      bytesPerSecond: this.#state === "moving" ? this.#rate.bytesPerSecond : undefined,
      reason: this.#reason,
      path: this.#path,
      to: kept.kind === "upload" ? kept.to : undefined,
      messageId: this.#messageId ?? (kept.kind === "download" ? kept.messageId : undefined),
    };
  }

  get state(): TransferState {
    return this.#state;
  }

  /** Why it has failed. */
  get error(): unknown {
    return this.#error;
  }

  /** Resolves when it is over, has failed or was paused. */
  get passed(): Promise<void> {
    return this.#passed.promise;
  }

  /** Does it, from where it is, if it is queued. */
  start(): void {
    if (this.#state !== "queued") return;
    this.#set("checking");
    // What was called off may still be on its way out.
    const { signal } = this.#controller;
    this.#afterwards(() => this.#run(signal));
  }

  /** Stops it until `resume`. False when it cannot be stopped any more. */
  pause(): boolean {
    if (!isGoing(this) || this.#state === "saying") return false;
    this.#stop("paused");
    this.#afterwards(() => this.#keep());
    return true;
  }

  /** Queues it again. False when it is neither paused nor failed. */
  resume(): boolean {
    if (this.#state !== "paused" && this.#state !== "failed") return false;
    this.#controller = new AbortController();
    this.#passed = Promise.withResolvers();
    this.#set("queued");
    this.#afterwards(() => this.#keep());
    return true;
  }

  /** Gives it up, and takes back what it has left behind. False when it is over already. */
  cancel(): boolean {
    if (isOver(this) || this.#state === "saying") return false;
    this.#stop("cancelled");
    this.#afterwards(() => this.#drop());
    return true;
  }

  /** The client ends: another run goes on with it. Resolves when nothing of it is under way. */
  async close(): Promise<void> {
    this.#controller.abort();
    this.#connection?.close();
    this.#passed.resolve();
    await within(this.#options.clock, END_LIMIT_MS, this.#running);
  }

  /** One thing after the other; none of them rejects. */
  #afterwards(act: () => Promise<void>): void {
    this.#running = this.#running.then(act);
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, random, task } = this.#options;
    // What was stopped may have come to its end all the same, before it was gone on with.
    if (isOver(this)) return this.#passed.resolve();
    try {
      await this.#keep();
      const result = await untilItWorks(() => this.#attempt(signal), {
        clock,
        random,
        signal,
        done: () => this.#done,
        waiting: (error) => {
          this.#reason = printable(reasonOf(error));
          this.#set("waiting");
          if (error instanceof NoRoom && !this.#hasToldOfRoom) {
            this.#hasToldOfRoom = true;
            this.#options.waitsForRoom?.();
          }
        },
      });
      this.#path = result.path;
      this.#messageId = result.messageId;
      this.#done = task.kept().bytes ?? this.#done;
      this.#set("done");
      await this.#forget();
    } catch (error) {
      if (signal.aborted) return;
      this.#error = error;
      this.#reason = printable(reasonOf(error));
      this.#set("failed");
      await this.#keep();
    } finally {
      if (!signal.aborted) this.#passed.resolve();
    }
  }

  async #attempt(signal: AbortSignal) {
    const { door, home, link, mayBeSaid, task, timeMs } = this.#options;
    try {
      return await task.run({
        connect: () => this.#connect(door, signal),
        token: () => this.#token(),
        previewOf: this.#options.previewOf,
        maxBytes: () => link.hello?.files?.max_size,
        standing: async (place) => await link.fileStanding?.(place) ?? "plain",
        signal,
        progress: (phase, bytes) => this.#progress(phase, bytes, signal),
        keep: () => this.#keep(),
        timeMs,
        waitsForRoom: this.#options.waitsForRoom !== undefined,
        look: (sought) =>
          raced(
            lookForMessage(link.request.bind(link), { ...sought, from: home.username }),
            signal,
          ),
        say: async (message, file) => {
          await raced(mayBeSaid(), signal);
          this.#reason = undefined;
          this.#set("saying");
          if (file === undefined) return await raced(link.say(message), signal);
          if (link.saySealed === undefined) throw new TypeError("nothing can be sealed here");
          return await raced(link.saySealed(message, file), signal);
        },
      });
    } finally {
      const connection = this.#connection;
      this.#connection = undefined;
      if (connection !== undefined) door.giveBack(connection);
    }
  }

  /** The connection of this attempt; another one when that has ended. */
  async #connect(door: FileDoor, signal: AbortSignal): Promise<HttpConnection> {
    if (this.#connection?.isFree) return this.#connection;
    this.#connection?.close();
    this.#connection = undefined;
    const connection = await door.take();
    if (signal.aborted) {
      door.giveBack(connection);
      signal.throwIfAborted();
    }
    this.#connection = connection;
    return connection;
  }

  #token(): string {
    const { token } = this.#options.link;
    if (token === undefined) throw new ConnectionLost("there is no login at the moment");
    return token;
  }

  #progress(phase: "checking" | "moving", bytes: number, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#done = bytes;
    if (phase === "moving") this.#rate.saw(bytes);
    this.#reason = undefined;
    if (this.#state === phase) this.#options.changed(true);
    else this.#set(phase);
  }

  #stop(state: "paused" | "cancelled"): void {
    this.#controller.abort();
    this.#connection?.close();
    this.#reason = undefined;
    this.#set(state);
    this.#passed.resolve();
  }

  #set(state: TransferState): void {
    if (state !== "moving") {
      this.#rate.rest();
      // What was only read here is not there yet.
      if (this.#state === "checking" && state !== "checking") this.#done = 0;
    }
    this.#state = state;
    this.#options.changed(false);
  }

  async #drop(): Promise<void> {
    const { door, task } = this.#options;
    // It had come to its end when it was given up: what there is stays.
    if (this.#state === "done") return;
    await this.#forget();
    let connection: HttpConnection | undefined;
    try {
      await task.drop({
        connect: async () => connection = await door.take(),
        token: () => this.#token(),
      });
    } catch {
      // The server forgets what nobody goes on with.
    } finally {
      if (connection !== undefined) door.giveBack(connection);
    }
  }

  /** Kept or not, it goes on. What is over is not kept any more. */
  async #keep(): Promise<void> {
    const { home, id, notKept, store, task } = this.#options;
    if (isOver(this)) return;
    const isPaused = this.#state === "paused" || this.#state === "failed";
    try {
      await store.keep({ id, isPaused, ...home, ...task.kept() });
    } catch (error) {
      notKept(error);
    }
  }

  async #forget(): Promise<void> {
    try {
      await this.#options.store.forget(this.#options.id);
    } catch (error) {
      this.#options.notKept(error);
    }
  }
}
