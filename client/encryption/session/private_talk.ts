/** Writes and reads private conversations end-to-end encrypted, for the terminal and the page alike. */
import { MAX_SEALED_BYTES } from "../../../protocol/encryption/bounds.ts";
import { type Bytes, sameBytes, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import type { Content } from "../../../protocol/encryption/content.ts";
import { decodeEnvelope } from "../../../protocol/encryption/envelope.ts";
import type { AccountLog } from "../../../protocol/encryption/log.ts";
import type { RoomLog } from "../../../protocol/encryption/room_log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import { DELETED_USER } from "../../../protocol/limits.ts";
import { ConnectionLost } from "../../base/failure.ts";
import {
  type AuthoredMessage,
  openMessage,
  revealedKey,
  type SealedPlace,
  sealMessage,
} from "../message.ts";
import { ContactBook, type ContactChange } from "./contact_book.ts";
import { ConversationKeys } from "./conversation_keys.ts";
import { messageOfGone } from "./gone.ts";
import {
  bytesOf,
  isRefusedWith,
  type KeyRequest,
  wireKey,
  type WireSealed,
} from "./key_requests.ts";
import type { JoinedDevice } from "./joined_devices.ts";
import type { KeyStore } from "./key_store.ts";
import { Logs } from "./logs.ts";
import { isRoomKey, RoomLogs, type RoomNews } from "./room_logs.ts";
import { OwnAccount } from "./own_account.ts";

/** What a private talk works with. */
export interface PrivateTalkOptions {
  /** One's own name, in the form in which names are compared; all names here are in that form. */
  account: string;
  request: KeyRequest;
  store: KeyStore;
  /** The time of day, Unix milliseconds. */
  timeMs: () => number;
  /** The server's time of day as far as it is known. */
  serverTimeMs?: () => number | undefined;
  /** Hears what there is to tell of other people's keys. */
  tell?: (change: ContactChange) => void;
  /** Hears what there is to tell of the members of encrypted rooms. */
  tellRoom?: (news: RoomNews) => void;
  /** Hears of devices of one's own that another one has taken in. */
  joined?: (devices: readonly JoinedDevice[]) => void;
}

/** How a conversation stands, for the composer; everything but the first two sends no encrypted text. */
export type TalkStanding =
  | "encrypted"
  | "verified"
  /** The other one has no device that can. */
  | "no_keys"
  /** The other one does not use encryption any more. */
  | "off"
  /** The own account is in the room, and was let in with other keys or not at all. */
  | "not_let_in"
  /** The same, and nobody is left in the room who could let it in. */
  | "nobody_lets_in"
  /** The other one began anew, or the room is another one: somebody has to agree first. */
  | "replaced"
  /** This device is not one of the account's; what is written is plain text. */
  | "not_linked"
  /** This device is not one of the account's, and in this conversation nothing goes as plain text. */
  | "locked"
  /** The own account has no keys yet. */
  | "not_begun"
  /** The own account has turned it off. */
  | "off_here";

/** Something sealed, and where it was found. */
export interface SealedItem extends SealedPlace {
  /** Base64url. */
  sealed: string;
  /** The account that the server says wrote it. */
  from: string;
}

/** Of which secret of the own account somebody knew. */
export interface OwnView {
  /** The root of the account, hexadecimal: after a reset generations are counted anew. */
  root: string;
  generation: number;
}

/** What became of something sealed. */
export type Opened =
  /** `ownView` is how far the log of the own account was known to whoever made its key. */
  | { ok: true; message: AuthoredMessage; ownView?: OwnView | undefined }
  | { ok: false; error: Error };

/** So often something is sealed anew that came too late. */
const TRIES = 40;
/** So often everything is asked for anew when it turns out to be of two moments. */
const BETWEEN_TRIES = 5;

/** The conversations of one account on one device. */
export class PrivateTalk {
  readonly own: OwnAccount;
  readonly contacts: ContactBook;
  readonly keys: ConversationKeys;
  readonly rooms: RoomLogs;
  readonly #logs: Logs;
  readonly #options: PrivateTalkOptions;

  constructor(options: PrivateTalkOptions) {
    const {
      account,
      joined,
      request,
      serverTimeMs = () => undefined,
      store,
      tell = () => {},
      tellRoom = () => {},
      timeMs,
    } = options;
    this.#options = options;
    this.#logs = new Logs(request);
    const logs = this.#logs;
    this.own = new OwnAccount({ account, request, store, logs, timeMs, joined });
    const shared = { own: this.own, request, store, logs, timeMs };
    this.contacts = new ContactBook({ ...shared, tell });
    this.rooms = new RoomLogs({ ...shared, contacts: this.contacts, tell: tellRoom });
    this.keys = new ConversationKeys({ ...shared, rooms: this.rooms, serverTimeMs });
  }

  /** Anything may have changed: the connection was lost, or something came too late. */
  stale(): void {
    this.own.stale();
    this.#logs.stale();
    this.rooms.stale();
    this.keys.stale();
  }

  /** The log of this account has another end. */
  keysChanged(account: string): void {
    if (account === this.own.account) this.own.stale();
    else this.#logs.stale(account);
  }

  /** How the conversation with `other` stands. @throws what asking throws, and what is wrong with logs. */
  async standing(other: string): Promise<TalkStanding> {
    const own = await this.own.standing();
    if (own === "none") return "not_begun";
    if (own !== "ready") return await this.wasEncrypted(other) ? "locked" : "not_linked";
    if ((await this.own.now()).log.isOff) return "off_here";
    if (other === this.own.account) return "verified";
    if (isRoomKey(other)) return await this.#roomStanding(other);
    try {
      return await this.#standingWith(other);
    } catch (error) {
      if (!isReplaced(error)) throw error;
    }
    // Another device of one's own may have agreed already.
    await this.contacts.share();
    try {
      return await this.#standingWith(other);
    } catch (error) {
      if (isReplaced(error)) return "replaced";
      throw error;
    }
  }

  async #standingWith(other: string): Promise<TalkStanding> {
    const log = await this.contacts.log(other);
    if (log === undefined) return "no_keys";
    if (log.isOff) return "off";
    return (await this.contacts.known(other))?.isVerified === true ? "verified" : "encrypted";
  }

  async #roomStanding(room: string): Promise<TalkStanding> {
    try {
      const { readers } = await this.rooms.readers(room);
      const isIn = readers.some(({ account }) => account === this.own.account);
      if (isIn) return "encrypted";
      return await this.rooms.hasOtherHost(room) ? "not_let_in" : "nobody_lets_in";
    } catch (error) {
      if (error instanceof EncryptionError && error.code === "room_replaced") return "replaced";
      throw error;
    }
  }

  /** Whether keys of `other` are known, or anything with them was encrypted. */
  async wasEncrypted(other: string): Promise<boolean> {
    return await this.contacts.known(other) !== undefined || await this.keys.wasEncrypted(other);
  }

  /** Since when both have keys, by their devices' clocks, Unix milliseconds; `undefined` while one has none. */
  async sinceMs(other: string): Promise<number | undefined> {
    if (await this.own.standing() !== "ready") return undefined;
    const logs = [(await this.own.now()).log, (await this.#logs.newest(other))?.log];
    const begun = logs.map((log) => log === undefined ? undefined : begunMs(log));
    return begun.includes(undefined) ? undefined : Math.max(...begun.map(Number));
  }

  /** Whether keys of `other`, or of the conversation, are kept here. */
  async hasSeen(other: string): Promise<boolean> {
    const { contacts, conversations, rooms } = await this.#options.store.read();
    return rooms?.has(other) === true || contacts.has(other) || conversations.has(other);
  }

  /**
   * Seals something for `other` and has `post` send it; whoever is too late seals it anew, so `post`
   * has to be given one nonce for all of its attempts.
   *
   * @throws {EncryptionError} what {@linkcode standing} would say: `log_replaced`, `turned_off`,
   * `nobody_reads`, `no_key`, `device_removed`; whatever `post` throws.
   */
  async send<Result>(
    other: string,
    { content, kind, target }: SealedPlace & { content: Content },
    post: (sealed: WireSealed) => Promise<Result>,
  ): Promise<Result> {
    return await this.#retried(async () => {
      const own = await this.own.now();
      const { logs, room } = await this.#logsToWrite(other, own.log);
      const { key, made } = await this.keys.toWrite(other, logs, room);
      const timeMs = this.#options.timeMs();
      const sealed = await sealMessage(key, own.device, { content, kind, target, timeMs });
      const result = await post({
        sealed: toBase64url(sealed),
        ...(made === undefined ? {} : { key: wireKey(made) }),
      });
      await this.keys.written(other, key);
      if (made !== undefined) this.keys.stale(other);
      return result;
    });
  }

  async #logsToWrite(
    other: string,
    own: AccountLog,
  ): Promise<{ logs: AccountLog[]; room?: RoomLog }> {
    if (other === this.own.account) return { logs: [own] };
    if (isRoomKey(other)) {
      const { log, readers } = await this.rooms.readers(other);
      if (!readers.some(({ root }) => sameBytes(root, own.root))) {
        throw new EncryptionError("not_let_in");
      }
      return { logs: readers, room: log };
    }
    const log = await this.contacts.log(other);
    if (log === undefined) throw new EncryptionError("nobody_reads");
    return { logs: [own, log] };
  }

  async #retried<Result>(attempt: () => Promise<Result>): Promise<Result> {
    for (let tries = 1;; tries++) {
      try {
        return await attempt();
      } catch (error) {
        if (isRefusedWith(error, "no_device")) {
          const { device } = await this.own.now();
          await this.#options.request("keys_device", { device: toBase64url(device.id) });
        }
        const isLate = isRefusedWith(error, "stale_key", "key_taken", "no_device");
        // What was read in two steps may be of two moments.
        const isBetween = error instanceof EncryptionError &&
          (error.code === "log_missing" || error.code === "room_missing");
        if ((!isLate || tries === TRIES) && (!isBetween || tries >= BETWEEN_TRIES)) throw error;
        this.stale();
      }
    }
  }

  /**
   * Opens things of one conversation, all at once; what cannot be opened says why.
   *
   * @throws {ConnectionLost} when it has to be tried again.
   */
  async open(other: string, items: readonly SealedItem[]): Promise<Opened[]> {
    const byEpoch = new Map<number, Promise<Opening>>();
    const anew = new Map<string, Promise<Opening>>();
    return await Promise.all(items.map(async (item): Promise<Opened> => {
      try {
        const sealed = bytesOf(item.sealed, MAX_SEALED_BYTES);
        const { epoch } = decodeEnvelope(sealed);
        const opening = byEpoch.get(epoch) ?? this.#opening(other, epoch);
        byEpoch.set(epoch, opening);
        const message = await openAs(await opening, item, sealed).catch(async (error) => {
          if (!isUnknownDevice(error)) throw error;
          // It may have come in after its log was asked for.
          if (anew.size === 0 && !isRoomKey(other)) this.#logs.stale();
          const place = `${epoch} ${isRoomKey(other) ? item.from : ""}`;
          const newer = anew.get(place) ?? this.#anew(other, epoch, item.from);
          anew.set(place, newer);
          return await openAs(await newer, item, sealed);
        });
        return { ok: true, message, ownView: ownViewOf(await opening) };
      } catch (error) {
        if (error instanceof ConnectionLost || !(error instanceof Error)) throw error;
        return { ok: false, error };
      }
    }));
  }

  async #opening(other: string, epoch: number): Promise<Opening> {
    const key = await this.keys.ofEpoch(other, epoch);
    return { key, logs: await this.keys.logsOf(other, key), own: this.own.account };
  }

  /** Asks whether the log of whoever has written has grown; of two people both are asked about. */
  async #anew(other: string, epoch: number, from: string): Promise<Opening> {
    if (isRoomKey(other)) {
      const { logs } = await this.#opening(other, epoch);
      // Of those who are gone nobody says who it was. One at a time: a room may have a hundred.
      for (const { account, root } of logs) {
        if (account === from || from === DELETED_USER && account !== this.own.account) {
          await this.#logs.growRoots([account], [{ root }]);
        }
      }
    } else {
      const isGone = messageOfGone(other) !== undefined;
      const accounts = isGone ? [this.own.account] : [other, this.own.account];
      await Promise.all(accounts.map((account) => this.#logs.newest(account)));
      const opening = await this.#opening(other, epoch);
      // A log that was replaced since is not among the newest.
      await this.keys.growLogs(other, opening.key);
    }
    return await this.#opening(other, epoch);
  }

  /** The key of one message, to be revealed in a report: it opens nothing else. */
  async reveal(other: string, text: string): Promise<string> {
    const sealed = bytesOf(text, MAX_SEALED_BYTES);
    const key = await this.keys.ofEpoch(other, decodeEnvelope(sealed).epoch);
    return toBase64url(await revealedKey(key, sealed));
  }
}

