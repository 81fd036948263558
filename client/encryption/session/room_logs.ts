/** The logs of encrypted rooms: fetched, followed, held against what was seen of them, and signed on. */
import { MAX_ROOM_ENTRY_BYTES } from "../../../protocol/encryption/bounds.ts";
import { type Bytes, sameBytes, toBase64url, toHex } from "../../../protocol/encryption/bytes.ts";
import type { AccountLog } from "../../../protocol/encryption/log.ts";
import { EncryptionError } from "../../../protocol/encryption/problem.ts";
import type { RoomEntry, RoomRole } from "../../../protocol/encryption/room_entry.ts";
import {
  checkRoomPin,
  followRoomOn,
  type RoomLog,
  type RoomPin,
  roomPinOf,
  type RoomSeat,
  roomSeqOf,
  seatOfAccount,
  seatOfRoot,
} from "../../../protocol/encryption/room_log.ts";
import { DELETED_USER } from "../../../protocol/limits.ts";
import type { RoomReader } from "../../../protocol/records.ts";
import { admit, foundRoom, giveRole, removeSeat, type RoomAuthor } from "../room_entries.ts";
import { bytesOf, isRefusedWith, type KeyRequest } from "./key_requests.ts";
import type { KeyStore } from "./key_store.ts";
import type { ContactBook } from "./contact_book.ts";
import type { Logs } from "./logs.ts";
import type { OwnAccount } from "./own_account.ts";

/** What there is to tell of the members of an encrypted room. */
export type RoomNews =
  /** It was seen for the first time. */
  | { kind: "room"; room: string; seats: readonly RoomSeat[] }
  /** Somebody was let in, has gone or has another role, which somebody has signed. */
  | { kind: "members"; room: string; changes: readonly SeatChange[] };

/** What one entry has changed. */
export interface SeatChange {
  kind: "admit" | "remove" | "role";
  account: string;
  by: string;
  role: RoomRole | undefined;
}

/** What room logs work with. */
export interface RoomLogsOptions {
  own: OwnAccount;
  request: KeyRequest;
  store: KeyStore;
  logs: Logs;
  contacts: ContactBook;
  timeMs: () => number;
  tell: (news: RoomNews) => void;
}

/** A room as the server shows it now. */
export interface RoomNow {
  log: RoomLog;
  readers: readonly RoomReader[];
  /** Who is in the log, and neither in the room nor invited. */
  gone: readonly string[];
}

/** Whether a conversation is a room: those are called `#den`, which no account can be. */
export function isRoomKey(other: string): boolean {
  return other.startsWith("#");
}

const TRIES = 10;

/** Rooms by what they are called among conversations. */
export class RoomLogs {
  readonly #options: RoomLogsOptions;
  readonly #now = new Map<string, Promise<RoomNow | undefined>>();
  /** What was followed, by the hexadecimal room. */
  readonly #followed = new Map<string, RoomLog>();

  constructor(options: RoomLogsOptions) {
    this.#options = options;
  }

  /** Anything about the room may be different by now; without one, about all. */
  stale(room?: string): void {
    if (room === undefined) this.#now.clear();
    else this.#now.delete(room);
  }

