/** Who is writing at the moment, and when to tell the others that the reader is. */
import { printable } from "../../protocol/text/printable.ts";
import type { Place } from "../../protocol/records.ts";
import type { Clock } from "../base/clock.ts";
import { placeKey } from "../wording/place.ts";

/** So long somebody is taken to be writing without a new sign of it. */
export const TYPING_LIFETIME_MS = 6_000;

/** So often at most the server is told that the reader writes. */
const TELL_INTERVAL_MS = 4_000;

/** More people than this are not listed. */
const MAX_TYPISTS = 50;

/** Who writes where; `changed` is called when that is different from before. */
export class Typists {
  readonly #clock: Clock;
  readonly #changed: () => void;
  /** Names by place and name, with what calls the timer off. */
  readonly #typists = new Map<string, { key: string; name: string; cancel: () => void }>();

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** Somebody writes. */
  saw(name: string, place: Place): void {
    const key = placeKey(place);
    const id = `${key} ${name.toLowerCase()}`;
    const known = this.#typists.get(id);
    if (known === undefined && this.#typists.size >= MAX_TYPISTS) return;
    known?.cancel();
    const cancel = this.#clock.setTimer(TYPING_LIFETIME_MS, () => this.#forget(id));
    this.#typists.set(id, { key, name, cancel });
    if (known === undefined) this.#changed();
  }

  /** Somebody has sent what they wrote. */
  sent(name: string, place: Place): void {
    this.#forget(`${placeKey(place)} ${name.toLowerCase()}`);
  }

  /** Forgets everybody and all timers. */
  clear(): void {
    for (const id of [...this.#typists.keys()]) this.#forget(id);
  }

  /** `bob is typing …` for a place; empty when nobody is. */
  textFor(place: Place): string {
    const key = placeKey(place);
    const names = [...this.#typists.values()].filter((typist) => typist.key === key)
      .map(({ name }) => name);
    return typingText(names);
  }

  #forget(id: string): void {
    const known = this.#typists.get(id);
    if (known === undefined) return;
    known.cancel();
    this.#typists.delete(id);
    this.#changed();
  }
}

/** `bob is typing …`, made harmless; empty when nobody is. */
export function typingText(usernames: readonly string[]): string {
  const names = usernames.map(printable);
  if (names.length === 0) return "";
  if (names.length > 3) return "several people are typing …";
  const last = names.pop() ?? "";
  return names.length === 0
    ? `${last} is typing …`
    : `${names.join(", ")} and ${last} are typing …`;
}

/** Tells the server that the reader writes, not too often. */
export class TypingTeller {
  readonly #clock: Clock;
  readonly #tell: (place: Place) => void;
  #toldAtMs = -Infinity;
  #toldKey = "";

  constructor(clock: Clock, tell: (place: Place) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** `text` stands on the line for `place`; what is no message of the room tells nobody. */
  typed(text: string, place: Place): void {
    if (text.trim() === "" || /^(\/(?!\/)|@|exit\s*$)/.test(text)) return;
    const key = placeKey(place);
    const nowMs = this.#clock.nowMs();
    if (key === this.#toldKey && nowMs - this.#toldAtMs < TELL_INTERVAL_MS) return;
    this.#toldAtMs = nowMs;
    this.#toldKey = key;
    this.#tell(place);
  }

  /** It was sent: what is typed next is told again. */
  sent(): void {
    this.#toldKey = "";
  }
}
