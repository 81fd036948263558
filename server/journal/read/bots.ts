/** Queries about accounts of programs. */
import type { BotInfo } from "../../../protocol/records.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { Readers } from "../applier.ts";
import { demandServerRight } from "../gate.ts";
import { rowTime } from "./message.ts";

/** Most bots in one answer. */
const PAGE_BOTS = 50;

/** Queries about bots. */
export interface BotQueries {
  /** The bots by their names, with their tokens; for those who look after them. */
  bots: { fields: { account: number; after: string }; result: { bots: BotInfo[]; more: boolean } };
}

/** Answers {@linkcode BotQueries}. */
export const BOT_READERS: Readers<BotQueries> = {
  bots(store, { account, after }) {
    demandServerRight(store, account, "manage_bots");
    const rows = store.all(
      `SELECT id, name, created_ms FROM accounts
       WHERE is_bot = 1 AND deleted_ms IS NULL AND folded_name > ?
       ORDER BY folded_name LIMIT ${PAGE_BOTS + 1}`,
      foldUsername(after),
    );
    const bots = rows.slice(0, PAGE_BOTS).map((row): BotInfo => ({
      username: String(row["name"]),
      created: rowTime(row["created_ms"]),
      tokens: store.all(
        "SELECT * FROM sessions WHERE account = ? ORDER BY id LIMIT 100",
        Number(row["id"]),
      ).map((session) => ({
        session: Number(session["id"]),
        name: String(session["token_name"] ?? session["device"]),
        address: String(session["address"]),
        created: rowTime(session["created_ms"]),
        used: rowTime(session["used_ms"]),
      })),
    }));
    return { bots, more: rows.length > PAGE_BOTS };
  },
};
