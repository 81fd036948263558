/** Queries about keys: logs of devices, secrets, what the devices of an account keep together. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { type Bytes, toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { AccountLog } from "../../../protocol/encryption/log.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { DELETED_USER } from "../../../protocol/limits.ts";
import type { KeyDeviceUse, LogEnd } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import type { Store } from "../database/store.ts";
import { accountNamed } from "../gate.ts";
import { rowTime } from "./message.ts";
import {
  accountLog,
  bytesOf,
  currentLog,
  deviceOfSession,
  type KeyLog,
  keyLog,
  logOfRoot,
} from "../write/keys/key_rows.ts";

/** Most older secrets in one answer. */
const PAGE_SECRETS = 300;

/** Queries about keys. */
export interface KeyQueries {
  /** The log of an account, or one that it had: a part of its entries. */
  keys: {
    fields: { account: number; username: string; root: Bytes | undefined; after: number };
    result: AnswerFields["keys"];
  };
  /** One's own log, followed. */
  own_log: { fields: { account: number }; result: AccountLog | undefined };
  /** The newest secret for one of the account's devices, and older ones. */
  key_secrets: {
    fields: {
      account: number;
      session: number;
      root: Bytes | undefined;
      device: Bytes | undefined;
      before: number | undefined;
    };
    result: AnswerFields["keys_secrets"];
  };
  key_vault: { fields: { account: number }; result: { version: number; blob?: string } };
  /** When each device that is in the log of an account was used last. */
  key_device_uses: { fields: { account: number }; result: KeyDeviceUse[] };
}

/** Answers {@linkcode KeyQueries}. */
export const KEY_READERS: Readers<KeyQueries> = {
  keys(store, { account, username, root, after }) {
    const log = logNamed(store, { account, username, root });
    if (log === undefined) return { log: [], more: false };
    const rows = store.all(
      `SELECT entry FROM key_entries WHERE account = ? AND series = ? AND seq > ?
       ORDER BY seq LIMIT 100`,
      log.account,
      log.series,
      after,
    );
    const entries = new ByteBudget().fitting(
      rows.map(({ entry }) => toBase64url(bytesOf(entry))),
    );
    return {
      ...endOf(log),
      ...(log.isOff ? { is_off: true as const } : {}),
      log: entries,
      more: after + entries.length < log.seq,
    };
  },

  own_log(store, { account }) {
    return followed(store, account);
  },

  key_secrets(store, { account, session, root, device, before }) {
    const log = logOfRoot(store, account, root);
    if (log === undefined) throw new ChatError("no_device");
    const id = device ?? deviceOfSession(store, account, session);
    if (id === undefined) throw new ChatError("no_device");
    const secret = store.get(
      "SELECT sealed FROM sealed_secrets WHERE account = ? AND series = ? AND device = ?",
      account,
      log.series,
      id,
    );
    const rows = store.all(
      `SELECT generation, sealed FROM older_secrets
       WHERE account = ? AND series = ? AND generation < ? ORDER BY generation DESC LIMIT ?`,
      account,
      log.series,
      before ?? Number.MAX_SAFE_INTEGER,
      PAGE_SECRETS + 1,
    );
    const older = rows.slice(0, PAGE_SECRETS).map(({ generation, sealed }) => ({
      generation: Number(generation),
      sealed: toBase64url(bytesOf(sealed)),
    }));
    return {
      ...endOf(log),
      generation: log.generation,
      ...(secret === undefined ? {} : { sealed: toBase64url(bytesOf(secret["sealed"])) }),
      older,
      more: rows.length > older.length,
    };
  },

  key_vault(store, { account }) {
    const row = store.get("SELECT version, blob FROM key_vaults WHERE account = ?", account);
    if (row === undefined) return { version: 0 };
    return { version: Number(row["version"]), blob: toBase64url(bytesOf(row["blob"])) };
  },

  key_device_uses(store, { account }) {
    const log = currentLog(store, account);
    if (log === undefined) return [];
    const rows = store.all(
      `SELECT id, max(coalesce(used_ms, 0), coalesce((SELECT max(used_ms) FROM sessions
         WHERE sessions.account = ?1 AND key_device = key_devices.id), 0)) AS last_ms
       FROM key_devices
       WHERE account = ?1 AND series = ?2 AND removed_seq IS NULL AND kind <> 'recovery'
       ORDER BY added_seq, id`,
      account,
      log.series,
    );
    return rows.map(({ id, last_ms: lastMs }) => ({
      device: toBase64url(bytesOf(id)),
      // Of sessions that ended before this was noted nothing is known.
      ...(lastMs === 0 ? {} : { used: rowTime(lastMs) }),
    }));
  },
};

/** The end of a log, as clients get it. */
export function endOf({ root, seq, head }: Pick<KeyLog, "root" | "seq" | "head">): LogEnd {
  return { root: toBase64url(root), seq, head: toBase64url(head) };
}

/** What somebody who is gone had is for those who have a conversation or a room with it, by its root. */
function logNamed(
  store: Store,
  { account, username, root }: { account: number; username: string; root: Bytes | undefined },
): KeyLog | undefined {
  if (username === DELETED_USER && root !== undefined) {
    return keyLog(store.get(
      `SELECT key_logs.* FROM key_logs JOIN accounts ON accounts.id = account
       WHERE root = ?1 AND deleted_ms IS NOT NULL AND (EXISTS (
         SELECT 1 FROM conversations JOIN members ON members.conversation = conversations.id
           AND members.account = ?2
         WHERE kind = 'direct' AND low = min(?2, key_logs.account)
           AND high = max(?2, key_logs.account)) OR EXISTS (
         SELECT 1 FROM room_admissions AS let_in JOIN members
           ON members.conversation = let_in.conversation AND members.account = ?2
         WHERE let_in.account = key_logs.account AND role NOT IN ('banned', 'invited')))`,
      root,
      account,
    ));
  }
  return logOfRoot(store, accountNamed(store, username).id, root);
}

function followed(store: Store, account: number): AccountLog | undefined {
  const log = currentLog(store, account);
  const row = store.get("SELECT name, folded_name FROM accounts WHERE id = ?", account);
  const name = foldUsername(String(row?.["folded_name"] ?? row?.["name"]));
  return log === undefined ? undefined : accountLog(store, log, name);
}
