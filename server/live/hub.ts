/** Knows who is online where, and hands every event to those who may see it. */
import { ChatError } from "../../protocol/errors.ts";
import type { ClosingReason, ServerEvent } from "../../protocol/events.ts";
import type { ServerRole } from "../../protocol/records.ts";
import { isoTime } from "../base/iso_time.ts";
import type { AccountRecord, RoomRecord } from "../journal/records.ts";
import type { Rates } from "../limits/rates.ts";
import { AccountBuckets } from "./account_buckets.ts";
import { Alignment } from "./alignment.ts";
import { Appearance } from "./appearance.ts";
import { Delivery } from "./delivery.ts";
import { ExpectedLogins } from "./expected_logins.ts";
import type { Listener } from "./listener.ts";
import { type ActingAccount, type OnlineAccount, outboxFactor } from "./online_account.ts";
import { Nicks } from "./nicks.ts";
import { OnlineRooms } from "./online_rooms.ts";
import { Presence } from "./presence.ts";
import { Roll } from "./roll.ts";
import type { Turn } from "./out/turn.ts";
import { Watches } from "./watches.ts";
import type { HubEvent } from "./wire_format.ts";

/** Options of a {@linkcode Hub}. */
export interface HubOptions {
  turn: Pick<Turn, "schedule">;
  /** Greatest message id so far. */
  lastId: number;
  /** Undefined means no limits. */
  rates: Rates | undefined;
  /** The time that others are told, in milliseconds since 1970. */
  now(): number;
  /** Milliseconds that only ever grow, for rates. */
  elapsed(): number;
}

/**
 * Delivers what the journal committed, in its order, and who comes and goes. It holds nothing that is
 * not about an account that is online, or was a moment ago.
 */
export class Hub {
  readonly #now: () => number;
  readonly #elapsed: () => number;
  readonly #delivery: Delivery;
  readonly #buckets: AccountBuckets;
  readonly #presence: Presence;
  readonly #expected = new ExpectedLogins();
  readonly #accounts = new Map<number, OnlineAccount>();
  readonly #roll = new Roll();
  readonly #rooms: OnlineRooms;
  /** How those are called who are not called like their accounts. */
  readonly nicks = new Nicks();
  /** Who is told of whom without sharing a room. */
  readonly watches: Watches;
  /** What answers agree with the events around them by. */
  readonly alignment: Alignment;
  /** How those are called, shown and described who are online. */
  readonly appearance: Appearance;

