/** What stays of somebody who leaves a room, so that leaving and coming back sheds nothing. */
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";

/** Somebody in a room. */
export interface Seat {
  account: number;
  conversation: number;
}

/** What an account that comes back finds again. */
export interface Trace {
  role: "member" | "read_only";
  /** When it wrote there last; 0 for never. */
  saidMs: number;
}

/** Takes an account out of a room; what it was not to shed stays. */
export function removeMember(store: WriteStore, seat: Seat): void {
  keepTrace(store, seat);
  store.run(
    "DELETE FROM members WHERE account = ? AND conversation = ?",
    seat.account,
    seat.conversation,
  );
}

/** Keeps what somebody is not to shed, who will be no member any more; with what is kept already. */
export function keepTrace(store: WriteStore, { account, conversation }: Seat): void {
  const { role, saidMs } = traceOf(store, { account, conversation });
  if (role === "member" && saidMs === 0) return;
  store.run(
    "INSERT OR REPLACE INTO traces (account, conversation, role, said_ms) VALUES (?, ?, ?, ?)",
    account,
    conversation,
    role,
    saidMs,
  );
}

/** What stayed of an account in a room, and what it is there now. */
export function traceOf(store: Store, { account, conversation }: Seat): Trace {
  const row = store.get(
    `SELECT max(role = 'read_only') AS is_read_only, max(said_ms) AS said_ms FROM (
       SELECT role, said_ms FROM traces WHERE account = ?1 AND conversation = ?2
       UNION ALL SELECT role, said_ms FROM members WHERE account = ?1 AND conversation = ?2)`,
    account,
    conversation,
  );
  return {
    role: row?.["is_read_only"] === 1 ? "read_only" : "member",
    saidMs: Number(row?.["said_ms"] ?? 0),
  };
}