  /** What was seen of a room. */
  async pin(room: string): Promise<RoomPin | undefined> {
    return (await this.#options.store.read()).rooms?.get(room);
  }

  /**
   * The room as it is now, pinned from now on; `undefined` when it is not encrypted.
   *
   * @throws {EncryptionError} `room_replaced`, `room_missing`, `room_forked`, and what is wrong with entries.
   */
  async now(room: string): Promise<RoomNow | undefined> {
    const known = this.#now.get(room);
    if (known !== undefined) return await known;
    const asking = this.#ask(room);
    this.#now.set(room, asking);
    try {
      return await asking;
    } catch (error) {
      if (this.#now.get(room) === asking) this.#now.delete(room);
      throw error;
    }
  }

  /** The log of a room, as long as a statement says at least. @throws {EncryptionError} `room_missing`. */
  async reaching(room: string, seq: number): Promise<RoomLog> {
    let now = await this.now(room);
    if (now !== undefined && roomSeqOf(now.log) < seq) {
      this.stale(room);
      now = await this.now(room);
    }
    if (now === undefined) throw new EncryptionError("room_missing");
    return now.log;
  }

  /**
   * The logs of everybody who reads in a room now, and was let in under that log.
   *
   * @throws {EncryptionError} `log_replaced` when one's own account has verified other keys of somebody.
   */
  async readers(room: string): Promise<{ log: RoomLog; readers: AccountLog[] }> {
    const { logs, own, store } = this.#options;
    const now = await this.now(room);
    if (now === undefined) throw new EncryptionError("room_missing");
    const { log } = now;
    const { contacts } = await store.read();
    const readers = await Promise.all(now.readers.map(async (reader) => {
      const { username } = reader;
      const account = username.toLowerCase();
      if (account === own.account) return (await own.now()).log;
      logs.endsWith(account, reader);
      const { isVerified = false, pin } = contacts.get(account) ?? {};
      // Whoever lets somebody in vouches for their keys, but not against what was compared.
      const found = isVerified
        ? await this.#options.contacts.log(account)
        : (await logs.newest(account))?.log;
      // Of whom one writes with in private, more may be known than of the others.
      const isShort = found !== undefined && pin !== undefined &&
        sameBytes(pin.root, found.root) && found.points.length < pin.seq;
      if (isShort) throw new EncryptionError("log_missing");
      return found;
    }));
    const seated = readers.filter((one) => one !== undefined)
      .filter((one) => !one.isOff && seatOfRoot(log, one.root)?.account === one.account);
    return { log, readers: seated };
  }

  /** The logs of those who are named, which may be gone by now. @throws {EncryptionError} `bad_statement`. */
  async logsOf(
    log: RoomLog,
    participants: readonly { root: Bytes; seq: number }[],
  ): Promise<AccountLog[]> {
    const found = await Promise.all(participants.map(async (one) => {
      const seat = log.seats.find(({ root }) => sameBytes(root, one.root));
      if (seat === undefined) throw new EncryptionError("bad_statement");
      return await this.#options.logs.reaching([seat.account, DELETED_USER], [one]);
    }));
    return found.flat();
  }

  /** The entry that begins a room of one's own. */
  async found(): Promise<string> {
    return toBase64url(await foundRoom(await this.#author()));
  }

  /** The entry that lets somebody in; `undefined` when the log has them already. */
  async admission(room: string, account: string): Promise<string | undefined> {
    const { logs } = this.#options;
    this.stale(room);
    const now = await this.now(room);
    if (now === undefined) throw new EncryptionError("room_missing");
    logs.stale(account);
    const log = (await logs.newest(account))?.log;
    if (log === undefined) throw new EncryptionError("nobody_reads");
    if (log.isOff) throw new EncryptionError("turned_off");
    if (seatOfRoot(now.log, log.root) !== undefined) return undefined;
    const own = seatOfRoot(now.log, (await this.#options.own.now()).log.root);
    if (own === undefined || own.role === "member") {
      const isAnybody = hostsOf(now).length > 0;
      const code = own === undefined ? "not_let_in" : "may_not_let_in";
      throw new EncryptionError(isAnybody ? code : "nobody_lets_in");
    }
    return toBase64url(await admit(await this.#author(), now.log, log));
  }

  /** Whether somebody but this account can let people in, with the keys that they have now. */
  async hasOtherHost(room: string): Promise<boolean> {
    const now = await this.now(room);
    if (now === undefined) throw new EncryptionError("room_missing");
    return hostsOf(now).some(({ account }) => account !== this.#options.own.account);
  }

  /** Whether this account is in a room to which nobody could let it in again after a reset. */
  async isLostByReset(room: string): Promise<boolean> {
    const now = await this.now(room);
    return now !== undefined && seatOfAccount(now.log, this.#options.own.account) !== undefined &&
      !await this.hasOtherHost(room);
  }

  /** What somebody was who is let in anew, to be given back by an owner; `undefined` for whoever was a member. */
  async formerRole(room: string, account: string): Promise<RoomRole | undefined> {
    const now = await this.now(room);
    const role = now && seatOfAccount(now.log, account)?.role;
    return role === "member" ? undefined : role;
  }

  /** Signs that somebody has another role, if one's own lets one. */
  async role(room: string, account: string, role: RoomRole): Promise<void> {
    await this.#sign(room, async (log, own) => {
      const seat = seatOfAccount(log, account);
      if (seat === undefined || seat.role === role || own.role !== "owner") return undefined;
      return await giveRole(await this.#author(), log, { ...seat, role });
    });
  }

  /** Signs the removal of those whom the server has put out of a room, if one's own role lets one. */
  async tidy(room: string): Promise<void> {
    await this.#sign(room, async (log, own, gone) => {
      const seat = log.seated.find((one) =>
        gone.includes(one.account) && one !== own &&
        (own.role === "owner" || own.role === "moderator" && one.role === "member")
      );
      return seat === undefined ? undefined : await removeSeat(await this.#author(), log, seat);
    });
  }

  /** Takes the room that has this name now; false when that one is not encrypted. */
  async trust(room: string): Promise<boolean> {
    await this.#options.store.update((kept) => {
      const rooms = new Map(kept.rooms);
      rooms.delete(room);
      return { ...kept, rooms };
    });
    this.stale(room);
    return await this.now(room) !== undefined;
  }

  /** Signs until there is nothing more to sign; whoever was too late looks anew. */
  async #sign(
    room: string,
    make: (log: RoomLog, own: RoomSeat, gone: readonly string[]) => Promise<Bytes | undefined>,
  ): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries++) {
      this.stale(room);
      const now = await this.now(room);
      const { log: { root } } = await this.#options.own.now();
      const own = now === undefined ? undefined : seatOfRoot(now.log, root);
      if (now === undefined || own === undefined) return;
      const entry = await make(now.log, own, now.gone);
      if (entry === undefined) return;
      try {
        await this.#options.request("room_entry", {
          room: room.slice(1),
          entry: toBase64url(entry),
        });
      } catch (error) {
        if (!await this.mayTryAgain(error)) throw error;
      }
    }
  }

  /** Whether an entry that was refused may be made anew: it came too late, or from no device yet. */
  async mayTryAgain(error: unknown): Promise<boolean> {
    const { own, request } = this.#options;
    if (isRefusedWith(error, "no_device")) {
      const { device } = await own.now();
      await request("keys_device", { device: toBase64url(device.id) });
      return true;
    }
    if (!isRefusedWith(error, "keys_moved")) return false;
    own.stale();
    return true;
  }

  async #author(): Promise<RoomAuthor> {
    const { own, timeMs } = this.#options;
    const { device, log } = await own.now();
    return { device, log, timeMs: timeMs() };
  }

