/** The keys of conversations: fetched and opened, or made when there has to be a new one. */
import { MAX_STATEMENT_BYTES, SEALED_KEY_BYTES } from "../../../protocol/encryption/bounds.ts";
import { type Bytes, sameBytes, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import {
  checkStatement,
  comparedWithPin,
  type TrueStatement,
} from "../../../protocol/encryption/check_statement.ts";
import { type AccountLog, seqOf } from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import type { RoomLog } from "../../../protocol/encryption/room_log.ts";
import { decodeStatement, type Statement } from "../../../protocol/encryption/statement.ts";
import { DELETED_USER } from "../../../protocol/limits.ts";
import type { ConversationKeyInfo } from "../../../protocol/records.ts";
import {
  type ConversationKey,
  isKeyDue,
  type NewConversationKey,
  newConversationKey,
  openConversationKey,
} from "../conversation_key.ts";
import { accountIn, messageOfGone } from "./gone.ts";
import { bytesOf, type KeyRequest } from "./key_requests.ts";
import type { KeptConversation, KeyStore } from "./key_store.ts";
import type { Logs } from "./logs.ts";
import { isRoomKey, type RoomLogs } from "./room_logs.ts";
import type { OwnAccount } from "./own_account.ts";

/** What conversation keys work with. */
export interface ConversationKeysOptions {
  own: OwnAccount;
  request: KeyRequest;
  store: KeyStore;
  logs: Logs;
  rooms: RoomLogs;
  timeMs: () => number;
  /** The server's time of day as far as it is known, Unix milliseconds. */
  serverTimeMs: () => number | undefined;
}

/** The keys of one place. */
interface PlaceKeys {
  readonly infos: Map<number, ConversationKeyInfo>;
  readonly found: Map<number, TrueStatement>;
  readonly opened: Map<number, ConversationKey>;
  /** Whether nothing was heard of a newer one since it was asked. */
  isFresh: boolean;
  fetching: Promise<void> | undefined;
  /** From which message on the conversation is encrypted; `undefined` while it is not. */
  encryptedFrom: number | undefined;
}

/** A key to write with, and what of it the server does not have yet. */
export interface KeyToWrite {
  key: ConversationKey;
  made: NewConversationKey | undefined;
}

/** Remembers what it has opened. */
export class ConversationKeys {
  readonly #options: ConversationKeysOptions;
  readonly #places = new Map<string, PlaceKeys>();

  constructor(options: ConversationKeysOptions) {
    this.#options = options;
  }

  /** There may be a newer key with this one; without a name, with anybody. */
  stale(other?: string): void {
    for (const [name, place] of this.#places) {
      if (other === undefined || name === other) place.isFresh = false;
    }
  }

  /**
   * From which message on the conversation is encrypted; `undefined` while it is not. What was seen of
   * that is kept, and a server can neither take it back nor move it to a later message; 0 where there
   * are keys of the conversation here and nobody says since when.
   */
  async encryptedFrom(other: string): Promise<number | undefined> {
    const { store } = this.#options;
    const [{ conversations }, name] = [await store.read(), await this.#pinName(other)];
    const kept = conversations.get(name);
    const asked = this.#fresh(other).then(({ encryptedFrom }) => encryptedFrom);
    if (kept === undefined) return await asked;
    const said = await asked.catch(() => undefined);
    const fromId = Math.min(kept.fromId ?? Infinity, said ?? Infinity);
    if (fromId === Infinity) return 0;
    if (fromId !== kept.fromId) await this.#keep(name, { fromId });
    return fromId;
  }

  /** What came after this message is gone from the server, and its ids come again. */
  async restored(lastId: number): Promise<void> {
    const { store } = this.#options;
    const isLater = ({ fromId = 0 }: KeptConversation) => fromId > lastId + 1;
    if (![...(await store.read()).conversations.values()].some(isLater)) return;
    await store.update((kept) => ({
      ...kept,
      conversations: new Map(
        [...kept.conversations].map(([other, one]) => [
          other,
          isLater(one) ? { ...one, fromId: lastId + 1 } : one,
        ]),
      ),
    }));
  }

  /** Whether something encrypted was seen in the conversation at any time. */
  async wasEncrypted(other: string): Promise<boolean> {
    const { conversations } = await this.#options.store.read();
    return conversations.has(other) || (await this.#fresh(other)).infos.size > 0;
  }

  /**
   * The key to write with: the newest one, or a new one. `logs` are those of both, newest, or of
   * everybody who reads in `room`.
   *
   * @throws {EncryptionError} `log_missing` when the newest key names more of a log than was given.
   */
  async toWrite(
    other: string,
    logs: readonly AccountLog[],
    room?: RoomLog,
  ): Promise<KeyToWrite> {
    const { own, store, timeMs } = this.#options;
    const place = await this.#fresh(other);
    const epoch = Math.max(0, ...place.infos.keys());
    const before = epoch === 0 ? undefined : await this.#found(other, place, epoch);
    const pin = (await store.read()).conversations.get(await this.#pinName(other));
    const isOld = pin !== undefined &&
      (before === undefined || ["older", "forked"].includes(comparedWithPin(before, pin)));
    if (before !== undefined && !isOld) {
      const ageMs = this.#ageMs(place.infos.get(epoch));
      if (!isKeyDue(before, { logs, ageMs })) {
        return { key: await this.#open(place, epoch, before), made: undefined };
      }
    }
    if (before !== undefined && namesMoreOf(logs, before)) throw new EncryptionError("log_missing");
    const { device } = await own.now();
    const made = await newConversationKey({
      logs,
      device,
      before,
      timeMs: timeMs(),
      minEpoch: (pin?.epoch ?? 0) + 1,
      room,
    });
    return { key: made.key, made };
  }

  /** Something was stored under this key, so it is the newest one. */
  async written(other: string, key: ConversationKey): Promise<void> {
    this.#place(other).opened.set(key.statement.epoch, key);
    await this.#pin(other, key);
  }

  /**
   * The key of an epoch.
   *
   * @throws {EncryptionError} `no_key` when there is none, or none for this account as it is now;
   * and when the statement or its seal is not right.
   */
  async ofEpoch(other: string, epoch: number): Promise<ConversationKey> {
    const place = await this.#fresh(other);
    const known = place.opened.get(epoch);
    if (known !== undefined) return known;
    if (!place.infos.has(epoch)) await this.#fetch(other, {});
    if (!place.infos.has(epoch)) await this.#fetch(other, { before: epoch + 1 });
    if (!place.infos.has(epoch)) throw new EncryptionError("no_key");
    const key = await this.#open(place, epoch, await this.#found(other, place, epoch));
    // Reading goes on where nothing can be written; the next key that is opened is pinned again.
    await this.#pin(other, key).catch(() => {});
    return key;
  }

  /** The logs of everybody who can read what is written under a key. */
  async logsOf(other: string, { statement }: ConversationKey): Promise<AccountLog[]> {
    return await this.#reaching(other, statement);
  }

  async #reaching(
    other: string,
    { members, participants }: Pick<Statement, "members" | "participants">,
  ): Promise<AccountLog[]> {
    const { logs, rooms } = this.#options;
    if (!isRoomKey(other)) return await logs.reaching(this.#accounts(other), participants);
    return await rooms.logsOf(await rooms.reaching(other, members?.seq ?? 1), participants);
  }

  /** A room may be called otherwise some day, and is the same one. */
  async #pinName(other: string): Promise<string> {
    const pin = isRoomKey(other) ? await this.#options.rooms.pin(other) : undefined;
    return pin === undefined ? other : `#${toHex(pin.id)}`;
  }

  /** Asks whether the logs of everybody who can read that have grown. */
  async growLogs(other: string, { statement }: ConversationKey): Promise<void> {
    await this.#options.logs.growRoots(this.#accounts(other), statement.participants);
  }

  #accounts(other: string): string[] {
    return [...new Set([accountIn(other), this.#options.own.account])];
  }

  #place(other: string): PlaceKeys {
    const known = this.#places.get(other);
    if (known !== undefined) return known;
    const place: PlaceKeys = {
      infos: new Map(),
      found: new Map(),
      opened: new Map(),
      isFresh: false,
      fetching: undefined,
      encryptedFrom: undefined,
    };
    this.#places.set(other, place);
    return place;
  }

  async #fresh(other: string): Promise<PlaceKeys> {
    const place = this.#place(other);
    if (!place.isFresh && place.fetching === undefined) {
      // Whatever is heard while it is asked for makes it old again.
      place.isFresh = true;
      place.fetching = this.#fetch(other, {}).catch((error) => {
        place.isFresh = false;
        throw error;
      }).finally(() => place.fetching = undefined);
    }
    await place.fetching;
    return place;
  }

  async #fetch(other: string, page: { before?: number }): Promise<void> {
    const place = this.#place(other);
    const message = messageOfGone(other);
    const answer = await this.#options.request("conversation_keys", {
      ...(isRoomKey(other) ? { room: other.slice(1) } : { with: accountIn(other) }),
      ...(message === undefined ? {} : { message }),
      ...page,
    });
    for (const info of answer.keys) {
      const known = place.infos.get(info.epoch);
      if (known?.statement !== info.statement) {
        // A server that was restored may have another key of the same epoch.
        place.found.delete(info.epoch);
        place.opened.delete(info.epoch);
      }
      place.infos.set(info.epoch, info);
    }
    if (page.before === undefined) {
      const newest = Math.max(0, ...answer.keys.map(({ epoch }) => epoch));
      for (const epoch of place.infos.keys()) if (epoch > newest) place.infos.delete(epoch);
    }
    place.encryptedFrom = answer.encrypted_from;
  }

  async #found(other: string, place: PlaceKeys, epoch: number): Promise<TrueStatement> {
    const known = place.found.get(epoch);
    if (known !== undefined) return known;
    const text = place.infos.get(epoch)?.statement;
    if (text === undefined) throw new EncryptionError("no_key");
    const bytes = bytesOf(text, MAX_STATEMENT_BYTES);
    const stated = decodeStatement(bytes);
    const room = isRoomKey(other)
      ? await this.#options.rooms.reaching(other, stated.members?.seq ?? 1)
      : undefined;
    const logs = await this.#reaching(other, stated);
    const found = await checkStatement(bytes, logs, room);
    if (found.statement.epoch !== epoch) throw new EncryptionError("bad_statement");
    place.found.set(epoch, found);
    return found;
  }

  async #open(place: PlaceKeys, epoch: number, found: TrueStatement): Promise<ConversationKey> {
    const known = place.opened.get(epoch);
    if (known !== undefined) return known;
    const { log: { root }, secrets } = await this.#options.own.now();
    const seal = place.infos.get(epoch)?.seal;
    if (seal === undefined || seal.root !== toBase64url(root)) throw new EncryptionError("no_key");
    const sealed = bytesOf(seal.sealed, SEALED_KEY_BYTES);
    const key = await openConversationKey({ found, root, sealed, secrets });
    place.opened.set(epoch, key);
    return key;
  }

  async #pin(place: string, { hash, statement: { epoch } }: TrueStatement): Promise<void> {
    const { store } = this.#options;
    if (accountIn(place) === DELETED_USER) return; // nothing is written there any more
    const other = await this.#pinName(place);
    const pin = (await store.read()).conversations.get(other);
    if (pin !== undefined && pin.epoch >= epoch) return;
    await this.#keep(other, { epoch, hash, fromId: this.#place(place).encryptedFrom });
  }

  /** Keeps what is newer of the key, and what is less of where it began. */
  async #keep(
    name: string,
    { epoch = 0, fromId, hash }: { epoch?: number; hash?: Bytes; fromId: number | undefined },
  ): Promise<void> {
    await this.#options.store.update((kept) => {
      const now = kept.conversations.get(name);
      const isNewer = hash !== undefined && (now === undefined || now.epoch < epoch);
      const pin = isNewer ? { epoch, hash } : now;
      if (pin === undefined) return kept;
      const least = Math.min(now?.fromId ?? Infinity, fromId ?? Infinity);
      const one = {
        epoch: pin.epoch,
        hash: pin.hash,
        ...(least === Infinity ? {} : { fromId: least }),
      };
      return { ...kept, conversations: new Map([...kept.conversations, [name, one]]) };
    });
  }

  #ageMs(info: ConversationKeyInfo | undefined): number {
    const now = this.#options.serverTimeMs();
    const stored = Date.parse(info?.stored ?? "");
    return now === undefined || Number.isNaN(stored) ? 0 : now - stored;
  }
}

/** Whether whoever made a key had seen more: one that names less after it is refused. */
function namesMoreOf(logs: readonly AccountLog[], { statement }: TrueStatement): boolean {
  return statement.participants.some(({ root, seq }) =>
    logs.some((log) => sameBytes(log.root, root) && seqOf(log) < seq)
  );
}
