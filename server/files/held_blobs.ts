/** Blobs that somebody here needs whatever the journal says of them: they may not be removed. */

/** Counts who holds each blob, and knows which were held since a moment. */
export class HeldBlobs {
  readonly #counts = new Map<string, number>();
  /** What was held since each look around that is under way began. */
  readonly #looks = new Set<Set<string>>();

  /** Holds a blob until it is let go as often. */
  hold(sha256: string): void {
    this.#counts.set(sha256, (this.#counts.get(sha256) ?? 0) + 1);
    for (const seen of this.#looks) seen.add(sha256);
  }

  /** Lets a blob go; true when nobody holds it any more. */
  letGo(sha256: string): boolean {
    const count = this.#counts.get(sha256) ?? 0;
    if (count > 1) {
      this.#counts.set(sha256, count - 1);
      return false;
    }
    this.#counts.delete(sha256);
    return true;
  }

  /**
   * Watches while the journal is asked about some blobs. What it answers may be older than what was
   * held meanwhile and is said by now; `isFree` tells of a blob that it was held at no time.
   */
  watch(): { isFree(sha256: string): boolean } & Disposable {
    const seen = new Set(this.#counts.keys());
    this.#looks.add(seen);
    return {
      isFree: (sha256) => !seen.has(sha256),
      [Symbol.dispose]: () => void this.#looks.delete(seen),
    };
  }
}
