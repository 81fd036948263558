/** Who people are on IRC: what stands behind their nick, and who was there a moment ago. */
import { BoundedMap } from "../../../protocol/bounded_map.ts";
import { foldUsername } from "../../../protocol/names.ts";
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
  readonly #here = new Map<string, Particulars>();
  readonly #gone = new BoundedMap<string, Gone[]>(MAX_REMEMBERED);

  constructor(online: (name: string) => Online | undefined) {
    this.#online = online;
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
    const folded = foldUsername(name);
    // What is said of somebody who has just gone is said after that.
    const known = this.#here.get(folded) ?? this.#gone.get(folded)?.[0];
    return known ?? { user: name, realname: name, isBot: false };
  }

  /** Somebody has said this of themselves; the last connection counts. */
  cameAs(name: string, particulars: Particulars): void {
    this.#here.set(foldUsername(name), particulars);
  }

  /** The last connection of somebody at this door has ended, who is remembered for WHOWAS. */
  left(name: string, goneMs: number): void {
    const folded = foldUsername(name);
    const particulars = this.of(name);
    this.#here.delete(folded);
    const times = [{ ...particulars, nick: name, host: this.hostOf(name), goneMs }];
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
    return `${name}!${this.of(name).user}@${this.hostOf(name)}`;
  }
}
