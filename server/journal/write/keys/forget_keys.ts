/** Takes away what an account has of keys when it ends, but for what others need to read. */
import type { WriteStore } from "../write_store.ts";

/** What only the account itself could use. */
const OWN_TABLES = [
  "key_vaults",
  "sealed_secrets",
  "older_secrets",
  "conversation_seals",
  "sealed_reactions",
  "change_nonces",
];

/**
 * Forgets the keys of an account that ends. Whoever is left in a conversation still checks who made
 * its keys, so that the logs stay until nobody is left in it.
 */
export function forgetKeys(store: WriteStore, account: number): void {
  for (const table of OWN_TABLES) store.run(`DELETE FROM ${table} WHERE account = ?`, account);
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

function forgetLogs(store: WriteStore, account: number): void {
  const needed = store.get(
    `SELECT 1 FROM conversations
     WHERE (low = ?1 OR high = ?1)
       AND EXISTS (SELECT 1 FROM conversation_keys WHERE conversation = conversations.id)`,
    account,
  );
  if (needed !== undefined) return;
  for (const table of ["key_entries", "key_devices", "key_logs"]) {
    store.run(`DELETE FROM ${table} WHERE account = ?`, account);
  }
}
