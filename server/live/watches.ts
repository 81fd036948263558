/** Who wants to know when somebody comes and goes with whom they need share no room. */
import { ChatError } from "../../protocol/errors.ts";
import type { WatchedEvent } from "../../protocol/events.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Listener } from "./listener.ts";
import type { Nicks } from "./nicks.ts";

/** Most names that one connection watches. */
export const MAX_WATCHED = 100;

/** Who watches: a connection, and the account it is of. */
export interface Watcher {
  readonly listener: Listener;
  readonly account: { readonly id: number; readonly name: string };
}

/** Which of the two ignores the other; then nothing is told. */
export interface IgnoringPair {
  isIgnoring: boolean;
  isIgnored: boolean;
}

/** One name that one connection watches. */
export interface Watch extends Watcher {
  /** As it was asked for. */
  readonly name: string;
  /**
   * What is known of accounts that may be behind the name, by their folded names: the one that is called
   * so, and whoever has it for a nick. Nothing is told before all of it is known.
   */
  readonly pairs: Map<string, Partial<IgnoringPair>>;
  /** The account that it was told is there; undefined for nobody. */
  told: number | undefined;
  /**
   * Whether somebody may be there of whom nothing could be told when they came: that one of the two does
   * not ignore the other any more is told by nothing, but that they go is.
   */
  isUnsure: boolean;
}

/** What watches need to know of who is online. */
export interface WatchesOptions {
  nicks: Pick<Nicks, "holder" | "of">;
  /** Who is online under the name of an account. */
  online(name: string): { readonly id: number; readonly name: string } | undefined;
}

/**
 * What every connection watches, as long as it is there; {@linkcode MAX_WATCHED} names at most. Formats
 * that tell of people know them by their nicks, all others by the names of their accounts.
 */
export class Watches {
  readonly #options: WatchesOptions;
  readonly #byName = new Map<string, Map<Listener, Watch>>();
  readonly #byListener = new Map<Listener, Map<string, Watch>>();
  readonly #byTold = new Map<number, Set<Watch>>();

  constructor(options: WatchesOptions) {
    this.#options = options;
  }

