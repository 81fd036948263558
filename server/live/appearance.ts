/** How accounts that are online are called, shown and described: whoever sees them is told what changes. */
import { isoTime } from "../base/iso_time.ts";
import type { RoomRecord } from "../journal/records.ts";
import type { Delivery } from "./delivery.ts";
import type { Nicks } from "./nicks.ts";
import type { OnlineAccount } from "./online_account.ts";
import type { OnlineRooms } from "./online_rooms.ts";
import type { Presence } from "./presence.ts";
import type { Roll } from "./roll.ts";
import type { HubEvent } from "./wire_format.ts";

/** What it works with: the parts of a hub. */
export interface AppearanceOptions {
  /** An account that is online. */
  account(id: number): OnlineAccount | undefined;
  delivery: Delivery;
  nicks: Nicks;
  presence: Presence;
  /** All who are online. */
  roll: Roll;
  rooms: OnlineRooms;
  /** Delivers what only formats that tell of people have, in a room. */
  tellPeopleIn(roomId: number, event: HubEvent): void;
  /** The time that others are told, in milliseconds since 1970. */
  now(): number;
}

/** Changes it, and tells those who should know. */
export class Appearance {
  readonly #options: AppearanceOptions;

  constructor(options: AppearanceOptions) {
    this.#options = options;
  }

  /** An account is away from now on, or (undefined) back; those who share a room with it are told. */
  setAway(accountId: number, away: string | undefined): void {
    const account = this.#options.account(accountId);
    if (account === undefined || account.away === away) return;
    account.away = away;
    this.#options.presence.changedAway(account);
  }

  /** An account is shown by another name from now on. */
  setShownName(accountId: number, name: string): void {
    const account = this.#options.account(accountId);
    if (account !== undefined) this.#options.presence.shownAs(account, name);
  }

  /** Tells those who want to know of people that an account says another `user` of itself. */
  tellUser(accountId: number, change: { before: string; user: string }): void {
    const account = this.#options.account(accountId);
    if (account !== undefined) this.#options.presence.userChanged(account, change);
  }

  /** Tells those who want to know of people what an account is described with. */
  setMetadata(accountId: number, fact: { key: string; value: string | null }): void {
    const account = this.#options.account(accountId);
    if (account !== undefined) this.#options.presence.describedAs(account, fact);
  }

  /** Tells those in a room who want to know of people what the room is described with. */
  setRoomMetadata({ id, name }: RoomRecord, fact: { key: string; value: string | null }): void {
    const time = isoTime(this.#options.now());
    this.#options.tellPeopleIn(id, { event: "metadata", room: name, ...fact, time });
  }

  /** A guest is called otherwise: told as such where a format can, and else as going and coming. */
  renameAccount(accountId: number, name: string): void {
    const account = this.#options.account(accountId);
    if (account === undefined) return;
    // What was published before has the old name.
    this.#options.delivery.deliver();
    const from = account.name;
    const rolls = [...account.rooms.keys()].flatMap((id) =>
      this.#options.rooms.get(id)?.accounts ?? []
    );
    for (const roll of [this.#options.roll, ...rolls]) roll.delete(account);
    account.name = name;
    for (const roll of [this.#options.roll, ...rolls]) roll.add(account);
    this.#options.presence.renamed(account, from);
    this.#options.delivery.deliver();
  }

  /** A guest has become an account at another node. */
  keepGuest(accountId: number): void {
    const account = this.#options.account(accountId);
    if (account?.isGuest !== true) return;
    account.isGuest = false;
    this.#options.presence.loggedIn(account);
  }

  /** Has an account called by a nick where there are nicks, and tells those there; it is online. */
  callAccount(accountId: number, nick: string): void {
    const account = this.#options.account(accountId);
    if (account === undefined) return;
    const from = this.#options.nicks.of(account.name) ?? account.name;
    if (from === nick) return;
    // What was published before has the old nick.
    this.#options.delivery.deliver();
    this.#options.nicks.call(account.name, nick);
    this.#options.presence.called(account, { from, nick });
    this.#options.delivery.deliver();
  }

  /** Tells those who watch a nick nothing until the function that it returns is called. */
  holdNick(nick: string): () => void {
    return this.#options.presence.hold(nick);
  }
}