  constructor({ turn, lastId, rates, now, elapsed }: HubOptions) {
    this.#now = now;
    this.#elapsed = elapsed;
    this.#delivery = new Delivery(turn, lastId);
    this.alignment = new Alignment(this.#delivery);
    this.#buckets = new AccountBuckets(rates);
    this.#rooms = new OnlineRooms(this.#delivery);
    this.watches = new Watches({
      nicks: this.nicks,
      online: (name) => this.#roll.called(name),
    });
    this.#presence = new Presence({
      nickOf: (name) => this.nicks.of(name) ?? name,
      delivery: this.#delivery,
      rooms: this.#rooms,
      watches: this.watches,
      now,
      elapsed,
    });
    this.appearance = new Appearance({
      account: (id) => this.#accounts.get(id),
      delivery: this.#delivery,
      nicks: this.nicks,
      presence: this.#presence,
      roll: this.#roll,
      rooms: this.#rooms,
      tellPeopleIn: (roomId, event) => this.tellPeopleIn(roomId, event),
      now,
    });
  }

  /** The greatest id of what was delivered. */
  get lastId(): number {
    return this.#delivery.lastId;
  }

  /**
   * Makes a connection one of the account's and tells its rooms when it is the first. Returns the
   * account and the id after which the connection gets every event that it may see, as soon as its
   * outbox is released.
   *
   * @throws {ChatError} `bad_credentials` when the login was revoked meanwhile.
   */
  enter(listener: Listener, record: AccountRecord): { account: OnlineAccount; lastId: number } {
    // It was revoked in the moment between its commit and now.
    if (!this.#expected.take(record)) throw new ChatError("bad_credentials");
    // Whoever enters now has what was published before from the store, not from here.
    this.deliver();
    const known = this.#accounts.get(record.id);
    if (known === undefined) listener.introduce?.(record.name);
    const account = known ?? this.#cameOnline(record);
    const wasGuest = account.isGuest === true;
    account.isGuest = record.isGuest ?? false;
    if (wasGuest && !account.isGuest) this.#presence.loggedIn(account);
    account.connections.add(listener);
    listener.outbox.widen(outboxFactor(account.role));
    for (const room of account.rooms.values()) this.#rooms.of(room.id).listeners.add(listener);
    const { lastId } = this.#delivery;
    listener.outbox.startAfter(lastId);
    listener.outbox.hold();
    return { account, lastId };
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
    this.#expected.take(record);
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
    const time = isoTime(this.#now());
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

  /** Takes a connection out; tells its rooms when it was the account's last and returns true then. */
  leave(listener: Listener, accountId: number): boolean {
    this.watches.delete(listener);
    const account = this.#accounts.get(accountId);
    if (account === undefined || !account.connections.delete(listener)) return false;
    for (const room of account.rooms.keys()) this.#rooms.get(room)?.listeners.delete(listener);
    return this.#wentOffline(account);
  }

  /** An account has a connection to another node of the cluster; false when that is known already. */
  cameElsewhere(
    record: AccountRecord,
    { key, session }: { key: string; session: number },
  ): boolean {
    const account = this.#accounts.get(record.id) ?? this.#cameOnline(record);
    const isNew = !account.elsewhere.has(key);
    account.elsewhere.set(key, session);
    return isNew;
  }

  /** It has it no more; false when it was not known. */
  leftElsewhere(accountId: number, key: string): boolean {
    const account = this.#accounts.get(accountId);
    if (account?.elsewhere.delete(key) !== true) return false;
    this.#wentOffline(account);
    return true;
  }

  /** Tells its rooms when it is nowhere any more, and returns true then. */
  #wentOffline(account: OnlineAccount): boolean {
    if (account.connections.size + account.elsewhere.size > 0) return false;
    this.#accounts.delete(account.id);
    this.#roll.delete(account);
    for (const room of account.rooms.keys()) this.#rooms.remove(room, account);
    this.#presence.wentOffline(account);
    this.nicks.release(account.name);
    return true;
  }

  /** An account that is online. */
  account(id: number): OnlineAccount | undefined {
    return this.#accounts.get(id);
  }

  /** An account for which somebody acts without a connection: its rates are those that it has with one. */
  acting(known: { id: number; name: string; role: ServerRole }): ActingAccount {
    return { ...known, ...this.#buckets.of(known.id, this.#elapsed()) };
  }

  /** An account has another role on the server. */
  setRole(accountId: number, role: ServerRole): void {
    this.#expected.setRole(accountId, role);
    const account = this.#accounts.get(accountId);
    if (account === undefined) return;
    account.role = role;
    for (const { outbox } of account.connections) outbox.widen(outboxFactor(role));
  }

  /** Lets an account that became a member get what is said in the room from now on. */
  joinRoom(accountId: number, record: RoomRecord): void {
    this.#expected.joinRoom(accountId, record);
    const account = this.#accounts.get(accountId);
    if (account === undefined) return;
    // Before its connections are added, so that they get nothing that was published before.
    this.deliver();
    const room = this.#rooms.of(record.id);
    account.rooms.set(record.id, record);
    room.accounts.add(account);
    for (const listener of account.connections) room.listeners.add(listener);
    this.#presence.joinedRoom(accountId, record);
  }

  /** Stops that again for one that is no member any more. */
  leaveRoom(accountId: number, roomId: number): void {
    this.#expected.leaveRoom(accountId, roomId);
    this.#presence.leftRoom(accountId, roomId);
    const account = this.#accounts.get(accountId);
    if (account === undefined) return;
    // What was published before is still for its connections.
    this.deliver();
    account.rooms.delete(roomId);
    this.#rooms.remove(roomId, account);
  }

  /** Calls a room by its new name. */
  renameRoom(record: RoomRecord): void {
    this.#expected.renameRoom(record);
    this.#presence.renamedRoom(record);
    for (const account of this.#rooms.get(record.id)?.accounts ?? []) {
      account.rooms.set(record.id, record);
    }
  }

  /** Takes everybody out of a room that is gone. */
  deleteRoom(roomId: number): void {
    this.#expected.deleteRoom(roomId);
    for (const account of [...(this.#rooms.get(roomId)?.accounts ?? [])]) {
      this.leaveRoom(account.id, roomId);
    }
  }

  /** Says of everything that `publish` publishes that a request of the connection `cause` caused it. */
  causedBy(cause: unknown, publish: () => void): void {
    this.#delivery.causedBy(cause, publish);
  }

  /** Everything that was committed up to this id has been published. */
  reached(lastId: number): void {
    this.#delivery.reached(lastId);
  }

  /** Delivers an event to everybody in a room. */
  publishToRoom(roomId: number, event: ServerEvent): void {
    this.#rooms.publish(roomId, event);
  }

  /** Delivers an event to all connections of these accounts. */
  publishToAccounts(ids: readonly number[], event: ServerEvent): void {
    this.#delivery.publish({ listeners: this.#listenersOf(ids) }, event);
  }

  #listenersOf(ids: readonly number[]): Set<Listener> {
    const listeners = new Set<Listener>();
    for (const id of ids) {
      for (const listener of this.#accounts.get(id)?.connections ?? []) listeners.add(listener);
    }
    return listeners;
  }

  /** Delivers what only formats that tell of people have, in a room. */
  tellPeopleIn(roomId: number, event: HubEvent): void {
    this.#tellPeople(this.#rooms.get(roomId)?.listeners ?? [], event);
  }

  /** The same to all connections of these accounts. */
  tellPeople(ids: readonly number[], event: HubEvent): void {
    this.#tellPeople(this.#listenersOf(ids), event);
  }

  #tellPeople(all: Iterable<Listener>, event: HubEvent): void {
    const listeners = [...all].filter(({ format }) => format.tellsOfPeople);
    if (listeners.length > 0) this.#delivery.publish({ listeners }, event);
  }

  /** How many accounts are online. */
  get accountCount(): number {
    return this.#accounts.size;
  }

  /** Who is online under a name; undefined when nobody is. */
  accountCalled(name: string): OnlineAccount | undefined {
    return this.#roll.called(name);
  }

  /** Who is online, by name, after a name; everybody after none. */
  online(after = ""): Iterable<OnlineAccount> {
    return this.#roll.after(after);
  }

  /** Who is online in a room, by name, after a name; everybody after none. */
  onlineIn(roomId: number, after = ""): Iterable<OnlineAccount> {
    return this.#rooms.get(roomId)?.accounts.after(after) ?? [];
  }

  /** How many accounts are online in a room. */
  countOnlineIn(roomId: number): number {
    return this.#rooms.get(roomId)?.accounts.size ?? 0;
  }

  /** Puts everything that was published into the outboxes. */
  deliver(): void {
    this.#delivery.deliver();
  }

  /** Has everything told that has waited long enough; call it often. */
  sweep(): void {
    this.#presence.sweep();
  }

  #close(
    accountId: number,
    isMeant: (session: number) => boolean,
    ...farewell: Parameters<Listener["close"]>
  ): void {
    this.#expected.revoke(accountId, isMeant);
    for (const listener of this.#accounts.get(accountId)?.connections ?? []) {
      const { identity } = listener;
      if (identity === undefined || isMeant(identity.session)) listener.close(...farewell);
    }
  }

  #cameOnline(record: AccountRecord): OnlineAccount {
    const account: OnlineAccount = {
      id: record.id,
      name: record.name,
      role: record.role,
      isGuest: record.isGuest ?? false,
      connections: new Set(),
      elsewhere: new Map(),
      rooms: new Map(record.rooms.map((room) => [room.id, room])),
      away: undefined,
      ...this.#buckets.of(record.id, this.#elapsed()),
    };
    this.#accounts.set(record.id, account);
    this.#roll.add(account);
    for (const { id } of account.rooms.values()) this.#rooms.of(id).accounts.add(account);
    this.#presence.cameOnline(account);
    // Delivered before the connection is added: who comes is told in the answer where it is.
    this.deliver();
    return account;
  }
}
