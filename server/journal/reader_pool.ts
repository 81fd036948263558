/** Shares out the workers that read: by account, and so that nobody waits for dear queries of others. */
import { ChatError } from "../../protocol/errors.ts";
import type { WorkerClient } from "../base/worker_client.ts";
import { FairQueue } from "../limits/fair_queue.ts";
import { TimeBudget } from "../limits/time_budget.ts";
import type { Query } from "./queries.ts";
import { askerOf, laneOf, type QueryLane } from "./query_lanes.ts";
import type { QueryReply, ReaderCall } from "./reader_worker.ts";

/** A worker that reads. */
export type Reader = Pick<WorkerClient<ReaderCall>, "call" | "hasFailed" | "terminate">;

/** Most readers; each but the first is started when all others are at work. */
const MAX_READERS = 3;

/** Most queries of a lane under way, so that a page and a search leave a reader to the others. */
const MAX_RUNNING: Record<QueryLane, number> = { login: 3, quick: 2, page: 1, search: 1 };

/** Most queries that wait; beyond that they are refused with `busy`. */
const MAX_WAITING = 10_000;
/** And most of one account. */
const MAX_WAITING_PER_ACCOUNT = 1_000;

/** Reader time of an account, in milliseconds: a second at once, then a fifth of one reader. */
const READING = { burst: 1_000, perSecond: 200 };

/** Options of a {@linkcode ReaderPool}. */
export interface ReaderPoolOptions {
  startReader(): Reader;
  dataFolder: string;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
  /**
   * Calls back after so many milliseconds; returns what prevents that.
   *
   * @default by a timer
   */
  after?(milliseconds: number, callback: () => void): () => void;
}

interface Waiting {
  query: Query;
  lane: QueryLane;
  account: number | undefined;
  resolve(answer: unknown): void;
  reject(error: Error): void;
}

/** Queries of an account that has taken more time than it has. */
interface Paused {
  waiting: Waiting[];
  cancel(): void;
}

/**
 * Answers queries with a few readers, one query at a time in each. In every lane the accounts take
 * turns. What an account's queries took is measured and charged to it: over its budget its own next
 * ones wait, and nobody else's.
 */
