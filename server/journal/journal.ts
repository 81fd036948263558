/**
 * The journal: the one place where things happen. Entries are appended, committed in groups by a
 * worker, and only then acknowledged and delivered.
 */
import { ChatError } from "../../protocol/errors.ts";
import { type WorkerClient } from "../worker_client.ts";
import type { Entry, EntryOf, Outcome, Results, RoomRecord } from "./entries.ts";
import type { Credentials, Page, PageOptions } from "./reader.ts";
import type { Query, ReaderCall } from "./reader_worker.ts";
import type { CommitReply, WriterCall } from "./writer_worker.ts";
import type { Durability } from "./database.ts";

/** Most entries that may wait for a commit; beyond that `append()` refuses with `busy`. */
const MAX_WAITING_ENTRIES = 65_536;

/** Most entries in one transaction; bounds how long the first of them waits for the last. */
const MAX_BATCH_ENTRIES = 4_096;

/** Most queries under way; beyond that they are refused with `busy`. */
const MAX_WAITING_QUERIES = 10_000;

/** An entry that was committed, with its result. */
export type Committed = {
  [K in Entry["kind"]]: { kind: K; entry: EntryOf<K>; result: Results[K] };
}[Entry["kind"]];

/** What a journal is made of. */
export interface JournalOptions {
  writer: WorkerClient<WriterCall>;
  reader: WorkerClient<ReaderCall>;
  dataFolder: string;
  durability: Durability;
  nowMs: number;
  /** Called with what was committed, in order, before the promises of `append()` resolve. */
  onCommitted(committed: readonly Committed[]): void;
  /** Called with what went wrong inside the database. */
  onFailure(message: string): void;
}

/** A journal and the greatest message id that it held when it was opened. */
export interface OpenedJournal {
  journal: Journal;
  lastId: number;
}

interface Waiting {
  entry: Entry;
  resolve(result: Results[Entry["kind"]]): void;
  reject(error: ChatError): void;
}

/** Appends to and reads from the database of one data folder, off the event loop. */
export class Journal {
  readonly #options: JournalOptions;
  #waiting: Waiting[] = [];
  #committing: Promise<void> | undefined;

  private constructor(options: JournalOptions) {
    this.#options = options;
  }

  /** Opens the database and brings its schema up to date; says the greatest message id in it. */
  static async open(options: JournalOptions): Promise<OpenedJournal> {
    const { writer, reader, dataFolder, durability, nowMs } = options;
    const lastId = await writer.call<number>({ call: "open", dataFolder, durability, nowMs });
    await reader.call({ call: "open", dataFolder });
    return { journal: new Journal(options), lastId };
  }

  /**
   * Appends an entry; resolves after its commit. Entries are committed in the order of the calls.
   *
   * @throws {ChatError} when the entry is refused, `busy` when too many wait, `internal`.
   */
  append<K extends Entry["kind"]>(entry: EntryOf<K>): Promise<Results[K]> {
    if (this.#waiting.length >= MAX_WAITING_ENTRIES) return Promise.reject(new ChatError("busy"));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ entry, resolve: resolve as Waiting["resolve"], reject });
      this.#committing ??= this.#commitAll();
    });
  }

  /** The account of this name with its stored password. */
  credentials(name: string): Promise<Credentials | undefined> {
    return this.#query({ call: "credentials", name });
  }

  /** Every room there is. */
  rooms(): Promise<RoomRecord[]> {
    return this.#query({ call: "rooms" });
  }

  /** A page of everything that the account may read after `lastId`. */
  poll(lastId: number, page: PageOptions): Promise<Page> {
    return this.#query({ call: "poll", lastId, ...page });
  }

  /** A page of a room's messages before an id; undefined unless the account is in that room. */
  roomHistory(room: string, before: number, page: PageOptions): Promise<Page | undefined> {
    return this.#query({ call: "room_history", room, before, ...page });
  }

  /** A page of the messages with another account; undefined when there is no such account. */
  privateHistory(other: string, before: number, page: PageOptions): Promise<Page | undefined> {
    return this.#query({ call: "private_history", with: other, before, ...page });
  }

  /** Forgets sessions and nonces that are past their time. */
  cleanUp(nowMs: number): Promise<void> {
    return this.#options.writer.call({ call: "clean_up", nowMs });
  }

  /** Commits what waits, closes the database and ends the workers. */
  async close(): Promise<void> {
    const { writer, reader } = this.#options;
    await this.#committing;
    await reader.call({ call: "close" });
    await writer.call({ call: "close" });
    reader.terminate();
    writer.terminate();
  }

  #query<T>(query: Query): Promise<T> {
    const { reader } = this.#options;
    if (reader.pending >= MAX_WAITING_QUERIES) return Promise.reject(new ChatError("busy"));
    return reader.call<T>(query);
  }

  /** Group commit: while one batch is written, whatever arrives makes the next one. */
  async #commitAll(): Promise<void> {
    // The first batch waits for the end of this turn, so that it takes all that came in with it.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, MAX_BATCH_ENTRIES);
      const entries = batch.map((waiting) => waiting.entry);
      let reply: CommitReply;
      try {
        reply = await this.#options.writer.call<CommitReply>({ call: "commit", entries });
      } catch (error) {
        reply = { outcomes: [], failures: [String(error)] };
      }
      for (const failure of reply.failures) this.#options.onFailure(failure);
      this.#settle(batch, reply.outcomes);
    }
    this.#committing = undefined;
  }

  #settle(batch: readonly Waiting[], outcomes: readonly Outcome[]): void {
    const committed: Committed[] = [];
    for (const [index, { entry }] of batch.entries()) {
      const outcome = outcomes[index];
      if (outcome !== undefined && "result" in outcome) {
        committed.push({ kind: entry.kind, entry, result: outcome.result } as Committed);
      }
    }
    this.#options.onCommitted(committed);
    for (const [index, waiting] of batch.entries()) {
      const outcome = outcomes[index] ?? { refused: "internal" };
      if ("result" in outcome) waiting.resolve(outcome.result);
      else waiting.reject(new ChatError(outcome.refused));
    }
  }
}
