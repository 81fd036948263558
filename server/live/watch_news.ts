/** Tells those who watch a name what has become of it: who is there, who has gone, and who is somebody else now. */
import { foldUsername } from "../../protocol/names.ts";
import { isoTime } from "../base/iso_time.ts";
import type { Delivery } from "./delivery.ts";
import type { Listener } from "./listener.ts";
import { type Watch, watchedEvent, type Watches } from "./watches.ts";

/** Options of {@linkcode WatchNews}. */
export interface WatchNewsOptions {
  delivery: Delivery;
  watches: Pick<Watches, "aware" | "note" | "unaware" | "under">;
  /** How an account is called where there are nicks. */
  nickOf(name: string): string;
  /** The time that others are told, in milliseconds since 1970. */
  now(): number;
}

/** Whom something is told of. */
interface Named {
  readonly id: number;
  readonly name: string;
}

/** Each watch knows what it was told last, so that nothing is told twice. */
export class WatchNews {
  readonly #options: WatchNewsOptions;
  /** Folded nicks of which those who watch them are told nothing for now, and how often each is held. */
  readonly #held = new Map<string, number>();

  constructor(options: WatchNewsOptions) {
    this.#options = options;
  }

  /**
   * Tells those who watch a nick nothing until the function that it returns is called: whoever logs in is
   * somebody else for a moment. After that they are told what is otherwise than before.
   */
  hold(nick: string): () => void {
    const folded = foldUsername(nick);
    this.#held.set(folded, (this.#held.get(folded) ?? 0) + 1);
    return () => {
      const others = (this.#held.get(folded) ?? 1) - 1;
      if (others > 0) return void this.#held.set(folded, others);
      this.#held.delete(folded);
      this.#tellUnder(nick, undefined);
    };
  }

  /** The watches that do not know yet that an account is there, or that it has gone. */
  watchesToTell(account: Named, isOnline: boolean): Watch[] {
    const { watches } = this.#options;
    return (isOnline ? watches.unaware(account) : watches.aware(account))
      .filter((watch) => !this.#isHeld(watch));
  }

  /** Tells that a nick is that of an account now, or that a guest has become one. */
  tellLogin({ name: username }: Pick<Named, "name">, listeners: readonly Listener[]): void {
    if (listeners.length === 0) return;
    const { delivery, now } = this.#options;
    const time = isoTime(now());
    delivery.publish({ listeners }, { event: "logged_in", username, time });
  }

  /** Tells those who watch what an account was called before, and what it is called now. */
  tellAnew({ id }: Named, { from, name }: { from: string; name: string }): void {
    this.#tellUnder(from, { id, name: from });
    if (foldUsername(from) !== foldUsername(name)) this.#tellUnder(name, undefined);
  }

  /** Tells that somebody has come or gone, in a format that tells of people by the nick. */
  tell(
    told: readonly Watch[],
    account: Named,
    { isOnline, calledAs }: { isOnline: boolean; calledAs?: string },
  ): void {
    if (told.length === 0) return;
    const { delivery, nickOf, now, watches } = this.#options;
    const time = isoTime(now());
    const nick = calledAs ?? nickOf(account.name);
    const plain: Listener[] = [];
    const byNick = new Map<string, Listener[]>();
    for (const watch of told) {
      watches.note(watch, isOnline ? account.id : undefined);
      const { listener, name } = watch;
      if (listener.format.tellsOfPeople !== true) {
        plain.push(listener);
        continue;
      }
      // Whoever has gone may have been called otherwise by then.
      const known = foldUsername(nick) === foldUsername(name) ? nick : name;
      const listeners = byNick.get(known) ?? [];
      listeners.push(listener);
      byNick.set(known, listeners);
    }
    if (plain.length > 0) {
      const username = calledAs ?? account.name;
      delivery.publish({ listeners: plain }, watchedEvent(username, { isOnline, time }));
    }
    for (const [nick, listeners] of byNick) {
      const names = { nick, account: account.name };
      delivery.publish({ listeners }, { event: "watched_nick", ...names, online: isOnline, time });
    }
  }

  /** Tells those who watch a name what is otherwise than they know; `before` is who had it a moment ago. */
  #tellUnder(name: string, before: Named | undefined): void {
    const news = this.#options.watches.under(name)
      .filter(({ watch, there }) => watch.told !== there?.id && !this.#isHeld(watch));
    const gone = news.filter(({ there }) => there === undefined).map(({ watch }) => watch);
    this.tell(gone, before ?? { id: 0, name }, { isOnline: false, calledAs: name });
    // Where a nick is somebody's and the name of an account another's, formats differ in who is there.
    const present = new Map(
      news.flatMap(({ there }) => there === undefined ? [] : [[there.id, there]]),
    );
    for (const there of present.values()) {
      const watches = news.filter((one) => one.there?.id === there.id).map(({ watch }) => watch);
      this.#tellThere(watches, there);
    }
  }

  /** Who knew of somebody under this name is told that it is somebody else, if that is for them. */
  #tellThere(watches: readonly Watch[], there: Named): void {
    const knowing = watches.filter(({ told }) => told !== undefined);
    for (const watch of knowing) this.#options.watches.note(watch, there.id);
    const listeners = knowing.map(({ listener }) => listener);
    this.tellLogin(there, listeners.filter(({ format }) => format.tellsOfWatched === true));
    this.tell(watches.filter((watch) => !knowing.includes(watch)), there, { isOnline: true });
  }

  #isHeld({ listener: { format }, name }: Watch): boolean {
    return format.tellsOfPeople === true && this.#held.has(foldUsername(name));
  }
}
