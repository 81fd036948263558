/** Where a chat is served: by one server, or by the nodes of a cluster, any of which will do. */
import { backoffMs } from "../base/backoff.ts";
import { ClientFailure } from "../base/failure.ts";
import { type Address, formatPlace, parseAddress } from "../net/address.ts";

/** Longest pause before another place is tried: the clients of a lost node do not come all at once. */
const ELSEWHERE_WITHIN_MS = 300;

/** Most nodes that are remembered besides the first. */
const MAX_NODES = 16;

/** The places of one chat, in the order in which they are tried. */
export class Nodes {
  readonly #first: Address;
  readonly #random: () => number;
  #others: Address[] = [];
  /** The place that was tried last; undefined before the first attempt. */
  #current: Address | undefined;

  /** @param random a number from 0 to 1, so that the clients of a lost node do not all go to one */
  constructor(first: Address, random: () => number) {
    this.#first = first;
    this.#random = random;
  }

  /** How many there are. */
  get count(): number {
    return 1 + this.#others.length;
  }

  /** The place that was tried last. */
  get current(): Address {
    return this.#current ?? this.#first;
  }

  /** Whether a place is one that only another one has named. */
  isNamed(place: Address): boolean {
    return formatPlace(place) !== formatPlace(this.#first);
  }

  /** The place for the next attempt: each other one before the same again. */
  next(): Address {
    const all = [this.#first, ...this.#others];
    const last = this.#current && formatPlace(this.#current);
    const index = all.findIndex((place) => formatPlace(place) === last);
    return this.#current = all[(index + 1) % all.length] ?? this.#first;
  }

  /**
   * How long to wait before which attempt, in milliseconds, with a number from 0 to 1: where there are
   * several places, each of them is tried once before anybody waits for long.
   */
  pauseMs(attempt: number, random: number): number {
    const { count } = this;
    if (count > 1 && attempt < count) return Math.round(random * ELSEWHERE_WITHIN_MS);
    return backoffMs(Math.floor(attempt / count), random);
  }

  /** A server that is trusted has said where it is served as well; what is no address is left out. */
  named(places: readonly string[]): void {
    const named = new Map<string, Address>();
    for (const text of places.slice(0, MAX_NODES)) {
      const place = addressIn(text);
      if (place !== undefined && this.isNamed(place)) named.set(formatPlace(place), place);
    }
    const known = new Set(this.#others.map(formatPlace));
    const isSame = known.size === named.size && [...named.keys()].every((text) => known.has(text));
    if (!isSame) this.#others = shuffled([...named.values()], this.#random);
  }
}

function addressIn(text: string): Address | undefined {
  try {
    const { host, port, username } = parseAddress(text);
    return username === undefined ? { host, port, username } : undefined;
  } catch (error) {
    if (error instanceof ClientFailure) return undefined;
    throw error;
  }
}

function shuffled<T>(items: readonly T[], random: () => number): T[] {
  return items.map((item) => ({ item, key: random() })).sort((a, b) => a.key - b.key)
    .map(({ item }) => item);
}