  async #ask(room: string): Promise<RoomNow | undefined> {
    const { store } = this.#options;
    const pin = (await store.read()).rooms?.get(room);
    let log = pin === undefined ? undefined : this.#followed.get(toHex(pin.id));
    const before = log;
    const changes: SeatChange[] = [];
    for (;;) {
      const answer = await this.#options.request("room_log", {
        room: room.slice(1),
        ...(log === undefined ? {} : { after: roomSeqOf(log) }),
      });
      if (answer.seq === undefined) {
        // A server that hides a log says the same: somebody has to look.
        if (pin !== undefined) throw new EncryptionError("room_replaced");
        return undefined;
      }
      const entries = answer.log.map((text) => bytesOf(text, MAX_ROOM_ENTRY_BYTES));
      if (entries.length > 0) {
        log = await followRoomOn(log, entries, async (entry, former) => {
          const change = changeOf(former, entry);
          // What was pinned already was told before.
          if (change !== undefined && entry.seq > (pin?.seq ?? 0)) changes.push(change);
          return await this.#logsFor(entry, former);
        });
      }
      if (log === undefined) throw new EncryptionError("room_missing");
      if (answer.more && answer.log.length > 0) continue;
      if (answer.seq < roomSeqOf(log)) throw new EncryptionError("room_missing");
      if (answer.head !== toBase64url(roomPinOf(log).head)) {
        // It may be another room that has this name now.
        if (before === undefined) throw new EncryptionError("room_forked");
        this.#followed.delete(toHex(before.id));
        return await this.#ask(room);
      }
      await this.#keep(room, { log, pin, changes });
      return { log, readers: answer.readers, gone: answer.gone };
    }
  }

  async #keep(
    room: string,
    { changes, log, pin: seen }: {
      changes: readonly SeatChange[];
      log: RoomLog;
      pin: RoomPin | undefined;
    },
  ): Promise<void> {
    const { store, tell } = this.#options;
    const pin = roomPinOf(log);
    const kept = await store.read();
    const [formerName, former] =
      [...kept.rooms ?? []].find(([name, one]) => name !== room && sameBytes(one.id, log.id)) ?? [];
    const known = seen ?? former;
    if (known !== undefined) checkRoomPin(log, known);
    this.#followed.set(toHex(log.id), log);
    if (known?.seq === pin.seq && former === undefined) return;
    let isNews = false;
    await store.update((now) => {
      const rooms = new Map(now.rooms);
      const other = rooms.get(room);
      // Who asked at the same time has told it.
      isNews = other === undefined || !sameBytes(other.id, pin.id) || other.seq < pin.seq;
      if (formerName !== undefined) rooms.delete(formerName);
      return isNews ? { ...now, rooms: rooms.set(room, pin) } : now;
    });
    if (!isNews) return;
    if (known === undefined) tell({ kind: "room", room, seats: log.seated });
    else if (changes.length > 0) tell({ kind: "members", room, changes });
  }

  /** The logs that an entry is held against; whoever signs it is in the room. */
  async #logsFor({ account, signer }: RoomEntry, before: RoomLog | undefined) {
    const seat = before && seatOfRoot(before, signer.root);
    const names = [seat?.account ?? account, DELETED_USER];
    return await this.#options.logs.reaching(names, [signer]);
  }
}

/** Those who let people in, with the keys that they have now. */
function hostsOf({ log, readers }: RoomNow): RoomSeat[] {
  const roots = new Set(readers.map(({ root }) => root));
  return log.seated.filter((seat) => seat.role !== "member" && roots.has(toBase64url(seat.root)));
}

function changeOf(
  before: RoomLog | undefined,
  { account, kind, role, signer }: RoomEntry,
): SeatChange | undefined {
  if (before === undefined || kind === "found") return undefined;
  return { kind, account, role, by: seatOfRoot(before, signer.root)?.account ?? account };
}
