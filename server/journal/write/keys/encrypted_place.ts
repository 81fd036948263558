/** Sees to it that nothing is said in plain words where everything is encrypted. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { Store } from "../../database/store.ts";
import type { AdmittedMessage } from "../../gate.ts";
import { currentLog } from "./key_rows.ts";

/**
 * Sees to it that plain words may be said in an encrypted conversation of these accounts: one of them
 * has signed that it does not use encryption any more.
 *
 * @throws {ChatError} `encryption_required`.
 */
export function demandNoEncryption(store: Store, accounts: readonly number[]): void {
  if (accounts.some((account) => currentLog(store, account)?.isOff)) return;
  throw new ChatError("encryption_required");
}

/**
 * Sees to it that a message may be changed in plain words.
 *
 * @throws {ChatError} `encryption_required`.
 */
export function demandPlain(store: Store, { content, place }: AdmittedMessage): void {
  if (content.kind === "sealed" || place.isEncryptedRoom) {
    throw new ChatError("encryption_required");
  }
  if (place.kind !== "direct") return;
  const row = store.get(
    "SELECT low, high, encrypted_from FROM conversations WHERE id = ?",
    place.id,
  );
  if (row === undefined || row["encrypted_from"] === null) return;
  demandNoEncryption(store, [Number(row["low"]), Number(row["high"])]);
}
