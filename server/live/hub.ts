/** Knows who is online where, and hands every event to those who may see it. */
import { ChatError } from "../../protocol/errors.ts";
import { foldUsername } from "../../protocol/names.ts";
import { BoundedMap } from "../base/bounded_map.ts";
import type { Person } from "../../protocol/records.ts";
import type { ClosingReason, ServerEvent } from "../../protocol/events.ts";
import { isoTime } from "../base/iso_time.ts";
import type { AccountRecord, RoomRecord } from "../journal/records.ts";
import { RateBuckets, type Rates } from "../limits/rates.ts";
import { isStaff, type ServerRole } from "../access/server_rights.ts";
import type { Listener } from "./listener.ts";
import { type BucketSize, TokenBucket } from "../base/token_bucket.ts";
import type { Turn } from "./turn.ts";
import type { WireFormat } from "./wire_format.ts";

/** Accounts whose rates are remembered at once, online or not. */
const MAX_REMEMBERED = 20_000;

/** Most text, in characters, that is encoded into one chunk, so that it fits into an outbox. */
const MAX_RUN_CHARACTERS = 64 * 1_024;

/** Those who see an event. */
interface Audience {
  readonly sessions: Iterable<Listener>;
}

/** The rates of one account. */
export interface Buckets {
  /** Limit its requests over all its connections; undefined means no limit. */
  readonly rates: RateBuckets | undefined;
  /** Limits how often it is said to be typing. */
  readonly typingBucket: TokenBucket;
}

/** An account that is online, on one connection or several. */
export interface OnlineAccount extends Buckets {
  readonly id: number;
  readonly name: string;
  readonly sessions: Set<Listener>;
  /** Its role on the server. */
  role: ServerRole;
  /** The rooms that it is a member of, by id. */
  readonly rooms: Map<number, RoomRecord>;
  /** Why it is away; undefined when it is not. */
  away: string | undefined;
}

interface OnlineRoom extends Audience {
  readonly sessions: Set<Listener>;
  readonly accounts: Set<OnlineAccount>;
}

interface Publication {
  audience: Audience;
  event: ServerEvent;
  id: number;
  characters: number;
}

/** How often an account is said to be typing; what is over it is left out. */
const TYPING_RATE: BucketSize = { burst: 3, perSecond: 0.5 };

/** Options of a {@linkcode Hub}. */
export interface HubOptions {
  turn: Turn;
  /** Greatest message id so far. */
  lastId: number;
  /** Undefined means no limits. */
  rates: Rates | undefined;
  now(): number;
}

/**
 * Delivers what the journal committed, in its order, and who comes and goes. Everything published
 * in one turn is encoded once for each audience and format, and the same bytes go to everybody.
 */
export class Hub {
  readonly #options: HubOptions;
  readonly #accounts = new Map<number, OnlineAccount>();
  readonly #rooms = new Map<number, OnlineRoom>();
  readonly #buckets = new BoundedMap<number, Buckets>(MAX_REMEMBERED);
  readonly #expected = new Set<AccountRecord>();
  #published: Publication[] = [];
  #lastId: number;

  constructor(options: HubOptions) {
    this.#options = options;
    this.#lastId = options.lastId;
  }

