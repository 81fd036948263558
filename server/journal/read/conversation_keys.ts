/** Queries about the keys of private conversations, and what is encrypted with them. */
import type { AnswerFields } from "../../../protocol/answers.ts";
import { type Bytes, toBase64url } from "../../../protocol/encryption/bytes.ts";
import type { TrueStatement } from "../../../protocol/encryption/check_statement.ts";
import { decodeEnvelope, type SealContext } from "../../../protocol/encryption/envelope.ts";
import type { StatedLog } from "../../../protocol/encryption/log.ts";
import { decodeStatement } from "../../../protocol/encryption/statement.ts";
import { ChatError } from "../../../protocol/errors.ts";
import type { Readers } from "../applier.ts";
import type { Row, Store } from "../database/store.ts";
import { accountNamed, admitToMessage, conversationsWith } from "../gate.ts";
import { bytesOf, currentLog, statedLog } from "../write/keys/key_rows.ts";
import { conversationOf } from "../write/messages/post.ts";
import { rowTime } from "./message.ts";

/** Keys of a conversation in one answer; of several conversations, those of whole epochs. */
const PAGE_KEYS = 60;

/** Most of an epoch in one answer: as many as fit into a line. */
const MAX_OF_EPOCH = 75;

/** The newest statement of a conversation, as far as a new one is held against it. */
export type StatementBefore = Pick<TrueStatement, "hash" | "statement">;

/** What a statement names of the logs of everybody: its device, and places by their roots. */
export interface StatedPlaces {
  device: Bytes;
  participants: readonly { root: Bytes; seq: number }[];
}

/** What somebody who writes encrypted is held against. */
export interface SealingState {
  /** The logs of everybody in the conversation, with what the statement names of them. */
  logs: StatedLog[];
  before: StatementBefore | undefined;
}

/** A message as it was encrypted, with what it takes to see who wrote it. */
export interface SealedState {
  sealed: Bytes;
  context: SealContext;
  signingKey: Bytes;
}

/** Queries about keys of conversations. */
export interface ConversationKeyQueries {
  /** The keys of a private conversation, with the account's own seals. */
  conversation_keys: {
    fields: {
      account: number;
      with: string;
      /** One of its messages: of many conversations with accounts that are gone, the one it is in. */
      message: number | undefined;
      before: number | undefined;
      after: number | undefined;
    };
    result: AnswerFields["conversation_keys"];
  };
  /** What a new key is held against: of the conversation with an account, or of that of a message. */
  sealing_state: {
    fields: { account: number; stated: StatedPlaces } & ({ to: string } | { message: number });
    result: SealingState;
  };
  /** An encrypted message that the account may read. */
  sealed_state: { fields: { account: number; message: number }; result: SealedState };
}

/** Answers {@linkcode ConversationKeyQueries}. */
export const CONVERSATION_KEY_READERS: Readers<ConversationKeyQueries> = {
  conversation_keys(store, { account, with: other, message, before, after }) {
    const all = conversationsWith(store, account, other).conversations;
    const { place } = message === undefined ? {} : admitToMessage(store, account, message);
    const conversations = place === undefined ? all : all.filter((id) => id === place.id);
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
      MAX_OF_EPOCH + 1,
    );
    const page = wholeEpochs(rows);
    const keys = page.map((row) => ({
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
      more: rows.length > page.length,
      ...(typeof first === "number" ? { encrypted_from: first } : {}),
    };
  },

  sealing_state(store, query) {
    const { account, stated } = query;
    if ("to" in query) {
      const { id } = accountNamed(store, query.to);
      const place = conversationOf(store, account, id);
      return sealingState(store, { accounts: [account, id], stated }, place?.id);
    }
    const { place } = admitToMessage(store, account, query.message);
    const row = store.get("SELECT low, high FROM conversations WHERE id = ?", place.id);
    if (place.kind !== "direct" || row === undefined) throw new ChatError("bad_sealed");
    const accounts = [Number(row["low"]), Number(row["high"])];
    return sealingState(store, { accounts, stated }, place.id);
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

/** Whoever asks for the next page names the epoch at the edge, so nothing of that one is left. */
function wholeEpochs(rows: readonly Row[]): Row[] {
  if (rows.length <= PAGE_KEYS) return [...rows];
  const epochAt = (index: number) => rows[index]?.["epoch"];
  let end = PAGE_KEYS;
  while (end > 0 && epochAt(end) === epochAt(end - 1)) end--;
  return rows.slice(0, end === 0 ? MAX_OF_EPOCH : end);
}

function sealingState(
  store: Store,
  { accounts, stated }: { accounts: readonly number[]; stated: StatedPlaces },
  conversation: number | undefined,
): SealingState {
  const logs = [...new Set(accounts)].flatMap((account) => {
    const log = currentLog(store, account);
    return log === undefined ? [] : statedLog(store, log, stated);
  });
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
