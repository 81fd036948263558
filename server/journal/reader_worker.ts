/** The worker that answers queries, so that none of them holds up a commit or the event loop. */
import type { DatabaseSync } from "node:sqlite";
import { answerCalls } from "../worker_client.ts";
import type { WorkerScope } from "../worker_scope.ts";
import { openForReading } from "./database.ts";
import { type PageOptions, Reader } from "./reader.ts";

/** What the reader worker takes. */
export type ReaderCall =
  | { call: "open"; dataFolder: string }
  | { call: "close" }
  | Query;

/** A question about what was committed. */
export type Query =
  | { call: "rooms" }
  | { call: "credentials"; name: string }
  | ({ call: "poll"; lastId: number } & PageOptions)
  | ({ call: "room_history"; room: string; before: number } & PageOptions)
  | ({ call: "private_history"; with: string; before: number } & PageOptions);

/** Answers {@linkcode ReaderCall}s until it is told to close. */
export function run(scope: WorkerScope): void {
  let database: DatabaseSync | undefined;
  let reader: Reader | undefined;

  answerCalls<ReaderCall>(scope, (message) => {
    switch (message.call) {
      case "open":
        database = openForReading(message.dataFolder);
        reader = new Reader(database);
        return undefined;
      case "close":
        database?.close();
        return undefined;
      default:
        if (reader === undefined) throw new Error("The database is not open");
        return answer(reader, message);
    }
  });
}

function answer(reader: Reader, query: Query): unknown {
  switch (query.call) {
    case "rooms":
      return reader.rooms();
    case "credentials":
      return reader.credentials(query.name);
    case "poll":
      return reader.poll(query.lastId, query);
    case "room_history": {
      const conversation = reader.roomConversation(query.room);
      if (conversation === undefined) return undefined;
      return reader.history(conversation, query.before, query);
    }
    case "private_history": {
      const conversation = reader.privateConversation(query.account, query.with);
      if (conversation === undefined) return undefined;
      if (conversation === 0) return { messages: [], more: false };
      return reader.history(conversation, query.before, query);
    }
  }
}
