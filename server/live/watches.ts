/** Who wants to know when somebody comes and goes with whom they need share no room. */
import { ChatError } from "../../protocol/errors.ts";
import type { WatchedEvent } from "../../protocol/events.ts";
import { foldUsername } from "../../protocol/names.ts";
import type { Listener } from "./listener.ts";

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
interface Watch extends Watcher {
  /** As it was asked for. */
  readonly name: string;
  /** As far as it is known; nothing is told before all of it is. */
  ignoring: Partial<IgnoringPair>;
}

/** What every connection watches, as long as it is there; {@linkcode MAX_WATCHED} names at most. */
export class Watches {
  readonly #byName = new Map<string, Map<Listener, Watch>>();
  readonly #byListener = new Map<Listener, Map<string, Watch>>();

  /**
   * Watches a name; nobody need have it. `settle` says whether one of the two ignores the other.
   *
   * @throws {ChatError} `bad_field` when there are too many.
   */
  add({ listener, account }: Watcher, name: string): { settle(pair: IgnoringPair): void } {
    const folded = foldUsername(name);
    const own = this.#byListener.get(listener) ?? new Map<string, Watch>();
    if (!own.has(folded) && own.size >= MAX_WATCHED) {
      throw new ChatError("bad_field", `You watch ${MAX_WATCHED} names, as many as you may`);
    }
    const watch: Watch = own.get(folded) ?? { listener, account, name, ignoring: {} };
    own.set(folded, watch);
    this.#byListener.set(listener, own);
    const watchers = this.#byName.get(folded) ?? new Map<Listener, Watch>();
    watchers.set(listener, watch);
    this.#byName.set(folded, watchers);
    // What was published since is newer than what was asked for.
    return {
      settle: (pair) => {
        watch.ignoring = { ...pair, ...watch.ignoring };
      },
    };
  }

  /** Stops watching a name, or all of them. */
  delete(listener: Listener, name?: string): void {
    const own = this.#byListener.get(listener);
    const names = name === undefined ? [...own?.keys() ?? []] : [foldUsername(name)];
    for (const folded of names) {
      own?.delete(folded);
      const watchers = this.#byName.get(folded);
      watchers?.delete(listener);
      if (watchers?.size === 0) this.#byName.delete(folded);
    }
    if (own?.size === 0) this.#byListener.delete(listener);
  }

  /** What a connection watches; `isTold` when nobody ignores anybody. */
  of(listener: Listener): { name: string; isTold: boolean }[] {
    return [...this.#byListener.get(listener)?.values() ?? []]
      .map((watch) => ({ name: watch.name, isTold: isTold(watch) }));
  }

  /** The connections that are told of an account. */
  watchersOf(name: string): Listener[] {
    return [...this.#byName.get(foldUsername(name))?.values() ?? []].filter(isTold)
      .map(({ listener }) => listener);
  }

  /** An account, with the connections it has, ignores these accounts, by name, and no others. */
  ignores(
    { name, connections }: { name: string; connections: Iterable<Listener> },
    users: readonly string[],
  ): void {
    const ignored = new Set(users.map(foldUsername));
    // Not everybody's watches: anybody can have this done many times a second.
    for (const listener of connections) {
      for (const [folded, watch] of this.#byListener.get(listener) ?? []) {
        watch.ignoring = { ...watch.ignoring, isIgnoring: ignored.has(folded) };
      }
    }
    for (const watch of this.#byName.get(foldUsername(name))?.values() ?? []) {
      const isIgnored = ignored.has(foldUsername(watch.account.name));
      watch.ignoring = { ...watch.ignoring, isIgnored };
    }
  }
}

/** What watchers are told. */
export function watchedEvent(
  username: string,
  { isOnline, time }: { isOnline: boolean; time: string },
): WatchedEvent {
  return { event: "watched", username, online: isOnline, time };
}

function isTold({ ignoring }: Watch): boolean {
  return ignoring.isIgnoring === false && ignoring.isIgnored === false;
}
