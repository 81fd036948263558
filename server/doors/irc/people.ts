/** Who people are on IRC: what stands behind their nick, and who was there a moment ago. */
import { BoundedMap } from "../../../protocol/bounded_map.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { Nicks } from "../../live/nicks.ts";
import type { OnlineAccount } from "../../live/online_account.ts";

/** Most people who are remembered after they have gone. */
const MAX_REMEMBERED = 1_000;

/** Most times that one nick is remembered. */
const MAX_TIMES = 8;

/** What stands where others have the address that they come from. */
const CLOAK = "user.chat";

/** What somebody says of themselves when they connect. */
export interface Particulars {
  /** The first part of `user@host`. */
  user: string;
  realname: string;
  isBot: boolean;
  /** Whether only those find it by a mask who share a room with it. */
  isInvisible?: boolean;
}

/** Somebody who has gone. */
export interface Gone extends Particulars {
  nick: string;
  host: string;
  goneMs: number;
}

/** What is known of somebody who is online, by whatever door. */
export type Online = Pick<OnlineAccount, "away" | "isGuest">;

/** Keeps what the connections of this door have said of themselves, as long as they are there. */
export class People {
  readonly #online: (name: string) => Online | undefined;
  readonly #nicks: Pick<Nicks, "holder" | "of">;
  readonly #here = new Map<string, Particulars>();
  /** By the folded nick. */
  readonly #gone = new BoundedMap<string, Gone[]>(MAX_REMEMBERED);
  /** The last nicks of accounts that have gone, by the folded name of the account. */
  readonly #lastNicks = new BoundedMap<string, string>(MAX_REMEMBERED);

  constructor(
    online: (name: string) => Online | undefined,
    nicks: Pick<Nicks, "holder" | "of">,
  ) {
    this.#online = online;
    this.#nicks = nicks;
  }

  /** How an account is called here. */
  nickOf(account: string): string {
    const nick = this.#nicks.of(account);
    if (nick !== undefined || this.#online(account) !== undefined) return nick ?? account;
    // What is said of somebody who has just gone is said of the nick that others know.
    const last = this.#lastNicks.get(foldUsername(account));
    const isFree = last !== undefined && this.#nicks.holder(last) === undefined &&
      this.#online(last) === undefined;
    return isFree ? last : account;
  }

  /** Whose nick that is; a name that is nobody's nick is the name of an account. */
  accountCalled(nick: string): string {
    return this.#nicks.holder(nick) ?? nick;
  }

  /** The account of somebody; undefined for a guest, whom nothing stands behind. */
  accountOf(name: string): string | undefined {
    return this.#online(name)?.isGuest === true ? undefined : name;
  }

  /** Why somebody is away; undefined for those who are not. */
  awayOf(name: string): string | undefined {
    return this.#online(name)?.away;
  }

  /** What is known of somebody; of those who come by other doors, what follows from their name. */
  of(name: string): Particulars {
    const known = this.#here.get(foldUsername(name)) ?? this.#particularsOfGone(name);
    return known ?? { user: name, realname: name, isBot: false };
  }

  /** What is said of somebody who has just gone is said after that. */
  #particularsOfGone(name: string): Particulars | undefined {
    if (this.#online(name) !== undefined) return undefined;
    return this.#gone.get(foldUsername(this.nickOf(name)))?.[0];
  }

  /** Somebody has said this of themselves; the last connection counts. */
  cameAs(name: string, particulars: Particulars): void {
    this.#here.set(foldUsername(name), particulars);
  }

  /** The last connection of somebody at this door has ended, who is remembered for WHOWAS. */
  left(name: string, goneMs: number): void {
    const nick = this.nickOf(name);
    this.hasLeft(name, nick, goneMs);
    this.forget(name);
    if (nick === name) this.#lastNicks.delete(foldUsername(name));
    else this.#lastNicks.set(foldUsername(name), nick);
  }

  /** Nothing counts any more of what somebody has said of themselves. */
  forget(name: string): void {
    this.#here.delete(foldUsername(name));
  }

  /** Nobody has this nick any more, which was that of an account. */
  hasLeft(account: string, nick: string, goneMs: number): void {
    const folded = foldUsername(nick);
    const times = [{ ...this.of(account), nick, host: this.hostOf(account), goneMs }];
    this.#gone.set(folded, [...times, ...this.#gone.get(folded) ?? []].slice(0, MAX_TIMES));
  }

  /** Somebody is called otherwise from now on, and remembered as what they were called before. */
  renamed(from: string, name: string, goneMs: number): void {
    const particulars = this.of(from);
    this.left(from, goneMs);
    this.cameAs(name, particulars);
  }

  /** Who had this nick, the last of them first. */
  whoWas(nick: string): readonly Gone[] {
    return this.#gone.get(foldUsername(nick)) ?? [];
  }

  /** What stands behind the `@`: nobody but those who keep order sees addresses. */
  hostOf(_name: string): string {
    return CLOAK;
  }

  /** Somebody as the source of a message, `nick!user@host`. */
  sourceOf(name: string): string {
    return this.sourceCalled(name, this.nickOf(name));
  }

  /** Somebody as the source of a message who has another nick by now. */
  sourceCalled(account: string, nick: string): string {
    return `${nick}!${this.of(account).user}@${this.hostOf(account)}`;
  }
}
