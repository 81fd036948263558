/** Queries about keys: logs of devices, secrets, what the devices of an account keep together. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { type Bytes, toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { TrueStatement } from "../../../protocol/encryption/check_statement.ts";
import type { AccountLog } from "../../../protocol/encryption/log.ts";
import { decodeStatement } from "../../../protocol/encryption/statement.ts";
import { decodeEnvelope, type SealContext } from "../../../protocol/encryption/envelope.ts";
import { ChatError } from "../../../protocol/errors.ts";
import { foldUsername } from "../../../protocol/names.ts";
import { DELETED_USER } from "../../../protocol/limits.ts";
import type { LogEnd } from "../../../protocol/records.ts";
import { ByteBudget } from "../../base/byte_budget.ts";
import type { Readers } from "../applier.ts";
import type { Store } from "../database/store.ts";
import { accountNamed, admitToMessage, conversationsWith } from "../gate.ts";
import { conversationOf } from "../write/messages/post.ts";
import {
  accountLog,
  bytesOf,
  currentLog,
  deviceOfSession,
  type KeyLog,
  keyLog,
  logOfRoot,
} from "../write/keys/key_rows.ts";
import { rowTime } from "./message.ts";

/** Most older secrets in one answer. */
const PAGE_SECRETS = 300;

/** Most keys of a conversation in one answer. */
const PAGE_KEYS = 60;

/** The newest statement of a conversation, as far as a new one is held against it. */
export type StatementBefore = Pick<TrueStatement, "hash" | "statement">;

/** What somebody who writes encrypted is held against. */
export interface SealingState {
  /** The logs of everybody in the conversation. */
  logs: AccountLog[];
  before: StatementBefore | undefined;
}

/** A message as it was encrypted, with what it takes to see who wrote it. */
export interface SealedState {
  sealed: Bytes;
  context: SealContext;
  signingKey: Bytes;
}

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
  /** The keys of a private conversation, with the account's own seals. */
  conversation_keys: {
    fields: {
      account: number;
      with: string;
      before: number | undefined;
      after: number | undefined;
    };
    result: AnswerFields["conversation_keys"];
  };
  /** What a new key is held against: of the conversation with an account, or of that of a message. */
  sealing_state: {
    fields: { account: number } & ({ to: string } | { message: number });
    result: SealingState;
  };
  /** An encrypted message that the account may read. */
  sealed_state: { fields: { account: number; message: number }; result: SealedState };
}

/** Answers {@linkcode KeyQueries}. */
export const KEY_READERS: Readers<KeyQueries> = {
  keys(store, { username, root, after }) {
    const log = logNamed(store, username, root);
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

  conversation_keys(store, { account, with: other, before, after }) {
    const { conversations } = conversationsWith(store, account, other);
    const rows = store.all(
      `SELECT conversation_keys.epoch, statement, stored_ms, root, seals.generation, seals.sealed
       FROM conversation_keys
       LEFT JOIN conversation_seals AS seals ON seals.conversation = conversation_keys.conversation
         AND seals.epoch = conversation_keys.epoch AND seals.account = ?2
       LEFT JOIN key_logs ON key_logs.account = seals.account AND key_logs.series = seals.series
       WHERE conversation_keys.conversation IN (SELECT value FROM json_each(?1))
         AND conversation_keys.epoch < ?3 AND conversation_keys.epoch > ?4
       ORDER BY conversation_keys.epoch ${after === undefined ? "DESC" : "ASC"},
         conversation_keys.conversation LIMIT ?5`,
      JSON.stringify(conversations),
      account,
      before ?? Number.MAX_SAFE_INTEGER,
      after ?? 0,
      PAGE_KEYS + 1,
    );
    const keys = rows.slice(0, PAGE_KEYS).map((row) => ({
      epoch: Number(row["epoch"]),
      statement: toBase64url(bytesOf(row["statement"])),
      stored: rowTime(row["stored_ms"]),
      ...(row["root"] === null ? {} : {
        seal: {
          root: toBase64url(bytesOf(row["root"])),
          generation: Number(row["generation"]),
          sealed: toBase64url(bytesOf(row["sealed"])),
        },
      }),
    }));
    const first = store.get(
      `SELECT min(encrypted_from) AS first FROM conversations
       WHERE id IN (SELECT value FROM json_each(?))`,
      JSON.stringify(conversations),
    )?.["first"];
    return {
      keys: after === undefined ? keys.reverse() : keys,
      more: rows.length > PAGE_KEYS,
      ...(typeof first === "number" ? { encrypted_from: first } : {}),
    };
  },

  sealing_state(store, query) {
    const { account } = query;
    if ("to" in query) {
      const { id } = accountNamed(store, query.to);
      const place = conversationOf(store, account, id);
      return sealingState(store, [account, id], place?.id);
    }
    const { place } = admitToMessage(store, account, query.message);
    const row = store.get("SELECT low, high FROM conversations WHERE id = ?", place.id);
    if (place.kind !== "direct" || row === undefined) throw new ChatError("bad_sealed");
    return sealingState(store, [Number(row["low"]), Number(row["high"])], place.id);
  },

  sealed_state(store, { account, message }) {
    const { author, place, row } = admitToMessage(store, account, message);
    const sealed = row["sealed"];
    const key = store.get(
      "SELECT hash, conversation_id FROM conversation_keys WHERE conversation = ? AND epoch = ?",
      place.id,
      Number(row["epoch"] ?? 0),
    );
    if (!(sealed instanceof Uint8Array) || key === undefined) throw new ChatError("bad_proof");
    const { device } = decodeEnvelope(sealed);
    const signer = store.get(
      "SELECT signing_key FROM key_devices WHERE account = ? AND id = ? ORDER BY series DESC",
      author,
      device,
    );
    if (signer === undefined) throw new ChatError("bad_proof");
    const isEdit = row["edited_ms"] !== null;
    return {
      sealed: bytesOf(sealed),
      context: {
        conversation: bytesOf(key["conversation_id"]),
        statement: bytesOf(key["hash"]),
        kind: isEdit ? "edit" : "message",
        target: isEdit ? message : 0,
      },
      signingKey: bytesOf(signer["signing_key"]),
    };
  },
};

/** The end of a log, as clients get it. */
export function endOf({ root, seq, head }: Pick<KeyLog, "root" | "seq" | "head">): LogEnd {
  return { root: toBase64url(root), seq, head: toBase64url(head) };
}

/** What somebody who is gone had is known by its root, to those who have seen that. */
function logNamed(store: Store, username: string, root: Bytes | undefined): KeyLog | undefined {
  if (username === DELETED_USER && root !== undefined) {
    return keyLog(store.get(
      `SELECT key_logs.* FROM key_logs JOIN accounts ON accounts.id = account
       WHERE root = ? AND deleted_ms IS NOT NULL`,
      root,
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

function sealingState(
  store: Store,
  accounts: readonly number[],
  conversation: number | undefined,
): SealingState {
  const logs = [...new Set(accounts)].flatMap((account) => followed(store, account) ?? []);
  const row = store.get(
    `SELECT statement, hash FROM conversation_keys WHERE conversation = ?
     ORDER BY epoch DESC LIMIT 1`,
    conversation ?? 0,
  );
  const before = row === undefined ? undefined : {
    statement: decodeStatement(bytesOf(row["statement"])),
    hash: bytesOf(row["hash"]),
  };
  return { logs, before };
}
