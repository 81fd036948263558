/** Entries about the devices of accounts: their logs, their secrets, which session is which device. */
import type { Bytes } from "../../../../protocol/encryption/bytes.ts";
import { sameBytes } from "../../../../protocol/encryption/bytes.ts";
import { HASH_BYTES } from "../../../../protocol/encryption/bounds.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import type { Store } from "../../database/store.ts";
import { actorOf } from "../../gate.ts";
import { checkHourly, HOUR_MS } from "../hourly.ts";
import { type ByCode, type ByTheClock, secondFactor } from "../accounts/credentials.ts";
import { audit } from "../order/audit.ts";
import type { Acting } from "../order/staff.ts";
import type { WriteStore } from "../write_store.ts";
import {
  type KeyChange,
  removeDevices,
  reset,
  storeEntry,
  storeLog,
  storeSecrets,
} from "./key_change.ts";
import { currentLog, deviceOfSession, isUsable, type KeyLog } from "./key_rows.ts";

/** Most changes of an account's log within an hour. */
const MAX_CHANGES_PER_HOUR = 60;

/** Most logs that an account begins within a day. */
const MAX_STARTS_PER_DAY = 10;
const DAY_MS = 24 * HOUR_MS;

/** Most logs that are kept of an account, because somebody needs them to read what was written. */
const MAX_LOGS = 100;

/** Most accounts that are told of a change. */
const MAX_TOLD = 10_000;

/** What a change has come to. */
export interface ChangedKeys {
  name: string;
  root: Bytes;
  seq: number;
  head: Bytes;
  /** Whom the account writes with, itself included. */
  told: number[];
  /** Sessions that are over because their devices were removed. */
  closed: number[];
}

/** Entries about devices. */
export interface KeyEntries {
  /** Adds an entry to the log of the account, with everything that belongs to it. */
  change_keys: {
    fields: Acting & ByTheClock & ByCode & KeyChange & {
      session: number;
      /** The device that the session belongs to from then on; undefined leaves that as it is. */
      sessionDevice: Bytes | undefined;
      /** For a log in the place of another: the stored password that was found to be right. */
      provedPassword: string | undefined;
      /** And a code of the second factor, where there is one. */
      code: string | undefined;
    };
    result: ChangedKeys;
  };
  /** Says which device of the account a session belongs to. */
  tie_device: { fields: { session: number; device: Bytes }; result: null };
  /** Keeps what the devices of the account have together, if it follows what is there. */
  keep_vault: {
    fields: { session: number; version: number; blob: Bytes };
    /** The log of the account as it is. */
    result: Pick<ChangedKeys, "name" | "root" | "seq" | "head">;
  };
}

/** Applies {@linkcode KeyEntries}. */
export const KEY_APPLIERS: Appliers<KeyEntries> = {
  change_keys(store, entry) {
    const { actor: account, change, timeMs, session, sessionDevice } = entry;
    const current = currentLog(store, account);
    if (!sameBytes(current?.head ?? new Uint8Array(HASH_BYTES), entry.previous)) {
      throw new ChatError("keys_moved");
    }
    const isStart = change === "start";
    const seq = isStart ? 1 : (current?.seq ?? NaN) + 1;
    if (entry.seq !== seq) throw new ChatError("keys_moved");
    demandSession(store, account, session);
    checkRate(store, account, timeMs);
    const isReset = isStart && current !== undefined;
    const useCode = isReset ? checkReset(store, entry) : undefined;
    const log: KeyLog = {
      account,
      series: (current?.series ?? 0) + (isStart ? 1 : 0),
      root: entry.root,
      replaces: isStart || current === undefined ? entry.previous : current.replaces,
      seq: entry.seq,
      head: entry.head,
      generation: entry.generation,
      isOff: entry.isOff,
      needsRenewal: entry.needsRenewal,
    };
    if (sessionDevice !== undefined && !willBeUsable(store, log, entry, sessionDevice)) {
      throw new ChatError("device_removed");
    }
    useCode?.();
    if (isReset) {
      reset(store, { account, before: timeMs - DAY_MS });
      const actor = actorOf(store, account);
      const { address } = entry;
      audit(store, { action: "reset_keys", actor, address, target: actor.name, timeMs });
    }
    storeLog(store, log, { isStart, timeMs });
    storeEntry(store, log, entry);
    const closed = removeDevices(store, log, entry);
    storeSecrets(store, log, entry);
    if (sessionDevice !== undefined) tie(store, session, sessionDevice);
    const { name } = actorOf(store, account);
    const { root, head } = entry;
    return { name, root, seq, head, told: contactsOf(store, account), closed };
  },

  tie_device(store, { actor: account, session, device }) {
    const log = currentLog(store, account);
    if (log === undefined || !isUsable(store, log, device)) throw new ChatError("device_removed");
    demandSession(store, account, session);
    tie(store, session, device);
    return null;
  },

  keep_vault(store, { actor: account, session, version, blob }) {
    const log = currentLog(store, account);
    const device = deviceOfSession(store, account, session);
    if (log === undefined || device === undefined) throw new ChatError("no_device");
    if (!isUsable(store, log, device)) throw new ChatError("device_removed");
    const row = store.get("SELECT version FROM key_vaults WHERE account = ?", account);
    if (version !== Number(row?.["version"] ?? 0) + 1) throw new ChatError("vault_moved");
    store.run(
      "INSERT OR REPLACE INTO key_vaults (account, version, blob) VALUES (?, ?, ?)",
      account,
      version,
      blob,
    );
    const { head, root, seq } = log;
    return { name: actorOf(store, account).name, root, seq, head };
  },
};

