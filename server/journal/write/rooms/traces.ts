/** What stays of somebody who leaves a room, so that leaving and coming back sheds nothing. */
import type { Standing } from "../../../access/rights.ts";
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";

/** What an account that comes back finds again. */
export interface Trace {
  role: "member" | "read_only";
  /** When it wrote there last; 0 for never. */
  saidMs: number;
}

/** Takes an account out of a room; what it was not to shed stays. */
export function removeMember(
  store: WriteStore,
  { account, conversation, role }: { account: number; conversation: number; role: Standing },
): void {
  store.run(
    `INSERT OR REPLACE INTO traces (account, conversation, role, said_ms)
     SELECT account, conversation, ?3, said_ms FROM members
     WHERE account = ?1 AND conversation = ?2 AND (?3 = 'read_only' OR said_ms > 0)`,
    account,
    conversation,
    role === "read_only" ? "read_only" : "member",
  );
  store.run("DELETE FROM members WHERE account = ? AND conversation = ?", account, conversation);
}

/** What stayed of an account in a room. */
export function traceOf(store: Store, account: number, conversation: number): Trace {
  const row = store.get(
    "SELECT role, said_ms FROM traces WHERE account = ? AND conversation = ?",
    account,
    conversation,
  );
  return {
    role: row?.["role"] === "read_only" ? "read_only" : "member",
    saidMs: Number(row?.["said_ms"] ?? 0),
  };
}

/** Forgets that, once the account is there again. */
export function removeTrace(store: WriteStore, account: number, conversation: number): void {
  store.run("DELETE FROM traces WHERE account = ? AND conversation = ?", account, conversation);
}
