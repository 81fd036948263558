/** Tells rooms who is there: at once as long as that is calm, and gathered when it is not. */
import { isoTime } from "../base/iso_time.ts";
import type { BucketSize } from "../base/token_bucket.ts";
import type { RoomRecord } from "../journal/records.ts";
import type { Listener } from "./listener.ts";
import type { OnlineAccount } from "./online_account.ts";
import type { OnlineRooms } from "./online_rooms.ts";
import { WatchNews, type WatchNewsOptions } from "./watch_news.ts";
import type { Watches } from "./watches.ts";

/**
 * How often an account's coming and going is told. Each time costs a token, and one more for every
 * thousand connections that are told: three times at once in 200 rooms of 100, and a thousand
 * connections a second after that.
 */
export const PRESENCE_RATE: BucketSize = { burst: 60, perSecond: 1 };
const CONNECTIONS_PER_TOKEN = 1_000;

/** Options of {@linkcode Presence}. */
export interface PresenceOptions extends WatchNewsOptions {
  rooms: OnlineRooms;
  watches: WatchNewsOptions["watches"] & Pick<Watches, "watchersOf">;
  /** Milliseconds that only ever grow, for the rate. */
  elapsed(): number;
}

/** What others have been told of an account. */
interface Told {
  /** The account as it was online last. */
  account: OnlineAccount;
  isOnline: boolean;
  /** The rooms that think it is there. */
  rooms: Map<number, RoomRecord>;
  away: string | undefined;
}

/**
 * Remembers what was told of each account that is online, or that has gone without that having been
 * told. Whoever comes and goes faster than its rate is told of later, as it stands then: what has
 * turned back by that time is not told at all.
 */
export class Presence {
  readonly #options: PresenceOptions;
  readonly #told = new Map<number, Told>();
  /** Accounts of which others do not know what is true. */
  readonly #late = new Set<number>();
  readonly #watchNews: WatchNews;

  constructor(options: PresenceOptions) {
    this.#options = options;
    this.#watchNews = new WatchNews(options);
  }

  /** How many accounts it remembers. */
  get size(): number {
    return this.#told.size;
  }

  /** An account has come online, or another login of it has replaced what it is in. */
  cameOnline(account: OnlineAccount): void {
    const told = this.#told.get(account.id) ??
      { account, isOnline: true, rooms: new Map(), away: undefined };
    told.account = account;
    told.isOnline = true;
    this.#told.set(account.id, told);
    this.#tell(told);
  }

  /** An account has gone. */
  wentOffline(account: OnlineAccount): void {
    const told = this.#told.get(account.id);
    if (told === undefined) return;
    told.isOnline = false;
    this.#tell(told);
  }

  /** An account is away now, or back. */
  changedAway(account: OnlineAccount): void {
    const told = this.#told.get(account.id);
    if (told !== undefined) this.#tell(told);
  }

  /** Others are told by somebody else that it is in a room. */
  joinedRoom(account: number, room: RoomRecord): void {
    this.#told.get(account)?.rooms.set(room.id, room);
  }

  /** Others are told by somebody else that it is not. */
  leftRoom(account: number, room: number): void {
    this.#told.get(account)?.rooms.delete(room);
  }

