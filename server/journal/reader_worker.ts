/** The worker that answers queries, so that none of them holds up a commit or the event loop. */
import type { DatabaseSync } from "node:sqlite";
import { ChatError, type ErrorCode } from "../../protocol/errors.ts";
import { hashFile } from "../base/hash_file.ts";
import { answerCalls } from "../base/worker_client.ts";
import type { WorkerScope } from "../base/worker_scope.ts";
import { contentsOf } from "./database/contents.ts";
import { copyWholeDatabase } from "./database/copy_database.ts";
import { openForReading } from "./database/database.ts";
import type { Readers } from "./applier.ts";
import type { Query, QueryKind, QueryMap, QueryOf } from "./queries.ts";
import { ACCOUNT_READERS } from "./read/accounts.ts";
import { CONSOLE_READERS } from "./read/console.ts";
import { EXPORT_READERS } from "./read/exported.ts";
import { BOT_READERS } from "./read/bots.ts";
import { FILE_READERS } from "./read/files.ts";
import { FILTER_READERS } from "./read/filters.ts";
import { CONNECTED_READERS } from "./read/connected.ts";
import { HOOK_READERS } from "./read/hooks.ts";
import { ADMISSION_READERS } from "./read/admission.ts";
import { CONVERSATION_KEY_READERS } from "./read/conversation_keys.ts";
import { ROOM_KEY_READERS } from "./read/room_keys.ts";
import { IMPORT_READERS } from "./read/imported.ts";
import { KEY_READERS } from "./read/keys.ts";
import { MEASURE_READERS } from "./read/measures.ts";
import { MESSAGE_READERS } from "./read/messages.ts";
import { METADATA_READERS } from "./read/metadata.ts";
import { PUSH_READERS } from "./read/push.ts";
import { REPORT_READERS } from "./read/reports.ts";
import { ROOM_READERS } from "./read/rooms.ts";
import { SEARCH_READERS } from "./read/search.ts";
import { STAFF_READERS } from "./read/staff.ts";
import { START_READERS } from "./read/starts.ts";
import { Store } from "./database/store.ts";
import { sharedPlace } from "./write/cluster/shared_log.ts";

/** What the reader worker takes. */
export type ReaderCall =
  | { call: "open"; dataFolder: string }
  | { call: "query"; query: Query }
  /** Writes the database of now into a new file; says what that is. */
  | { call: "copy"; to: string }
  /** Sees the database of now until `contents` is called; says where it stands in a shared log. */
  | { call: "pin" }
  /** What all its tables hold, as hashes. */
  | { call: "contents" }
  | { call: "close" };

/** What became of a query, and how long the reader was at it. */
export type QueryReply =
  & { tookMs: number }
  & ({ answer: unknown } | { refused: ErrorCode; message: string });

const READERS: Readers<QueryMap> = {
  ...ACCOUNT_READERS,
  ...CONNECTED_READERS,
  ...CONSOLE_READERS,
  ...EXPORT_READERS,
  ...IMPORT_READERS,
  ...BOT_READERS,
  ...FILE_READERS,
  ...FILTER_READERS,
  ...HOOK_READERS,
  ...KEY_READERS,
  ...CONVERSATION_KEY_READERS,
  ...ROOM_KEY_READERS,
  ...ADMISSION_READERS,
  ...MEASURE_READERS,
  ...MESSAGE_READERS,
  ...METADATA_READERS,
  ...PUSH_READERS,
  ...REPORT_READERS,
  ...ROOM_READERS,
  ...SEARCH_READERS,
  ...STAFF_READERS,
  ...START_READERS,
};

/** Answers {@linkcode ReaderCall}s until it is told to close. */
export function run(scope: WorkerScope): void {
  let database: DatabaseSync | undefined;
  let store: Store | undefined;

  answerCalls<ReaderCall>(scope, (message) => {
    switch (message.call) {
      case "open":
        database = openForReading(message.dataFolder);
        store = new Store(database);
        return undefined;
      case "close":
        database?.close();
        return undefined;
      case "query":
        if (store === undefined) throw new Error("The database is not open");
        return timed(store, message.query);
      case "copy":
        if (database === undefined) throw new Error("The database is not open");
        return copyWholeDatabase(database, message.to).then(() => hashFile(message.to));
      case "pin":
        if (store === undefined) throw new Error("The database is not open");
        store.database.exec("BEGIN");
        return sharedPlace(store);
      case "contents":
        if (database === undefined) throw new Error("The database is not open");
        try {
          return contentsOf(database);
        } finally {
          database.exec("COMMIT");
        }
    }
  });
}

/** What is refused takes its time as well. */
function timed(store: Store, query: Query): QueryReply {
  const startMs = performance.now();
  try {
    const answer = answerQuery(store, query);
    return { answer, tookMs: performance.now() - startMs };
  } catch (error) {
    if (!(error instanceof ChatError)) throw error;
    const { code, message } = error;
    return { refused: code, message, tookMs: performance.now() - startMs };
  }
}

/** Answers a query in one transaction, so that all of it sees the same state. */
export function answerQuery<K extends QueryKind>(
  store: Store,
  query: QueryOf<K>,
): QueryMap[K]["result"] {
  store.database.exec("BEGIN");
  store.timeMs = query.nowMs;
  try {
    return (READERS[query.kind] as Readers<QueryMap>[K])(store, query);
  } finally {
    store.database.exec("COMMIT");
  }
}
