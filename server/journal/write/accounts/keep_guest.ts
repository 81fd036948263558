/** A guest that makes an account of itself. */
import { foldUsername } from "../../../../protocol/names.ts";
import type { WriteStore } from "../write_store.ts";

/**
 * Makes an account of a guest that is called like it: it stays in its rooms, and what it said is its own.
 * Returns its id, or undefined where it is no such guest, or not there any more.
 */
export function keepGuest(
  store: WriteStore,
  { guest, name, password, invite, timeMs }: {
    guest?: number | undefined;
    name: string;
    password: string;
    invite: number | undefined;
    timeMs: number;
  },
): number | undefined {
  if (guest === undefined) return undefined;
  const kept = store.run(
    `UPDATE accounts SET is_guest = 0, password = ?, invite = ?, seen_ms = ?
     WHERE id = ? AND folded_name = ? AND is_guest = 1 AND deleted_ms IS NULL`,
    password,
    invite ?? null,
    timeMs,
    guest,
    foldUsername(name),
  );
  if (kept.changes === 0) return undefined;
  store.run("DELETE FROM sessions WHERE account = ?", guest);
  return guest;
}
