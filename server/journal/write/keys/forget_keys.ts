/** Takes away what an account has of keys when it ends, but for what others need to read. */
import type { Store } from "../../database/store.ts";
import type { WriteStore } from "../write_store.ts";

/** What only the account itself could use. */
const OWN_TABLES = [
  "key_vaults",
  "sealed_secrets",
  "older_secrets",
  "sealed_reactions",
  "change_nonces",
];

/**
 * Forgets the keys of an account that ends. Whoever is left in a conversation still checks who made
 * its keys, so that the logs stay until nobody is left in it.
 */
export function forgetKeys(store: WriteStore, account: number): void {
  for (const table of OWN_TABLES) store.run(`DELETE FROM ${table} WHERE account = ?`, account);
  // In a room it stays known that a key was for this account as well, so that there is a new one.
  store.run(
    `UPDATE conversation_seals SET sealed = x'' WHERE account = ?1 AND conversation IN (
       SELECT id FROM conversations WHERE kind <> 'direct')`,
    account,
  );
  store.run("DELETE FROM conversation_seals WHERE account = ? AND sealed <> x''", account);
  const others = store.all(
    `SELECT iif(low = ?1, high, low) AS other, id FROM conversations
     WHERE (low = ?1 OR high = ?1)
       AND EXISTS (SELECT 1 FROM conversation_keys WHERE conversation = conversations.id)`,
    account,
  );
  const affected = new Set([account]);
  for (const { id, other } of others) {
    const row = store.get(
      "SELECT 1 FROM accounts WHERE id = ? AND id <> ? AND deleted_ms IS NULL",
      Number(other),
      account,
    );
    if (row !== undefined) continue;
    store.run("DELETE FROM conversation_keys WHERE conversation = ?", Number(id));
    affected.add(Number(other));
  }
  for (const gone of affected) forgetLogs(store, gone);
}

/** Accounts that are gone and were in an encrypted room, which is to go as well. */
export function goneFromRoom(store: Store, room: number): number[] {
  const rows = store.all(
    `SELECT DISTINCT account FROM room_admissions JOIN accounts ON accounts.id = account
     WHERE conversation = ? AND deleted_ms IS NOT NULL ORDER BY account`,
    room,
  );
  return rows.map(({ account }) => Number(account));
}

/** Forgets the logs of an account that is gone, if nobody needs them any more. */
export function forgetLogs(store: WriteStore, account: number): void {
  const needed = store.get(
    `SELECT 1 FROM conversations
     WHERE (low = ?1 OR high = ?1)
       AND EXISTS (SELECT 1 FROM conversation_keys WHERE conversation = conversations.id)
     UNION ALL SELECT 1 FROM room_admissions WHERE account = ?1`,
    account,
  );
  if (needed !== undefined) return;
  for (const table of ["key_entries", "key_devices", "key_logs"]) {
    store.run(`DELETE FROM ${table} WHERE account = ?`, account);
  }
}