interface Opening {
  key: Awaited<ReturnType<ConversationKeys["ofEpoch"]>>;
  logs: readonly AccountLog[];
  /** Who reads. */
  own: string;
}

function ownViewOf({ key, logs, own }: Opening): OwnView | undefined {
  const roots = new Set(
    logs.filter(({ account }) => account === own).map(({ root }) => toHex(root)),
  );
  const found = key.statement.participants.find(({ root }) => roots.has(toHex(root)));
  return found && { root: toHex(found.root), generation: found.generation };
}

async function openAs(
  { key, logs, own }: Opening,
  { from, kind, target }: SealedItem,
  sealed: Bytes,
): Promise<AuthoredMessage> {
  // Nobody's name is left of who is gone; the device says who it was.
  const isGone = from === DELETED_USER;
  const device = isGone ? toHex(decodeEnvelope(sealed).device) : "";
  const author = logs.find(({ account, devices }) =>
    isGone ? account !== own && devices.has(device) : account === from
  )?.root;
  if (author === undefined) throw new EncryptionError("not_a_participant");
  return await openMessage(key, logs, { sealed, author, kind, target });
}

function isReplaced(error: unknown): boolean {
  return error instanceof EncryptionError && error.code === "log_replaced";
}

/** When a log begins. */
function begunMs({ devices }: AccountLog): number {
  return Math.min(...[...devices.values()].map(({ addedTimeMs }) => addedTimeMs));
}

function isUnknownDevice(error: unknown): boolean {
  return error instanceof EncryptionError && error.code === "not_a_participant";
}