  /**
   * Watches a name; nobody need have it. `settle` says whether one of the two ignores the other, of those
   * that {@linkcode behind} names; then whoever watches is told what {@linkcode of} says.
   *
   * @throws {ChatError} `bad_field` when there are too many.
   */
  add(
    { listener, account }: Watcher,
    name: string,
  ): { settle(pair: IgnoringPair, behind?: string): void } {
    const folded = foldUsername(name);
    const own = this.#byListener.get(listener) ?? new Map<string, Watch>();
    if (!own.has(folded) && own.size >= MAX_WATCHED) {
      throw new ChatError("bad_field", `You watch ${MAX_WATCHED} names, as many as you may`);
    }
    const watch: Watch = own.get(folded) ??
      { listener, account, name, pairs: new Map(), told: undefined, isUnsure: false };
    own.set(folded, watch);
    this.#byListener.set(listener, own);
    const watchers = this.#byName.get(folded) ?? new Map<Listener, Watch>();
    watchers.set(listener, watch);
    this.#byName.set(folded, watchers);
    return {
      settle: (pair, behind = name) => {
        if (own.get(folded) !== watch) return;
        settle(watch, behind, pair);
        this.note(watch, this.#there(watch)?.id);
      },
    };
  }

  /** The accounts that may be behind a name, as a connection knows people; there need be none. */
  behind({ format }: Listener, name: string): string[] {
    const holder = format.tellsOfPeople === true ? this.#options.nicks.holder(name) : undefined;
    return holder === undefined ? [name] : [name, holder];
  }

  /** Stops watching a name, or all of them. */
  delete(listener: Listener, name?: string): void {
    const own = this.#byListener.get(listener);
    const names = name === undefined ? [...own?.keys() ?? []] : [foldUsername(name)];
    for (const folded of names) {
      const watch = own?.get(folded);
      if (watch !== undefined) this.note(watch, undefined);
      own?.delete(folded);
      const watchers = this.#byName.get(folded);
      watchers?.delete(listener);
      if (watchers?.size === 0) this.#byName.delete(folded);
    }
    if (own?.size === 0) this.#byListener.delete(listener);
  }

  /** What a connection watches, with the account that is there, when nobody ignores anybody. */
  of(listener: Listener): { name: string; account: string | undefined }[] {
    return [...this.#byListener.get(listener)?.values() ?? []]
      .map((watch) => ({ name: watch.name, account: this.#there(watch)?.name }));
  }

  /** The connections that are told of an account. */
  watchersOf(account: string): Listener[] {
    return this.#watchesOf(account).filter((watch) => isTold(watch, account))
      .map(({ listener }) => listener);
  }

  /** Those of its watches that do not know that an account is there. */
  unaware({ id, name }: { id: number; name: string }): Watch[] {
    return this.#watchesOf(name).filter((watch) => watch.told !== id && isTold(watch, name));
  }

  /** Those that think that an account is there, or may be, and may hear of it; the others forget it. */
  aware({ id, name }: { id: number; name: string }): Watch[] {
    const unsure = this.#watchesOf(name).filter((watch) => watch.isUnsure && isTold(watch, name));
    const all = [...this.#byTold.get(id) ?? []];
    for (const watch of all) if (!isTold(watch, name)) this.note(watch, undefined);
    return [...unsure, ...all.filter(({ told }) => told === id)];
  }

  /** All watches of a name, with the account that they are to know is there now. */
  under(name: string): { watch: Watch; there: { id: number; name: string } | undefined }[] {
    return [...this.#byName.get(foldUsername(name))?.values() ?? []]
      .map((watch) => ({ watch, there: this.#there(watch) }));
  }

  /** A watch is told that this account is there, or nobody. */
  note(watch: Watch, account: number | undefined): void {
    watch.isUnsure = false;
    if (watch.told === account) return;
    if (watch.told !== undefined) {
      const others = this.#byTold.get(watch.told);
      others?.delete(watch);
      if (others?.size === 0) this.#byTold.delete(watch.told);
    }
    watch.told = account;
    if (account === undefined) return;
    const aware = this.#byTold.get(account) ?? new Set<Watch>();
    aware.add(watch);
    this.#byTold.set(account, aware);
  }

  /** The accounts that watch a nick and of which it is not known whether they and `account` ignore each other. */
  unsettled(nick: string, account: string): number[] {
    const folded = foldUsername(account);
    const watches = [...this.#byName.get(foldUsername(nick))?.values() ?? []].filter((watch) =>
      watch.listener.format.tellsOfPeople === true && !watch.pairs.has(folded)
    );
    return [...new Set(watches.map((watch) => watch.account.id))];
  }

  /** An account that is about to have a nick ignores, and is ignored by, those that watch it. */
  settleNick(
    { nick, account }: { nick: string; account: string },
    { ignored, ignoring }: { ignored: readonly number[]; ignoring: readonly number[] },
  ): void {
    for (const watch of this.#byName.get(foldUsername(nick))?.values() ?? []) {
      const { id } = watch.account;
      const pair = { isIgnored: ignored.includes(id), isIgnoring: ignoring.includes(id) };
      settle(watch, account, pair);
    }
  }

  /** An account, with the connections it has, ignores these accounts, by name, and no others. */
  ignores(
    { name, connections }: { name: string; connections: Iterable<Listener> },
    users: readonly string[],
  ): void {
    const ignored = new Set(users.map(foldUsername));
    // Not everybody's watches: anybody can have this done many times a second.
    for (const listener of connections) {
      for (const watch of this.#byListener.get(listener)?.values() ?? []) {
        for (const behind of new Set([foldUsername(watch.name), ...watch.pairs.keys()])) {
          learn(watch, behind, { isIgnoring: ignored.has(behind) });
        }
      }
    }
    for (const watch of this.#named(name)) {
      learn(watch, foldUsername(name), {
        isIgnored: ignored.has(foldUsername(watch.account.name)),
      });
    }
  }

  /** Who is there under the name of a watch, if that may be told. */
  #there({ listener: { format }, name, ...watch }: Watch) {
    const { nicks, online } = this.#options;
    const holder = format.tellsOfPeople === true ? nicks.holder(name) : undefined;
    const account = online(holder ?? name);
    if (account === undefined || !isTold(watch, account.name)) return undefined;
    const isCalledOtherwise = format.tellsOfPeople === true && holder === undefined &&
      nicks.of(account.name) !== undefined;
    return isCalledOtherwise ? undefined : account;
  }

  /** All watches of the name of an account and of its nick. */
  #named(account: string): Watch[] {
    const names = new Set([account, this.#options.nicks.of(account) ?? account].map(foldUsername));
    return [...names].flatMap((name) => [...this.#byName.get(name)?.values() ?? []]);
  }

  /** Of these those that know the account by that name. */
  #watchesOf(account: string): Watch[] {
    const nick = this.#options.nicks.of(account) ?? account;
    return this.#named(account).filter(({ listener: { format }, name }) =>
      foldUsername(name) === foldUsername(format.tellsOfPeople === true ? nick : account)
    );
  }
}

/** What watchers are told who know names of accounts. */
export function watchedEvent(
  username: string,
  { isOnline, time }: { isOnline: boolean; time: string },
): WatchedEvent {
  return { event: "watched", username, online: isOnline, time };
}

/** What was published since it was asked for is newer. */
function settle(watch: Watch, behind: string, pair: IgnoringPair): void {
  const folded = foldUsername(behind);
  // Of those who had it for a nick before nothing need be known any more.
  for (const other of watch.pairs.keys()) {
    if (other !== folded && other !== foldUsername(watch.name)) watch.pairs.delete(other);
  }
  watch.pairs.set(folded, { ...pair, ...watch.pairs.get(folded) });
}

function learn(watch: Watch, behind: string, pair: Partial<IgnoringPair>): void {
  const wasTold = isTold(watch, behind);
  watch.pairs.set(behind, { ...watch.pairs.get(behind), ...pair });
  if (!wasTold && watch.told === undefined && isTold(watch, behind)) watch.isUnsure = true;
}

function isTold({ pairs }: Pick<Watch, "pairs">, account: string): boolean {
  const pair = pairs.get(foldUsername(account));
  return pair?.isIgnoring === false && pair.isIgnored === false;
}
