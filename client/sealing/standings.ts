/** How conversations stand, in words, as far as that was found out. */

/** What standings work with. */
export interface StandingsOptions {
  /** Why every conversation stands in one way here; `undefined` where each stands in its own. */
  always: () => string | undefined;
  /** Finds out how a conversation stands, and says it to {@linkcode Standings.stands}. */
  look: (other: string) => void;
  /** Hears what has been found out, when it is something else than before. */
  tell: (other: string, text: string) => void;
}

/** Conversations that nobody has asked for are not looked at. */
export class Standings {
  readonly #options: StandingsOptions;
  readonly #texts = new Map<string, string>();

  constructor(options: StandingsOptions) {
    this.#options = options;
  }

  /** How it stands; empty while that is not known, which is found out then and told. */
  of(other: string): string {
    const always = this.#options.always();
    if (always !== undefined) {
      // Told like everything that has to be found out first.
      queueMicrotask(() => this.stands(other, always));
      return always;
    }
    const known = this.#texts.get(other);
    if (known !== undefined) return known;
    this.#texts.set(other, "");
    this.#options.look(other);
    return "";
  }

  /** This has been found out. */
  stands(other: string, text: string): void {
    if (this.#texts.get(other) === text) return;
    this.#texts.set(other, text);
    this.#options.tell(other, text);
  }

  /** It may stand otherwise now: whoever asks for it has it found out anew. */
  stale(other: string): void {
    this.#texts.delete(other);
  }

  /** All may stand otherwise. Returns those that somebody has asked for. */
  allStale(): string[] {
    const others = this.asked;
    this.#texts.clear();
    return others;
  }

  /** Those that somebody has asked for. */
  get asked(): string[] {
    return [...this.#texts.keys()];
  }
}
