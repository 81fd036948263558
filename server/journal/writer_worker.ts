/** The worker that owns the writing connection to the database. */
import type { DatabaseSync } from "node:sqlite";
import { answerCalls, describe } from "../base/worker_client.ts";
import type { WorkerScope } from "../base/worker_scope.ts";
import { type Durability, openForWriting } from "./database.ts";
import type { Entry, Outcome } from "./entries.ts";
import { migrate } from "./schema.ts";
import { Writer } from "./write/writer.ts";

/** What the writer worker takes. */
export type WriterCall =
  | { call: "open"; dataFolder: string; durability: Durability; nowMs: number }
  | { call: "commit"; entries: Entry[] }
  | { call: "index"; limit: number }
  | { call: "clean_up"; nowMs: number }
  | { call: "close" };

/** Most nonces that are forgotten at once: a commit waits some ten milliseconds for them. */
const CLEANED_AT_ONCE = 5_000;

/** Reply to `commit`: an outcome for each entry, and what went wrong inside, to be logged. */
export interface CommitReply {
  outcomes: Outcome[];
  failures: string[];
}

/** The outcome of an entry that could not be written. */
export const FAILED: Outcome = {
  refused: "internal",
  message: "The message could not be stored; the server's log knows more",
};

/** Answers {@linkcode WriterCall}s until it is told to close. */
export function run(scope: WorkerScope): void {
  let database: DatabaseSync | undefined;
  let writer: Writer | undefined;

  function opened(): Writer {
    if (writer === undefined) throw new Error("The database is not open");
    return writer;
  }

  /** The engine for patterns is loaded when there is one, or one is to be added. */
  async function loadPatternEngine(): Promise<void> {
    const { RE2_ENGINE } = await import("./filters/pattern_engine.ts");
    opened().usePatterns(RE2_ENGINE);
  }

  answerCalls<WriterCall>(scope, (message) => {
    switch (message.call) {
      case "open":
        database = openForWriting(message.dataFolder, message.durability);
        migrate(database);
        writer = new Writer(database);
        while (writer.cleanUp(message.nowMs, CLEANED_AT_ONCE)) {
          // Nobody waits for a commit yet.
        }
        return writer.needsPatterns([])
          ? loadPatternEngine().then(() => opened().lastId)
          : writer.lastId;
      case "commit":
        return opened().needsPatterns(message.entries)
          ? loadPatternEngine().then(() => commit(opened(), message.entries))
          : commit(opened(), message.entries);
      case "index":
        return opened().index(message.limit);
      case "clean_up":
        return opened().cleanUp(message.nowMs, CLEANED_AT_ONCE);
      case "close":
        database?.close();
        return undefined;
    }
  });
}

/** Commits a batch; if that fails as a whole, each entry alone, so that one cannot sink the others. */
function commit(writer: Writer, entries: Entry[]): CommitReply {
  const failures: string[] = [];
  try {
    return { outcomes: writer.commit(entries), failures };
  } catch (error) {
    // A disk that fails does so for each of them; then one line in the log is enough.
    if (entries.length === 1 || !isAboutAnEntry(error as Error)) {
      return { outcomes: entries.map(() => FAILED), failures: [describe(error)] };
    }
  }
  const outcomes = entries.map((entry): Outcome => {
    try {
      return writer.commit([entry])[0] ?? FAILED;
    } catch (error) {
      failures.push(describe(error));
      return FAILED;
    }
  });
  return { outcomes, failures };
}

/** Whether one entry is to blame (SQLITE_CONSTRAINT, or a fault of the program), not the disk. */
function isAboutAnEntry({ cause }: { cause?: unknown }): boolean {
  const SQLITE_CONSTRAINT = 19;
  const code = (cause as { errcode?: number } | undefined)?.errcode;
  return code === undefined || (code & 0xff) === SQLITE_CONSTRAINT;
}