/** The session was ended while the change was looked at: nobody goes on by it. */
function demandSession(store: Store, account: number, session: number): void {
  const row = store.get("SELECT 1 FROM sessions WHERE id = ? AND account = ?", session, account);
  if (row === undefined) throw new ChatError("no_device");
}

function tie(store: WriteStore, session: number, device: Bytes): void {
  store.run("UPDATE sessions SET key_device = ? WHERE id = ?", device, session);
}

/** A new log takes what a login takes: nobody who finds an open session replaces the keys. */
function checkReset(
  store: WriteStore,
  { actor: account, provedPassword, code, codePlace, clockMs, timeMs }: ByCode & {
    actor: number;
    provedPassword: string | undefined;
    code: string | undefined;
    clockMs: number;
    timeMs: number;
  },
): () => unknown {
  const row = store.get("SELECT password FROM accounts WHERE id = ?", account);
  if (provedPassword === undefined) {
    throw new ChatError(
      "bad_credentials",
      "Your account has keys already; beginning anew takes your password",
    );
  }
  // It was changed while it was looked at.
  if (row?.["password"] !== provedPassword) throw new ChatError("busy");
  const begun = store.get(
    "SELECT count(*) AS count FROM key_logs WHERE account = ? AND started_ms > ?",
    account,
    timeMs - DAY_MS,
  );
  if (Number(begun?.["count"]) >= MAX_STARTS_PER_DAY) throw new ChatError("slow_down");
  const kept = store.get(
    `SELECT count(DISTINCT series) AS count FROM conversation_seals WHERE account = ?`,
    account,
  );
  if (Number(kept?.["count"]) >= MAX_LOGS) {
    throw new ChatError("log_full", "Your account has begun anew as often as an account may");
  }
  return secondFactor(store, { account, code, codePlace, nowMs: clockMs });
}

function willBeUsable(
  store: Store,
  log: KeyLog,
  { added, removed }: KeyChange,
  device: Bytes,
): boolean {
  if (removed.some((id) => sameBytes(id, device))) return false;
  return added.some(({ id, kind }) => kind !== "recovery" && sameBytes(id, device)) ||
    isUsable(store, log, device);
}

/** Everybody with whom the account has a private conversation or an encrypted room, and itself. */
function contactsOf(store: Store, account: number): number[] {
  const rows = store.all(
    `SELECT iif(low = ?1, high, low) AS other FROM members
     JOIN conversations ON conversations.id = conversation AND kind = 'direct'
     WHERE members.account = ?1 ORDER BY conversation DESC LIMIT ${MAX_TOLD}`,
    account,
  );
  const inRooms = store.all(
    `SELECT DISTINCT others.account AS other FROM members AS own
     JOIN conversations ON conversations.id = own.conversation AND kind <> 'direct'
       AND encrypted_from IS NOT NULL
     JOIN members AS others ON others.conversation = own.conversation
     WHERE own.account = ?1 AND own.role NOT IN ('banned', 'invited')
       AND others.role NOT IN ('banned', 'invited') ORDER BY other LIMIT ${MAX_TOLD}`,
    account,
  );
  return [...new Set([account, ...[...rows, ...inRooms].map(({ other }) => Number(other))])];
}

function checkRate(store: Store, account: number, timeMs: number): void {
  const row = store.get(
    `SELECT count(*) AS count, min(stored_ms) AS first FROM key_entries
     WHERE account = ? AND stored_ms > ?`,
    account,
    timeMs - HOUR_MS,
  );
  checkHourly(row, {
    most: MAX_CHANGES_PER_HOUR,
    sentence:
      `The devices of an account change ${MAX_CHANGES_PER_HOUR} times within an hour at most`,
    timeMs,
  });
}