  /**
   * Makes `session` one of the account's and tells its rooms when it is the first. Returns the
   * account and the id after which the session gets every event that it may see.
   *
   * @throws {ChatError} `bad_credentials` when the login was revoked meanwhile.
   */
  enter(session: Listener, record: AccountRecord): { account: OnlineAccount; lastId: number } {
    // It was revoked in the moment between its commit and now.
    if (!this.#expected.delete(record)) throw new ChatError("bad_credentials");
    // Whoever enters now has what was published before from the store, not from here.
    this.deliver();
    const known = this.#accounts.get(record.id);
    const account = known ?? this.#cameOnline(record);
    account.sessions.add(session);
    session.outbox.widen(outboxFactor(account.role));
    for (const room of account.rooms.values()) this.#room(room.id).sessions.add(session);
    session.outbox.startAfter(this.#lastId);
    return { account, lastId: this.#lastId };
  }

  /**
   * Keeps the rooms of a login that was committed true until it enters: what happens to them in the
   * same batch must not be lost.
   */
  expect(record: AccountRecord): void {
    this.#expected.add(record);
  }

  /** Gives up a login whose connection has ended before it entered. */
  giveUp(record: AccountRecord): void {
    this.#expected.delete(record);
  }

  /** Ends the connections of these sessions of an account, and its logins that are on their way. */
  closeSessions(accountId: number, sessions: readonly number[], reason: ClosingReason): void {
    this.#close(accountId, (session) => sessions.includes(session), reason);
  }

  /** Ends all connections of an account but those of one session, whatever the store still knows. */
  closeOtherSessions(accountId: number, kept: number, reason: ClosingReason): void {
    this.#close(accountId, (session) => session !== kept, reason);
  }

  /** Takes an account out of its rooms for good and ends all its connections. */
  closeAccount(accountId: number, reason: ClosingReason): void {
    const account = this.#accounts.get(accountId);
    const time = this.#time();
    for (const { id, name: room } of [...(account?.rooms.values() ?? [])]) {
      const username = account?.name ?? "";
      this.publishToRoom(id, { event: "left", room, username, reason: "parted", time });
      this.leaveRoom(accountId, id);
    }
    this.#close(accountId, () => true, reason);
  }

  /** Ends all connections of an account, which stays in its rooms. */
  endConnections(accountId: number, reason: ClosingReason, message: string): void {
    // What was published before is for them, too; it says why.
    this.deliver();
    this.#close(accountId, () => true, reason, message);
  }

  /** Takes a session out; tells its rooms when it was the account's last and returns true then. */
  leave(session: Listener, account: OnlineAccount): boolean {
    account.sessions.delete(session);
    for (const room of account.rooms.values()) this.#rooms.get(room.id)?.sessions.delete(session);
    if (account.sessions.size > 0) return false;
    this.#accounts.delete(account.id);
    const time = this.#time();
    for (const room of account.rooms.values()) {
      this.#rooms.get(room.id)?.accounts.delete(account);
      const { name } = account;
      this.publishToRoom(room.id, {
        event: "left",
        room: room.name,
        username: name,
        reason: "offline",
        time,
      });
      this.#forgetIfEmpty(room.id);
    }
    return true;
  }

  /** An account that is online. */
  account(id: number): OnlineAccount | undefined {
    return this.#accounts.get(id);
  }

  /** An account has another role on the server. */
  setRole(accountId: number, role: ServerRole): void {
    for (const expected of this.#expected) if (expected.id === accountId) expected.role = role;
    const account = this.#accounts.get(accountId);
    if (account === undefined) return;
    account.role = role;
    for (const { outbox } of account.sessions) outbox.widen(outboxFactor(role));
  }

  /** Lets an account that became a member get what is said in the room from now on. */
  joinRoom(accountId: number, record: RoomRecord): void {
    for (const expected of this.#expected) {
      if (expected.id === accountId) expected.rooms.push(record);
    }
    const account = this.#accounts.get(accountId);
    if (account === undefined) return;
    // Before its sessions are added, so that they get nothing that was published before.
    this.deliver();
    const room = this.#room(record.id);
    account.rooms.set(record.id, record);
    room.accounts.add(account);
    for (const session of account.sessions) room.sessions.add(session);
  }

  /** Stops that again for one that is no member any more. */
  leaveRoom(accountId: number, roomId: number): void {
    for (const expected of this.#expected) {
      if (expected.id !== accountId) continue;
      expected.rooms = expected.rooms.filter(({ id }) => id !== roomId);
    }
    const account = this.#accounts.get(accountId);
    if (account === undefined) return;
    // What was published before is still for its sessions.
    this.deliver();
    account.rooms.delete(roomId);
    const room = this.#rooms.get(roomId);
    room?.accounts.delete(account);
    for (const session of account.sessions) room?.sessions.delete(session);
    this.#forgetIfEmpty(roomId);
  }

  /** Calls a room by its new name. */
  renameRoom(record: RoomRecord): void {
    for (const { rooms } of this.#expected) {
      const index = rooms.findIndex(({ id }) => id === record.id);
      if (index >= 0) rooms[index] = record;
    }
    for (const account of this.#rooms.get(record.id)?.accounts ?? []) {
      account.rooms.set(record.id, record);
    }
  }

  /** Takes everybody out of a room that is gone. */
  deleteRoom(roomId: number): void {
    for (const expected of this.#expected) {
      expected.rooms = expected.rooms.filter(({ id }) => id !== roomId);
    }
    for (const account of [...(this.#rooms.get(roomId)?.accounts ?? [])]) {
      this.leaveRoom(account.id, roomId);
    }
  }

  /** Delivers an event to everybody in a room. */
  publishToRoom(roomId: number, event: ServerEvent): void {
    const room = this.#rooms.get(roomId);
    if (room === undefined) this.#advance(idOf(event));
    else this.#publish(room, event);
  }

  /** Delivers an event to all connections of these accounts. */
  publishToAccounts(ids: readonly number[], event: ServerEvent): void {
    const sessions = new Set<Listener>();
    for (const id of ids) {
      for (const session of this.#accounts.get(id)?.sessions ?? []) sessions.add(session);
    }
    this.#publish({ sessions }, event);
  }

  /** Delivers an event to everybody who shares a room with an account that is online, and to itself. */
  publishToCompany(account: OnlineAccount, event: ServerEvent): void {
    const sessions = new Set<Listener>(account.sessions);
    for (const { id } of account.rooms.values()) {
      for (const session of this.#rooms.get(id)?.sessions ?? []) sessions.add(session);
    }
    this.#publish({ sessions }, event);
  }

  /** How many accounts are online. */
  get accountCount(): number {
    return this.#accounts.size;
  }

  /** Who is online, by name. */
  online(): Person[] {
    return people(this.#accounts.values());
  }

  /** Who is online in a room, by name. */
  onlineIn(roomId: number): Person[] {
    return people(this.#rooms.get(roomId)?.accounts ?? []);
  }

  /** How many accounts are online in a room. */
  countOnlineIn(roomId: number): number {
    return this.#rooms.get(roomId)?.accounts.size ?? 0;
  }

  /** Encodes what was published since the last call and puts it into the outboxes. */
  deliver(): void {
    const published = this.#published;
    if (published.length === 0) return;
    this.#published = [];
    for (const run of runsOf(published)) this.#deliverRun(run);
  }

  #deliverRun(run: readonly Publication[]): void {
    const [first] = run;
    if (first === undefined) return;
    const events = run.map((publication) => publication.event);
    let lastId = 0;
    for (const { id } of run) if (id > lastId) lastId = id;
    this.#advance(lastId);
    let format: WireFormat | undefined;
    let bytes: Uint8Array | undefined;
    const encoded = new Map<WireFormat, Uint8Array>();
    for (const session of first.audience.sessions) {
      if (bytes === undefined || session.format !== format) {
        format = session.format;
        bytes = encoded.get(format) ?? format.encodeEvents(events);
        encoded.set(format, bytes);
      }
      session.outbox.pushEvents(bytes, events.length, lastId);
    }
  }

  /** Buckets outlive the connections: coming back does not fill them. */
  #bucketsOf(account: number): Buckets {
    const nowMs = this.#options.now();
    const { rates } = this.#options;
    const buckets = this.#buckets.get(account) ?? {
      rates: rates && new RateBuckets(rates),
      typingBucket: new TokenBucket(TYPING_RATE, nowMs),
    };
    this.#buckets.set(account, buckets);
    return buckets;
  }

  #close(
    accountId: number,
    isMeant: (session: number) => boolean,
    ...farewell: Parameters<Listener["close"]>
  ): void {
    for (const expected of this.#expected) {
      if (expected.id === accountId && isMeant(expected.session)) this.#expected.delete(expected);
    }
    for (const session of this.#accounts.get(accountId)?.sessions ?? []) {
      if (session.identity === undefined || isMeant(session.identity.session)) {
        session.close(...farewell);
      }
    }
  }

  #cameOnline(record: AccountRecord): OnlineAccount {
    const account: OnlineAccount = {
      id: record.id,
      name: record.name,
      role: record.role,
      sessions: new Set(),
      rooms: new Map(record.rooms.map((room) => [room.id, room])),
      away: undefined,
      ...this.#bucketsOf(record.id),
    };
    this.#accounts.set(record.id, account);
    const time = this.#time();
    for (const { id, name } of account.rooms.values()) {
      const room = this.#room(id);
      this.#publish(room, { event: "joined", room: name, username: account.name, time });
      room.accounts.add(account);
    }
    // Delivered before the new session is added: who comes is told in the answer where it is.
    this.deliver();
    return account;
  }

  #room(id: number): OnlineRoom {
    let room = this.#rooms.get(id);
    if (room === undefined) {
      room = { sessions: new Set(), accounts: new Set() };
      this.#rooms.set(id, room);
    }
    return room;
  }

  #forgetIfEmpty(roomId: number): void {
    const room = this.#rooms.get(roomId);
    if (room?.accounts.size !== 0) return;
    // Nobody is left to see what was published last; only its ids count.
    this.deliver();
    this.#rooms.delete(roomId);
  }

  #publish(audience: Audience, event: ServerEvent): void {
    const characters = "text" in event ? event.text.length : 0;
    this.#published.push({ audience, event, id: idOf(event), characters });
    this.#options.turn.schedule();
  }

  #advance(id: number): void {
    if (id > this.#lastId) this.#lastId = id;
  }

  #time(): string {
    return isoTime(this.#options.now());
  }
}

/** For whoever keeps order more may wait: what it watches is more than others do. */
function outboxFactor(role: ServerRole): number {
  return isStaff(role) ? 2 : 1;
}

/** The id by which an event advances a connection; 0 for those that are not stored. */
function idOf(event: ServerEvent): number {
  switch (event.event) {
    case "message":
    case "edited":
    case "deleted":
    case "reacted":
      return event.id;
    default:
      return 0;
  }
}

/** Cuts publications into runs for the same audience, each of which is encoded into one chunk. */
function* runsOf(publications: readonly Publication[]): Generator<readonly Publication[]> {
  let start = 0;
  let characters = 0;
  for (const [index, publication] of publications.entries()) {
    const sameRun = publications[start]?.audience === publication.audience &&
      characters + publication.characters <= MAX_RUN_CHARACTERS;
    if (!sameRun && index > start) {
      yield publications.slice(start, index);
      start = index;
      characters = 0;
    }
    characters += publication.characters;
  }
  if (start < publications.length) yield publications.slice(start);
}

function people(accounts: Iterable<OnlineAccount>): Person[] {
  return [...accounts]
    .map((account) => ({ account, folded: foldUsername(account.name) }))
    .sort((first, second) => first.folded < second.folded ? -1 : 1)
    .map(({ account: { name, sessions, away } }) => ({
      username: name,
      connections: sessions.size,
      ...(away === undefined ? {} : { away }),
    }));
}
