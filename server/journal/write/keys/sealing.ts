/** What binds everything that is encrypted: its device, its key, and whom that key was made for. */
import type { Bytes } from "../../../../protocol/encryption/bytes.ts";
import { sameBytes } from "../../../../protocol/encryption/bytes.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Store } from "../../database/store.ts";
import { checkHourly, HOUR_MS } from "../hourly.ts";
import type { WriteStore } from "../write_store.ts";
import {
  currentLog,
  deviceOfSession,
  isUsable,
  type KeyLog,
  newestKey,
  sameOrNone,
} from "./key_rows.ts";
import { readersOf, roomEnd } from "./room_rows.ts";

/** Most keys of conversations that one account makes within an hour. */
const MAX_KEYS_PER_HOUR = 60;

/** A new key of a conversation, whose signature and form have been checked. */
export interface NewKey {
  epoch: number;
  hash: Bytes;
  /** What the statement says the conversation is. */
  conversationId: Bytes;
  statement: Bytes;
  /** Of a room: how far its log had come. */
  members: { seq: number; head: Bytes } | undefined;
  /** The hash of the statement that it was checked against. */
  before: Bytes | undefined;
  /** One for each account. */
  seals: readonly { root: Bytes; generation: number; sealed: Bytes }[];
}

/** Something encrypted, whose form has been checked. */
export interface Sealing {
  /** The session that sends it. */
  session: number;
  /** The device and the key that its head names. */
  device: Bytes;
  epoch: number;
  key: NewKey | undefined;
}

/** A log and the seal that is for it. */
interface Recipient {
  log: KeyLog;
  sealed: Bytes | undefined;
}

/**
 * Sees to it that something encrypted may be stored: nobody made another key meanwhile, the device is
 * the session's and in the log, and the key was made for what everybody's secrets are now. Returns
 * what stores the new key, if there is one, for when everything else has been asked.
 *
 * @throws {ChatError} `key_taken`, `no_device`, `device_removed`, `stale_key`, `slow_down`.
 */
export function checkSealing(
  store: WriteStore,
  { actor: account, timeMs, session, device, epoch, key }: Sealing & {
    actor: number;
    timeMs: number;
  },
  { conversation, logs }: {
    conversation: number | undefined;
    /** Of everybody who is to read; undefined for who has none. */
    logs: readonly (KeyLog | undefined)[];
  },
): (conversation: number) => void {
  const newest = conversation === undefined ? undefined : newestKey(store, conversation);
  if (key !== undefined && !sameOrNone(newest?.hash, key.before)) throw new ChatError("key_taken");
  checkDevice(store, { account, session, device });
  // Whoever has turned it off reads on something that cannot open it.
  if (logs.some((log) => log?.isOff)) throw new ChatError("stale_key");
  const recipients = key === undefined
    ? sealedBefore(store, conversation ?? 0, { epoch: newest?.epoch ?? 0, logs })
    : sealedNow(key, logs);
  if (recipients === undefined) throw new ChatError("stale_key");
  if (epoch !== (key?.epoch ?? newest?.epoch)) throw new ChatError("stale_key");
  if (key === undefined) return () => {};
  checkRate(store, account, timeMs);
  return (id) => storeKey(store, { ...key, recipients, conversation: id, account, timeMs });
}

/**
 * The same in an encrypted room, where those read who were let in.
 *
 * @throws {ChatError} as {@linkcode checkSealing}; `device_removed` for whoever was let in with other keys.
 */
export function checkRoomSealing(
  store: WriteStore,
  sealing: Sealing & { actor: number; timeMs: number },
  room: number,
): (conversation: number) => void {
  const logs = readersOf(store, room);
  if (!logs.some(({ account }) => account === sealing.actor)) {
    throw new ChatError(
      "device_removed",
      "Your keys are not those that were let into this room; ask an owner or a moderator to invite " +
        "you again",
    );
  }
  const members = sealing.key?.members;
  const isLate = sealing.key !== undefined &&
    (members === undefined || !sameOrNone(roomEnd(store, room)?.head, members.head));
  if (isLate) throw new ChatError("stale_key");
  return checkSealing(store, sealing, { conversation: room, logs });
}

/** @throws {ChatError} `no_device`, `device_removed`: it is not the session's, or not in the log. */
export function checkDevice(
  store: Store,
  { account, session, device }: { account: number; session: number; device: Bytes },
): void {
  const own = deviceOfSession(store, account, session);
  if (own === undefined) throw new ChatError("no_device");
  const log = currentLog(store, account);
  if (log === undefined || !sameBytes(own, device) || !isUsable(store, log, device)) {
    throw new ChatError("device_removed");
  }
}

/** Whom the new key is for, if that is exactly everybody, with the secrets of now. */
function sealedNow(
  { seals }: NewKey,
  logs: readonly (KeyLog | undefined)[],
): Recipient[] | undefined {
  if (seals.length !== logs.length) return undefined;
  const found = logs.map((log) => {
    const seal = seals.find(({ root }) => log !== undefined && sameBytes(root, log.root));
    return log === undefined || seal?.generation !== log.generation
      ? undefined
      : { log, sealed: seal.sealed };
  });
  return found.every((recipient) => recipient !== undefined) ? found : undefined;
}

/** Whom the newest key is for, if that is still exactly everybody, with the secrets of now. */
function sealedBefore(
  store: Store,
  conversation: number,
  { epoch, logs }: { epoch: number; logs: readonly (KeyLog | undefined)[] },
): Recipient[] | undefined {
  const rows = store.all(
    `SELECT account, series, generation FROM conversation_seals
     WHERE conversation = ? AND epoch = ? ORDER BY account`,
    conversation,
    epoch,
  );
  if (rows.length !== logs.length) return undefined;
  const found = logs.map((log) => {
    const row = rows.find(({ account }) => account === log?.account);
    const isCurrent = log !== undefined && row?.["series"] === log.series &&
      row["generation"] === log.generation;
    return isCurrent ? { log, sealed: undefined } : undefined;
  });
  return found.every((recipient) => recipient !== undefined) ? found : undefined;
}

function storeKey(
  store: WriteStore,
  { conversation, epoch, hash, conversationId, statement, account, timeMs, recipients }:
    & Pick<NewKey, "epoch" | "hash" | "conversationId" | "statement">
    & {
      conversation: number;
      account: number;
      timeMs: number;
      recipients: readonly Recipient[];
    },
): void {
  store.run(
    `INSERT INTO conversation_keys
       (conversation, epoch, hash, conversation_id, statement, made_by, stored_ms)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
    conversation,
    epoch,
    hash,
    conversationId,
    statement,
    account,
    timeMs,
  );
  for (const { log, sealed } of recipients) {
    store.run(
      `INSERT INTO conversation_seals (conversation, epoch, account, series, generation, sealed)
       VALUES (?, ?, ?, ?, ?, ?)`,
      conversation,
      epoch,
      log.account,
      log.series,
      log.generation,
      sealed ?? new Uint8Array(),
    );
  }
}

function checkRate(store: Store, account: number, timeMs: number): void {
  const row = store.get(
    `SELECT count(*) AS count, min(stored_ms) AS first FROM conversation_keys
     WHERE made_by = ? AND stored_ms > ?`,
    account,
    timeMs - HOUR_MS,
  );
  checkHourly(row, {
    most: MAX_KEYS_PER_HOUR,
    sentence:
      `An account makes ${MAX_KEYS_PER_HOUR} new keys of conversations within an hour at most`,
    timeMs,
  });
}
