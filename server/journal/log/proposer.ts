/** Makes batches of what is appended, and sees to it that each comes into the log, in their order. */
import { ChatError } from "../../../protocol/errors.ts";
import type { Entry } from "../entries.ts";
import { UNCONFIRMED } from "../outcomes.ts";
import { type Batch, type EntryLog, MAX_BATCH_ENTRIES } from "./entry_log.ts";

/** Most entries that may wait for a batch; beyond that they are refused with `busy`. */
const MAX_WAITING_ENTRIES = 65_536;

/** How long it is waited before what may be lost is appended again, in milliseconds: at first and at most. */
const AGAIN_AFTER_MS = 100;
const AGAIN_AT_LATEST_MS = 250;

/** How often it is looked whether somebody has waited for too long, in milliseconds. */
const LOOK_EVERY_MS = 250;

/** Who waits for an entry, and is told what became of it. */
export interface Caller<Result> {
  /** Whoever appended it, for those who are told of the commit. */
  from: unknown;
  resolve(result: Result): void;
  reject(error: ChatError): void;
}

/** What is known of whoever proposes. */
export interface ProposerIdentity {
  node: string;
  epoch: number;
  run: string;
}

/** Options of a {@linkcode Proposer}. */
export interface ProposerOptions {
  log: EntryLog;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
  /** After how many milliseconds without news of the log whoever waits is told so; undefined for never. */
  patienceMs: number | undefined;
}

interface Waiting<Result> {
  entry: Entry;
  caller: Caller<Result>;
  sinceMs: number;
}

interface OnItsWay<Result> {
  batch: Batch;
  callers: (Caller<Result> | undefined)[];
  sinceMs: number;
}

/** One node's way into the log. */
export class Proposer<Result> {
  readonly #options: ProposerOptions;
  #identity: ProposerIdentity | undefined;
  #waiting: Waiting<Result>[] = [];
  /** Batches that were appended, or may have been, and were not seen yet; by number, in their order. */
  readonly #onTheirWay = new Map<number, OnItsWay<Result>>();
  #lastNumber = 0;
  #isPumping = false;
  #isAppendingAgain = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #endPause: () => void = () => {};
  #closed = false;
  #idle = Promise.withResolvers<void>();

  constructor(options: ProposerOptions) {
    this.#options = options;
  }

  /** Begins to make batches. */
  begin(identity: ProposerIdentity): void {
    this.#identity = identity;
    void this.#pump();
  }

  /** How many entries wait for a batch. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Whether nothing has been heard of the log for so long that whoever asks now is told so at once. */
  get isCutOff(): boolean {
    const { patienceMs, elapsed } = this.#options;
    if (patienceMs === undefined) return false;
    const [oldest] = this.#onTheirWay.values();
    return oldest !== undefined && elapsed() - oldest.sinceMs >= patienceMs;
  }

  /** Whether one more entry would be refused. */
  get isFull(): boolean {
    return this.#waiting.length >= MAX_WAITING_ENTRIES || this.#closed || this.isCutOff;
  }

