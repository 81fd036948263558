/** Work that is done once when several ask for the same at the same time. */

/** What is under way, by what it is; nothing is kept once it is done. */
export class SharedWork<Result> {
  readonly #underWay = new Map<string, Promise<Result>>();

  /** The work of this key that is under way; undefined when there is none. */
  underWay(key: string): Promise<Result> | undefined {
    return this.#underWay.get(key);
  }

  /** Begins the work of this key, which must not be under way. */
  begin(key: string, work: () => Promise<Result>): Promise<Result> {
    const result = work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, result);
    return result;
  }
}
