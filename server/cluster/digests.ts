/** Compares what became of the same entries on different nodes. */

/** Positions whose digests are remembered: as far as nodes may be apart. */
const REMEMBERED = 5_000;

/** What somebody has said about a position. */
export interface Claim {
  node: string;
  position: number;
  digest: string;
}

/** Remembers what this node has come to, and what others have said that they came to. */
export class Digests {
  readonly #own = new Map<number, string>();
  #last = 0;
  readonly #claims = new Map<string, Claim>();

  /** This node has come to a position. */
  reached({ position, digest }: { position: number; digest: string }): void {
    this.#own.set(position, digest);
    this.#last = position;
    const [oldest] = this.#own.keys();
    if (this.#own.size > REMEMBERED && oldest !== undefined) this.#own.delete(oldest);
  }

  /** What the nodes that live have said last. */
  heard(claims: readonly Claim[]): void {
    for (const node of this.#claims.keys()) {
      if (!claims.some((claim) => claim.node === node)) this.#claims.delete(node);
    }
    for (const claim of claims) {
      const before = this.#claims.get(claim.node);
      // One that this node has not come to yet is looked at when it has.
      if (before !== undefined && before.position > this.#last) continue;
      this.#claims.set(claim.node, claim);
    }
  }

  /**
   * The nodes that differ, when they are at least as many as those that agree, this one included: then
   * nobody can say that this one is right. Empty otherwise.
   */
  get outvotedBy(): string[] {
    const { agreeing, different } = this.#counted;
    return different.length >= agreeing ? different : [];
  }

  /** The nodes that differ. */
  get differing(): string[] {
    return this.#counted.different;
  }

  get #counted(): { agreeing: number; different: string[] } {
    const different: string[] = [];
    let agreeing = 1;
    for (const { node, position, digest } of this.#claims.values()) {
      const own = this.#own.get(position);
      if (own === undefined) continue;
      if (own === digest) agreeing += 1;
      else different.push(node);
    }
    return { agreeing, different };
  }
}
