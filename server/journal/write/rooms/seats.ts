/** How somebody comes into a room, or back into it. */
import { mutedUntilIn } from "../order/measure_rows.ts";
import type { WriteStore } from "../write_store.ts";
import { type Seat, traceOf } from "./traces.ts";

/**
 * Makes an account a member: neither a mute nor a pace nor a role is got rid of by leaving and coming
 * back. What was said until now is there to be read, but it is not unread.
 */
export function takeSeat(store: WriteStore, seat: Seat, timeMs: number): void {
  const { account, conversation } = seat;
  const { role, saidMs } = traceOf(store, seat);
  store.run(
    `INSERT INTO members (account, conversation, role, read_id, joined_ms, muted_until_ms, said_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET role = excluded.role, read_id = excluded.read_id,
       joined_ms = excluded.joined_ms, muted_until_ms = excluded.muted_until_ms,
       said_ms = excluded.said_ms, banned_until_ms = NULL`,
    account,
    conversation,
    role,
    store.lastId,
    timeMs,
    mutedUntilIn(store, account, conversation),
    saidMs,
  );
  store.run("DELETE FROM traces WHERE account = ? AND conversation = ?", account, conversation);
}
