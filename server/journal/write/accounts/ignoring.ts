/** Who ignores whom. */
import type { Store } from "../../database/store.ts";

/** Whom an account ignores, by name. */
export function ignoredBy(store: Store, account: number): string[] {
  const rows = store.all(
    `SELECT name FROM ignores JOIN accounts ON accounts.id = ignored
     WHERE account = ? ORDER BY folded_name`,
    account,
  );
  return rows.map((row) => String(row["name"]));
}

/** Whether an account ignores another one. */
export function ignores(store: Store, account: number, other: number): boolean {
  return store.get(
    "SELECT 1 FROM ignores WHERE account = ? AND ignored = ?",
    account,
    other,
  ) !== undefined;
}
