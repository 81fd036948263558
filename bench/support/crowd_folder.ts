/** A data folder with many accounts in many rooms, all of which can log in with a token. */
import type { SQLInputValue } from "node:sqlite";
import { hashToken } from "../../server/accounts/tokens.ts";
import { openForWriting } from "../../server/journal/database/database.ts";
import { migrate } from "../../server/journal/database/schema.ts";

/** How many there are; everybody is in `general` and in every other room. */
export interface CrowdFolder {
  accounts: number;
  /** Rooms besides `general`: `room-1` and so on. */
  rooms: number;
}

/** The token of one of the accounts, which are counted from 0. */
export function crowdToken(index: number): string {
  return `crowd-token-${index}`;
}

/** The tokens of all. */
export function crowdTokens({ accounts }: Pick<CrowdFolder, "accounts">): string[] {
  return Array.from({ length: accounts }, (_, index) => crowdToken(index));
}

/** Writes the folder. */
export function buildCrowdFolder(path: string, { accounts, rooms }: CrowdFolder): void {
  const database = openForWriting(path, "normal");
  const insert = (table: string, values: Record<string, SQLInputValue>) => {
    const columns = Object.keys(values);
    const sql = `INSERT INTO ${table} (${columns.join()}) VALUES (${
      columns.map(() => "?").join()
    })`;
    let statement = statements.get(sql);
    if (statement === undefined) statements.set(sql, statement = database.prepare(sql));
    statement.run(...Object.values(values));
  };
  const statements = new Map<string, ReturnType<typeof database.prepare>>();
  try {
    migrate(database);
    database.exec("BEGIN");
    const nowMs = Date.now();
    // The first conversation is `general`, which is there already.
    for (let id = 2; id <= rooms + 1; id++) {
      const name = `room-${id - 1}`;
      insert("conversations", { id, kind: "public", name, created_ms: nowMs });
    }
    for (let index = 0; index < accounts; index++) {
      const id = index + 1;
      const times = { created_ms: nowMs, seen_ms: nowMs };
      const name = `Crowd${index}`;
      insert("accounts", { id, name, folded_name: name.toLowerCase(), password: "-", ...times });
      const token = { token_hash: hashToken(crowdToken(index)), account: id };
      const used = { created_ms: nowMs, used_ms: nowMs };
      insert("sessions", { ...token, device: "bench", address: "127.0.0.1", ...used });
      for (let conversation = 1; conversation <= rooms + 1; conversation++) {
        insert("members", { account: id, conversation, role: "member", joined_ms: nowMs });
      }
    }
    database.exec("COMMIT");
  } finally {
    database.close();
  }
}
