/** An entry of a log of devices, and how it is written down with everything that belongs to it. */
import type { Bytes } from "../../../../protocol/encryption/bytes.ts";
import type { DeviceKind } from "../../../../protocol/encryption/device.ts";
import type { EntryKind as LogEntryKind } from "../../../../protocol/encryption/entry.ts";
import type { WriteStore } from "../write_store.ts";
import type { KeyLog } from "./key_rows.ts";

/** What there is of a log. */
const TABLES_OF_LOG = [
  "key_devices",
  "key_entries",
  "key_logs",
  "older_secrets",
  "sealed_secrets",
];

/** A device that comes in, as the log has it then. */
interface NewDevice {
  id: Bytes;
  kind: DeviceKind;
  ordinal: number;
  signingKey: Bytes;
  sealingKey: Bytes;
}

/** An entry of a log that was found right where the log ends with `previous`. */
export interface KeyChange {
  entry: Bytes;
  change: LogEntryKind;
  previous: Bytes;
  /** The end of the log with it. */
  root: Bytes;
  seq: number;
  head: Bytes;
  generation: number;
  isOff: boolean;
  needsRenewal: boolean;
  /** The public key of the secret that is new with it. */
  secretKey: Bytes | undefined;
  signer: Bytes;
  /** When it was made, by the clock of the device. */
  madeMs: number;
  added: readonly NewDevice[];
  removed: readonly Bytes[];
  secrets: readonly { device: Bytes; sealed: Bytes }[];
  older: Bytes | undefined;
}

/**
 * Forgets what the secret opened that is not there any more, and which devices the sessions belonged
 * to. Of the logs that were replaced already, those from before `before` go that nobody needs.
 */
export function reset(
  store: WriteStore,
  { account, before }: { account: number; before: number },
): void {
  store.run("DELETE FROM key_vaults WHERE account = ?", account);
  store.run("UPDATE sessions SET key_device = NULL WHERE account = ?", account);
  const replaced = store.all(
    `SELECT series FROM key_logs WHERE account = ?1 AND started_ms < ?2
       AND series < (SELECT max(series) FROM key_logs WHERE account = ?1)
       AND NOT EXISTS (SELECT 1 FROM conversation_seals
         WHERE conversation_seals.account = ?1 AND conversation_seals.series = key_logs.series)
       AND NOT EXISTS (SELECT 1 FROM key_entries
         WHERE key_entries.account = ?1 AND key_entries.series = key_logs.series
           AND stored_ms >= ?2)
     ORDER BY series`,
    account,
    before,
  );
  for (const { series } of replaced) {
    for (const table of TABLES_OF_LOG) {
      store.run(`DELETE FROM ${table} WHERE account = ? AND series = ?`, account, Number(series));
    }
  }
}

/** Where the log ends now. */
export function storeLog(
  store: WriteStore,
  log: KeyLog,
  { isStart, timeMs }: { isStart: boolean; timeMs: number },
): void {
  const { account, series, root, replaces, seq, head, generation, isOff, needsRenewal } = log;
  if (isStart) {
    store.run(
      `INSERT INTO key_logs (account, series, root, replaces, seq, head, generation, is_off,
         needs_renewal, started_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      account,
      series,
      root,
      replaces,
      seq,
      head,
      generation,
      isOff ? 1 : 0,
      needsRenewal ? 1 : 0,
      timeMs,
    );
    return;
  }
  store.run(
    `UPDATE key_logs SET seq = ?, head = ?, generation = ?, is_off = ?, needs_renewal = ?
     WHERE account = ? AND series = ?`,
    seq,
    head,
    generation,
    isOff ? 1 : 0,
    needsRenewal ? 1 : 0,
    account,
    series,
  );
}

/** The entry itself, and the devices that come in with it. */
export function storeEntry(
  store: WriteStore,
  { account, series, generation }: KeyLog,
  { seq, head, secretKey, entry, added, madeMs, timeMs }: KeyChange & { timeMs: number },
): void {
  store.run(
    `INSERT INTO key_entries (account, series, seq, head, generation, secret_key, stored_ms, entry)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    account,
    series,
    seq,
    head,
    generation,
    secretKey ?? null,
    timeMs,
    entry,
  );
  for (const { id, kind, ordinal, signingKey, sealingKey } of added) {
    store.run(
      `INSERT INTO key_devices
         (account, series, id, kind, ordinal, signing_key, sealing_key, added_seq, added_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      account,
      series,
      id,
      kind,
      ordinal,
      signingKey,
      sealingKey,
      seq,
      madeMs,
    );
  }
}

/** Ends the sessions of the devices that go, but not the one that says so. */
export function removeDevices(
  store: WriteStore,
  { account, series, seq }: KeyLog,
  { removed, signer, madeMs, session }: KeyChange & { session: number },
): number[] {
  const closed: number[] = [];
  for (const device of removed) {
    store.run(
      `UPDATE key_devices SET removed_seq = ?, removed_ms = ?, removed_by = ?
       WHERE account = ? AND series = ? AND id = ?`,
      seq,
      madeMs,
      signer,
      account,
      series,
      device,
    );
    store.run(
      "DELETE FROM sealed_secrets WHERE account = ? AND series = ? AND device = ?",
      account,
      series,
      device,
    );
    store.run(
      "UPDATE sessions SET key_device = NULL WHERE id = ? AND key_device = ?",
      session,
      device,
    );
    const rows = store.runReturning(
      "DELETE FROM sessions WHERE account = ? AND key_device = ? RETURNING id",
      account,
      device,
    );
    closed.push(...rows.map(({ id }) => Number(id)));
  }
  return closed.sort((one, other) => one - other);
}

/** The newest secret for whoever has to get it, and the one before. */
export function storeSecrets(
  store: WriteStore,
  { account, series, generation }: KeyLog,
  { secrets, older }: KeyChange,
): void {
  for (const { device, sealed } of secrets) {
    store.run(
      `INSERT OR REPLACE INTO sealed_secrets (account, series, device, generation, sealed)
       VALUES (?, ?, ?, ?, ?)`,
      account,
      series,
      device,
      generation,
      sealed,
    );
  }
  if (older === undefined) return;
  store.run(
    "INSERT INTO older_secrets (account, series, generation, sealed) VALUES (?, ?, ?, ?)",
    account,
    series,
    generation,
    older,
  );
}