  /** Adds an entry to the next batch. */
  add(entry: Entry, caller: Caller<Result>): void {
    this.#waiting.push({ entry, caller, sinceMs: this.#nowMs() });
    this.#watch();
    if (!this.#isPumping) void this.#pump();
  }

  /** A batch of this node has been taken: who waits for its entries, in their order. */
  taken(number: number): readonly (Caller<Result> | undefined)[] {
    const taken = this.#onTheirWay.get(number);
    this.#onTheirWay.delete(number);
    return taken?.callers ?? [];
  }

  /** What was {@linkcode taken} has been told; there is room for another one. */
  goOn(): void {
    if (!this.#isPumping) void this.#pump();
  }

  /** Resolves when nothing waits and nothing is on its way. */
  async idle(): Promise<void> {
    while (this.#waiting.length + this.#onTheirWay.size > 0) await this.#idle.promise;
  }

  /** Refuses what waits, and makes no batches any more. */
  close(error: ChatError): void {
    this.#closed = true;
    clearInterval(this.#timer);
    this.#endPause();
    for (const { caller } of this.#waiting.splice(0)) caller.reject(error);
    for (const { callers } of this.#onTheirWay.values()) refuseAll(callers);
    this.#onTheirWay.clear();
    this.#becameIdle();
  }

  async #pump(): Promise<void> {
    this.#isPumping = true;
    // The first batch waits for the end of this turn, so that it takes all that came in with it.
    await Promise.resolve();
    this.#isPumping = false;
    const identity = this.#identity;
    const { log } = this.#options;
    while (identity !== undefined && this.#waiting.length > 0 && this.#hasRoom) {
      const entries = this.#waiting.slice(0, MAX_BATCH_ENTRIES).map(({ entry }) => entry);
      const count = log.fitting(entries);
      const now = this.#waiting.splice(0, Math.max(1, count));
      if (count === 0) {
        now[0]?.caller.reject(new ChatError("internal", "This is more than the log can take"));
        continue;
      }
      this.#lastNumber += 1;
      const number = this.#lastNumber;
      const batch = { ...identity, number, entries: entries.slice(0, count) };
      const callers = now.map(({ caller }) => caller);
      this.#onTheirWay.set(number, { batch, callers, sinceMs: this.#nowMs() });
      log.append(batch).catch(() => this.#appendAgain());
    }
    if (this.#waiting.length + this.#onTheirWay.size === 0) this.#becameIdle();
  }

  get #hasRoom(): boolean {
    const { maxOnTheirWay } = this.#options.log;
    return !this.#isAppendingAgain && this.#onTheirWay.size < maxOnTheirWay;
  }

  /** What was not seen yet, one after the other, until all of it has a place: those that had one count once. */
  async #appendAgain(): Promise<void> {
    if (this.#isAppendingAgain) return;
    this.#isAppendingAgain = true;
    for (let waitMs = AGAIN_AFTER_MS; !this.#closed; waitMs *= 2) {
      await this.#pause(Math.min(waitMs, AGAIN_AT_LATEST_MS));
      if (this.#closed) return;
      try {
        for (const { batch } of [...this.#onTheirWay.values()]) {
          if (this.#onTheirWay.has(batch.number)) await this.#options.log.append(batch);
        }
        break;
      } catch {
        // The log cannot be reached, or not heard; it is tried for as long as this server runs.
      }
    }
    this.#isAppendingAgain = false;
    this.goOn();
  }

  /** Where nobody is impatient, nobody looks at a clock. */
  #nowMs(): number {
    const { patienceMs, elapsed } = this.#options;
    return patienceMs === undefined ? 0 : elapsed();
  }

  /** Ends early when the proposer is closed. */
  async #pause(milliseconds: number): Promise<void> {
    const over = Promise.withResolvers<void>();
    this.#endPause = over.resolve;
    const timer = setTimeout(over.resolve, milliseconds);
    await over.promise;
    clearTimeout(timer);
  }

  #becameIdle(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#idle.resolve();
    this.#idle = Promise.withResolvers();
  }

  #watch(): void {
    if (this.#options.patienceMs === undefined || this.#closed) return;
    this.#timer ??= setInterval(() => this.#look(), LOOK_EVERY_MS);
  }

  /** Whoever has waited for too long is told: what was not sent yet will not be done, the rest may be. */
  #look(): void {
    const { patienceMs = Infinity, elapsed } = this.#options;
    const sinceMs = elapsed() - patienceMs;
    let late = 0;
    while ((this.#waiting[late]?.sinceMs ?? Infinity) <= sinceMs) late += 1;
    for (const { caller } of this.#waiting.splice(0, late)) caller.reject(new ChatError("busy"));
    for (const sent of this.#onTheirWay.values()) {
      if (sent.sinceMs > sinceMs) continue;
      refuseAll(sent.callers);
      sent.callers = [];
    }
  }
}

function refuseAll(callers: readonly (Caller<never> | undefined)[]): void {
  for (const caller of callers) {
    caller?.reject(new ChatError(UNCONFIRMED.refused, UNCONFIRMED.message));
  }
}