export class ReaderPool {
  readonly #options: ReaderPoolOptions;
  readonly #all = new Set<Reader>();
  readonly #idle: Reader[] = [];
  readonly #lanes: Record<QueryLane, FairQueue<Waiting>> = {
    login: newLane(),
    quick: newLane(),
    page: newLane(),
    search: newLane(),
  };
  readonly #running: Record<QueryLane, number> = { login: 0, quick: 0, page: 0, search: 0 };
  /** Whose turn is first of the two that are dear. */
  #dear: readonly ["page", "search"] | readonly ["search", "page"] = ["page", "search"];
  readonly #budget = new TimeBudget(READING);
  readonly #paused = new Map<number, Paused>();
  #waiting = 0;

  constructor(options: ReaderPoolOptions) {
    this.#options = options;
  }

  /** Starts the first reader; rejects when the database cannot be read. */
  async open(): Promise<void> {
    const reader = this.#options.startReader();
    this.#all.add(reader);
    await reader.call({ call: "open", dataFolder: this.#options.dataFolder });
    this.#idle.push(reader);
  }

  /**
   * Answers a query when it is its turn.
   *
   * @throws {ChatError} when the query is refused, `busy` when too many wait.
   */
  query(query: Query): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const lane = laneOf(query);
      this.#push({ query, lane, account: askerOf(query), resolve, reject });
      this.#next();
    });
  }

  /** Refuses what waits, and closes the readers when they are done with what they are at. */
  async close(): Promise<void> {
    for (const lane of Object.values(this.#lanes)) {
      for (let next = lane.shift(); next !== undefined; next = lane.shift()) refuse(next);
    }
    for (const { waiting, cancel } of this.#paused.values()) {
      cancel();
      for (const one of waiting) refuse(one);
    }
    this.#paused.clear();
    const readers = [...this.#all];
    // A worker that has stopped by itself has nothing left to close.
    await Promise.all(
      readers.map((reader) => reader.hasFailed ? undefined : reader.call({ call: "close" })),
    );
    this.terminate();
  }

  /** Ends the readers at once. */
  terminate(): void {
    for (const reader of this.#all) reader.terminate();
  }

  #push(waiting: Waiting): void {
    if (this.#waiting >= MAX_WAITING) {
      refuse(waiting);
      return;
    }
    this.#waiting += 1;
    this.#enter(waiting);
  }

  #enter(waiting: Waiting): void {
    const address = `${waiting.account ?? waiting.query.kind}`;
    const dropped = this.#lanes[waiting.lane].push(waiting, { address, account: "" });
    if (dropped === undefined) return;
    this.#waiting -= 1;
    refuse(dropped);
  }

  #next(): void {
    while (this.#idle.length > 0 || this.#all.size < MAX_READERS) {
      const waiting = this.#shift();
      if (waiting === undefined) return;
      this.#waiting -= 1;
      this.#running[waiting.lane] += 1;
      this.#run(this.#idle.pop() ?? this.#start(), waiting);
    }
  }

  #shift(): Waiting | undefined {
    for (const name of ["login", "quick", ...this.#dear] as const) {
      if (this.#running[name] >= MAX_RUNNING[name]) continue;
      const lane = this.#lanes[name];
      for (let next = lane.shift(); next !== undefined; next = lane.shift()) {
        if (this.#mustPause(next)) continue;
        if (name === "page") this.#dear = ["search", "page"];
        if (name === "search") this.#dear = ["page", "search"];
        return next;
      }
    }
    return undefined;
  }

  /** Puts the query aside when its account has no time left. */
  #mustPause(waiting: Waiting): boolean {
    const { account } = waiting;
    if (account === undefined) return false;
    const paused = this.#paused.get(account);
    if (paused !== undefined) {
      this.#setAside(waiting, paused);
      return true;
    }
    const waitMs = this.#budget.waitMs(account, this.#options.elapsed());
    if (waitMs === 0) return false;
    const { after = byTimer } = this.#options;
    const cancel = after(waitMs, () => {
      const { waiting: others = [] } = this.#paused.get(account) ?? {};
      this.#paused.delete(account);
      for (const other of others) this.#enter(other);
      this.#next();
    });
    this.#paused.set(account, { waiting: [waiting], cancel });
    return true;
  }

  #setAside(waiting: Waiting, paused: Paused): void {
    if (paused.waiting.length < MAX_WAITING_PER_ACCOUNT) {
      paused.waiting.push(waiting);
      return;
    }
    this.#waiting -= 1;
    refuse(waiting);
  }

  /** Another reader; it opens the database before it is asked anything. */
  #start(): Reader {
    const reader = this.#options.startReader();
    this.#all.add(reader);
    // Should that fail, so does what is asked of it, and another one is started for what comes next.
    const opening = { call: "open", dataFolder: this.#options.dataFolder } as const;
    reader.call(opening).catch(() => reader.terminate());
    return reader;
  }

  async #run(reader: Reader, { query, lane, account, resolve, reject }: Waiting): Promise<void> {
    let settle: () => void;
    try {
      const reply = await reader.call<QueryReply>({ call: "query", query });
      if (account !== undefined) {
        this.#budget.charge(account, reply.tookMs, this.#options.elapsed());
      }
      settle = "refused" in reply
        ? () => reject(new ChatError(reply.refused, reply.message))
        : () => resolve(reply.answer);
    } catch (error) {
      settle = () => reject(error instanceof Error ? error : new Error(String(error)));
    }
    this.#running[lane] -= 1;
    if (reader.hasFailed) this.#all.delete(reader);
    else this.#idle.push(reader);
    settle();
    this.#next();
  }
}

function newLane(): FairQueue<Waiting> {
  return new FairQueue({ maxItems: MAX_WAITING, maxPerAccount: MAX_WAITING_PER_ACCOUNT });
}

function byTimer(milliseconds: number, callback: () => void): () => void {
  const timer = setTimeout(callback, milliseconds);
  return () => clearTimeout(timer);
}

function refuse({ reject }: Waiting): void {
  reject(new ChatError("busy"));
}