  /** A room has another name. */
  renamedRoom(room: RoomRecord): void {
    for (const { rooms } of this.#told.values()) if (rooms.has(room.id)) rooms.set(room.id, room);
  }

  /** An account has another nick, of which only formats that tell of people know. */
  called(account: OnlineAccount, { from, nick }: { from: string; nick: string }): void {
    const { delivery, now, rooms } = this.#options;
    const time = isoTime(now());
    const listeners = [...rooms.companyOf(account)].filter(({ format }) => format.tellsOfPeople);
    const names = { username: from, name: nick, account: account.name };
    delivery.publish({ listeners }, { event: "renamed_person", ...names, time });
    this.#watchNews.tellAnew(account, { from, name: nick });
  }

  /** Tells those who watch a nick nothing until the function that it returns is called. */
  hold(nick: string): () => void {
    return this.#watchNews.hold(nick);
  }

  /** A guest has become an account. */
  loggedIn(account: OnlineAccount): void {
    const listeners = [...this.#concernedBy(account)].filter(({ format }) => format.tellsOfPeople);
    this.#watchNews.tellLogin(account, listeners);
  }

  /** An account is called otherwise than `from`, which everybody who knows of it is told at once. */
  renamed(account: OnlineAccount, from: string): void {
    const { delivery, now, rooms } = this.#options;
    const time = isoTime(now());
    const { name } = account;
    const company = [...rooms.companyOf(account)];
    const told = company.filter(({ format }) => format.tellsOfPeople);
    delivery.publish({ listeners: told }, { event: "renamed_person", username: from, name, time });
    for (const { id, name: room } of account.rooms.values()) {
      const listeners = [...rooms.get(id)?.listeners ?? []]
        .filter(({ format }) => !format.tellsOfPeople);
      if (listeners.length === 0) continue;
      const audience = { listeners };
      delivery.publish(audience, { event: "left", room, username: from, reason: "offline", time });
      delivery.publish(audience, { event: "joined", room, username: name, time });
    }
    this.#watchNews.tellAnew(account, { from, name });
  }

  /** An account is shown by another name. */
  shownAs(account: OnlineAccount, name: string): void {
    this.#tellConcerned(account, { event: "shown_name", display_name: name });
  }

  /** An account says another `user` of itself, of which only formats that tell of people know. */
  userChanged(account: OnlineAccount, change: { before: string; user: string }): void {
    this.#tellConcerned(account, { event: "user_changed", ...change });
  }

  /** A fact that an account tells of itself is another one. */
  describedAs(account: OnlineAccount, fact: { key: string; value: string | null }): void {
    this.#tellConcerned(account, { event: "metadata", ...fact });
  }

  /**
   * Tells those whose format tells of people; what comes too soon after something else is only seen where
   * it is asked for.
   */
  #tellConcerned(
    account: OnlineAccount,
    news:
      | { event: "shown_name"; display_name: string }
      | { event: "metadata"; key: string; value: string | null }
      | { event: "user_changed"; before: string; user: string },
  ): void {
    const { delivery, elapsed, now } = this.#options;
    const listeners = [...this.#concernedBy(account)].filter(({ format }) => format.tellsOfPeople);
    if (listeners.length === 0) return;
    const cost = 1 + listeners.length / CONNECTIONS_PER_TOKEN;
    if ((account.presenceBucket?.tryTake(elapsed(), cost) ?? 0) > 0) return;
    const common = { username: account.name, time: isoTime(now()) };
    delivery.publish({ listeners }, { ...news, ...common });
  }

  /** Who shares a room with an account, and who watches it and wants to know as much. */
  #concernedBy(account: OnlineAccount): Set<Listener> {
    const { rooms, watches } = this.#options;
    const listeners = rooms.companyOf(account);
    for (const listener of watches.watchersOf(account.name)) {
      if (listener.format.tellsOfWatched) listeners.add(listener);
    }
    return listeners;
  }

  /** Tells what has waited long enough; call it often. */
  sweep(): void {
    for (const id of [...this.#late]) {
      const told = this.#told.get(id);
      if (told !== undefined) this.#tell(told);
    }
  }

  #tell(told: Told): void {
    const { account, isOnline, rooms } = told;
    const came = isOnline ? [...account.rooms.values()].filter(({ id }) => !rooms.has(id)) : [];
    const left = isOnline ? [] : [...rooms.values()];
    const away = isOnline ? account.away : undefined;
    const isAwayNews = isOnline && away !== told.away;
    const { delivery, elapsed, now, rooms: online, watches } = this.#options;
    const watchers = this.#watchNews.watchesToTell(account, isOnline);
    const isNews = came.length > 0 || left.length > 0 || isAwayNews || watchers.length > 0;
    if (!isNews) return this.#settled(told);
    let connections = watchers.length;
    if (isAwayNews) {
      connections += online.sizeOfCompany(account) + watches.watchersOf(account.name).length;
    }
    for (const { id } of [...came, ...left]) connections += online.audienceOf(id);
    const cost = 1 + connections / CONNECTIONS_PER_TOKEN;
    if ((account.presenceBucket?.tryTake(elapsed(), cost) ?? 0) > 0) {
      this.#late.add(account.id);
      return;
    }
    const common = { username: account.name, time: isoTime(now()) };
    for (const room of came) {
      rooms.set(room.id, room);
      online.publish(room.id, { event: "joined", room: room.name, ...common });
    }
    if (left.length > 0) this.#tellGone(left, { ...common, account });
    for (const { id, name } of left) {
      rooms.delete(id);
      online.publish(id, { event: "left", room: name, reason: "offline", ...common });
    }
    this.#watchNews.tell(watchers, account, { isOnline });
    told.away = away;
    if (isAwayNews) {
      const listeners = this.#concernedBy(account);
      delivery.publish({ listeners }, { event: "presence", away: away ?? null, ...common });
    }
    this.#settled(told);
  }

  /** Those are told once whose format says so, however many rooms they share. */
  #tellGone(
    left: readonly RoomRecord[],
    { account, username, time }: { account: OnlineAccount; username: string; time: string },
  ): void {
    const { delivery, rooms: online } = this.#options;
    const listeners = new Set<Listener>();
    for (const { id } of left) {
      for (const listener of online.get(id)?.listeners ?? []) {
        if (listener.format.tellsOfPeople) listeners.add(listener);
      }
    }
    if (listeners.size === 0) return;
    const said = account.farewell === undefined ? {} : { text: account.farewell };
    delivery.publish({ listeners }, { event: "gone", username, ...said, time });
  }

  #settled({ account, isOnline }: Told): void {
    this.#late.delete(account.id);
    if (!isOnline) this.#told.delete(account.id);
  }
}
