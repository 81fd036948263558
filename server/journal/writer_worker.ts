/** The worker that owns the writing connection to the database. */
import type { DatabaseSync } from "node:sqlite";
import { answerCalls, describe } from "../worker_client.ts";
import type { WorkerScope } from "../worker_scope.ts";
import { type Durability, openForWriting } from "./database.ts";
import type { Entry, Outcome } from "./entries.ts";
import { migrate } from "./schema.ts";
import { Writer } from "./writer.ts";

/** What the writer worker takes. */
export type WriterCall =
  | { call: "open"; dataFolder: string; durability: Durability; nowMs: number }
  | { call: "commit"; entries: Entry[] }
  | { call: "clean_up"; nowMs: number }
  | { call: "close" };

/** Reply to `commit`: an outcome for each entry, and what went wrong inside, to be logged. */
export interface CommitReply {
  outcomes: Outcome[];
  failures: string[];
}

/** Answers {@linkcode WriterCall}s until it is told to close. */
export function run(scope: WorkerScope): void {
  let database: DatabaseSync | undefined;
  let writer: Writer | undefined;

  function opened(): Writer {
    if (writer === undefined) throw new Error("The database is not open");
    return writer;
  }

  answerCalls<WriterCall>(scope, (message) => {
    switch (message.call) {
      case "open":
        database = openForWriting(message.dataFolder, message.durability);
        migrate(database);
        writer = new Writer(database);
        writer.cleanUp(message.nowMs);
        return writer.lastId();
      case "commit":
        return commit(opened(), message.entries);
      case "clean_up":
        return opened().cleanUp(message.nowMs);
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
    if (entries.length === 1) {
      return { outcomes: [{ refused: "internal" }], failures: [describe(error)] };
    }
  }
  const outcomes = entries.map((entry): Outcome => {
    try {
      return writer.commit([entry])[0] ?? { refused: "internal" };
    } catch (error) {
      failures.push(describe(error));
      return { refused: "internal" };
    }
  });
  return { outcomes, failures };
}
