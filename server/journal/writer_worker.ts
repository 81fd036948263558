/** The worker that owns the writing connection to the database. */
import type { DatabaseSync } from "node:sqlite";
import { answerCalls, describe } from "../base/worker_client.ts";
import type { WorkerScope } from "../base/worker_scope.ts";
import { type Durability, openForWriting } from "./database/database.ts";
import type { Entry } from "./entries.ts";
import { FAILED, UNCERTAIN } from "./outcomes.ts";
import { keepOld } from "./database/keep_old.ts";
import { migrate } from "./database/schema.ts";
import { UncertainError } from "./write/transactions.ts";
import { type CommitReply, UnknownEntryError, Writer } from "./write/writer.ts";

/** What the writer worker takes. */
export type WriterCall =
  | { call: "open"; dataFolder: string; durability: Durability }
  | { call: "commit"; entries: Entry[] }
  | { call: "index"; limit: number }
  | { call: "checkpoint" }
  | { call: "close" };

/** Reply to `open`. */
export interface OpenReply {
  /** The greatest id that a message or a change has. */
  lastId: number;
  /** The time of the last entry; 0 when there is none. */
  lastTimeMs: number;
  /** The schema version that it had before, of which there is a copy; undefined when it had this one. */
  upgradedFrom: number | undefined;
}

/** Reply to `commit`; with `mustStop`, nothing may be committed after it. */
export interface BatchReply extends CommitReply {
  /** The greatest id that a message or a change has by then. */
  lastId: number;
  mustStop: boolean;
}

/** Answers {@linkcode WriterCall}s until it is told to close. */
export function run(scope: WorkerScope): void {
  let database: DatabaseSync | undefined;
  let writer: Writer | undefined;
  let upgradedFrom: number | undefined;

  function opened(): Writer {
    if (writer === undefined) throw new Error("The database is not open");
    return writer;
  }

  function openReply(): OpenReply {
    const { lastId, lastTimeMs } = opened();
    return { lastId, lastTimeMs, upgradedFrom };
  }

  /** The engine for patterns is loaded when there is one, or one is to be added. */
  async function loadPatternEngine(): Promise<void> {
    const { RE2_ENGINE } = await import("./filters/pattern_engine.ts");
    opened().usePatterns(RE2_ENGINE);
  }

  async function open(
    { dataFolder, durability }: Extract<WriterCall, { call: "open" }>,
  ): Promise<OpenReply> {
    database = openForWriting(dataFolder, durability);
    upgradedFrom = await keepOld(database, dataFolder);
    migrate(database);
    writer = new Writer(database);
    // What was erased before a crash has been erased from the database, but not from its log.
    writer.truncateLog();
    if (writer.needsPatterns([])) await loadPatternEngine();
    return openReply();
  }

  answerCalls<WriterCall>(scope, (message) => {
    switch (message.call) {
      case "open":
        return open(message);
      case "commit":
        return opened().needsPatterns(message.entries)
          ? loadPatternEngine().then(() => commit(opened(), message.entries))
          : commit(opened(), message.entries);
      case "index":
        return opened().index(message.limit);
      case "checkpoint":
        opened().checkpoint();
        return undefined;
      case "close":
        try {
          // SQLite would do so itself if it knew that nobody reads any more.
          writer?.truncateLog();
        } catch {
          // What is in the log is safe there, and the next start does the same.
        }
        database?.close();
        return undefined;
    }
  });
}

/** Commits a batch; what goes wrong with all of it becomes the outcome of each entry. */
function commit(writer: Writer, entries: Entry[]): BatchReply {
  try {
    const reply = writer.commit(entries);
    return { ...reply, lastId: writer.lastId, mustStop: false };
  } catch (error) {
    const outcome = error instanceof UncertainError ? UNCERTAIN : FAILED;
    return {
      outcomes: entries.map(() => outcome),
      failures: [describe(error)],
      lastId: writer.lastId,
      mustStop: error instanceof UnknownEntryError,
    };
  }
}
