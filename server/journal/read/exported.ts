/** The query of `chat admin export`: everything that was said in a room, in pages. */
import type { Message } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import { CONSOLE } from "../actors.ts";
import type { Store } from "../database/store.ts";
import { admitToRoom } from "../gate.ts";
import { readMessage } from "./message.ts";

/** Most messages in one answer. */
const PAGE = 200;

/** Queries about what is exported. */
export interface ExportQueries {
  /** The messages of a room after an id, oldest first, as they stand now. */
  exported_messages: {
    fields: { room: string; after: number };
    result: { messages: Message[]; more: boolean };
  };
}

/** Answers {@linkcode ExportQueries}. */
export const EXPORT_READERS: Readers<ExportQueries> = {
  exported_messages(store: Store, { room, after }) {
    const { id } = admitToRoom(store, CONSOLE, room, "read");
    const rows = store.all(
      `SELECT id FROM messages WHERE conversation = ? AND id > ? ORDER BY id LIMIT ${PAGE + 1}`,
      id,
      after,
    );
    const budget = new ByteBudget();
    const messages: Message[] = [];
    for (const row of rows.slice(0, PAGE)) {
      const message = readMessage(store, Number(row["id"]));
      // One always goes, so that each page is further than the one before.
      if (!budget.takes(message) && messages.length > 0) break;
      messages.push(message);
    }
    return { messages, more: rows.length > messages.length };
  },
};
