/** The worker that owns the writing connection to the database. */
import type { DatabaseSync } from "node:sqlite";
import { answerCalls, describe } from "../base/worker_client.ts";
import type { WorkerScope } from "../base/worker_scope.ts";
import { type Durability, openForWriting } from "./database/database.ts";
import type { Entry } from "./entries.ts";
import { FAILED, UNCERTAIN } from "./outcomes.ts";
import { keepOld } from "./database/keep_old.ts";
import { migrate, SchemaError } from "./database/schema.ts";
import {
  beginSharing,
  keptBatches,
  knownNodes,
  lastEpoch,
  LogMismatchError,
  type Ordered,
  sharedPlace,
} from "./write/cluster/shared_log.ts";
import { Transactions, UncertainError } from "./write/transactions.ts";
import { type CommitReply, UnknownEntryError, Writer } from "./write/writer.ts";

/** The cluster whose log is shared; with `isFounding` that begins with this database, at a level. */
interface SharedLogOptions {
  cluster: string;
  isFounding: boolean;
  level: number;
}

/** What the writer worker takes. */
export type WriterCall =
  | {
    call: "open";
    dataFolder: string;
    durability: Durability;
    shared?: SharedLogOptions | undefined;
  }
  | { call: "commit"; entries: Entry[]; ordered?: Ordered | undefined }
  /** The last life of a node. */
  | { call: "epoch"; node: string }
  /** The names of all nodes of which something was applied. */
  | { call: "nodes" }
  /** Batches that are kept, from a position on. */
  | { call: "kept"; from: number; limit: number }
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
  /** How far it has come in the log that it shares; undefined when it shares none. */
  place: LogPlace | undefined;
}

/** How far a database has come in a shared log. */
export interface LogPlace {
  /** The position of the batch that was applied last. */
  position: number;
  /** What became of everything up to there, as a hash in hexadecimal: the same on every node. */
  digest: string;
  /** What the programs of all nodes can. */
  level: number;
  /** The time of the last entry, in milliseconds. */
  timeMs: number;
}

/** Reply to `commit`; with `mustStop`, nothing may be committed after it. */
export interface BatchReply extends CommitReply {
  /** The greatest id that a message or a change has by then. */
  lastId: number;
  /** Where the database stands then, in a log that is shared. */
  place?: LogPlace | undefined;
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
    return { lastId, lastTimeMs, upgradedFrom, place: placeOf(opened()) };
  }

  /** The engine for patterns is loaded when there is one, or one is to be added. */
  async function loadPatternEngine(): Promise<void> {
    const { RE2_ENGINE } = await import("./filters/pattern_engine.ts");
    opened().usePatterns(RE2_ENGINE);
  }

  async function open(
    { dataFolder, durability, shared }: Extract<WriterCall, { call: "open" }>,
  ): Promise<OpenReply> {
    database = openForWriting(dataFolder, durability);
    upgradedFrom = await keepOld(database, dataFolder);
    migrate(database);
    writer = new Writer(database);
    checkSharing(writer, shared);
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
          ? loadPatternEngine().then(() => commit(opened(), message))
          : commit(opened(), message);
      case "epoch":
        return lastEpoch(opened().store, message.node);
      case "nodes":
        return knownNodes(opened().store);
      case "kept":
        return keptBatches(opened().store, message);
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

/**
 * A database that shares a log must not be changed by itself, nor by the log of others.
 *
 * @throws {SchemaError} when it is another one than is asked for.
 */
function checkSharing(
  writer: Writer,
  shared: SharedLogOptions | undefined,
): void {
  const place = sharedPlace(writer.store);
  if (place === undefined && shared?.isFounding) {
    new Transactions(writer.store).run(() => beginSharing(writer.store, shared));
  } else if (place !== undefined && shared === undefined) {
    throw new SchemaError(
      "This data folder belongs to a cluster, whose other nodes would not see what is changed here; " +
        "start it with --cluster",
    );
  } else if (place !== undefined && shared !== undefined && place.level > shared.level) {
    throw new SchemaError(
      "The other nodes of this cluster run a newer program, which this one has to have too",
    );
  } else if (place?.cluster !== shared?.cluster) {
    throw new SchemaError("This data folder is none of the cluster's; choose an empty one");
  }
}

function placeOf(writer: Writer): LogPlace | undefined {
  const place = sharedPlace(writer.store);
  if (place === undefined) return undefined;
  const { position, digest, level } = place;
  return { position, digest, level, timeMs: writer.lastTimeMs };
}

/** Commits a batch; what goes wrong with all of it becomes the outcome of each entry. */
function commit(
  writer: Writer,
  { entries, ordered }: { entries: Entry[]; ordered?: Ordered | undefined },
): BatchReply {
  try {
    const reply = writer.commit(entries, ordered);
    const common = { ...reply, lastId: writer.lastId, mustStop: false };
    return ordered === undefined ? common : { ...common, place: placeOf(writer) };
  } catch (error) {
    const outcome = error instanceof UncertainError ? UNCERTAIN : FAILED;
    return {
      outcomes: entries.map(() => outcome),
      failures: [describe(error)],
      lastId: writer.lastId,
      // What has a place in a shared log cannot be left out: the others have it.
      mustStop: ordered !== undefined || error instanceof UnknownEntryError ||
        error instanceof LogMismatchError,
    };
  }
}
