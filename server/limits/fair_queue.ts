/** A queue in which nobody waits for all that somebody else has put in before. */

/** On whose behalf something waits: an address, and an account at it. */
export interface Requester {
  address: string;
  account: string;
}

/** Bounds of a {@linkcode FairQueue}. */
export interface FairQueueOptions {
  /** Most items of all together. */
  maxItems: number;
  /** Most items of one account at one address. */
  maxPerAccount: number;
}

interface Queued<Item> {
  item: Item;
  account: string;
}

/** What waits for one address: the accounts take turns. */
class AddressQueue<Item> {
  /** In the order of whose turn is next. */
  readonly #accounts = new Map<string, Item[]>();
  #size = 0;

  get size(): number {
    return this.#size;
  }

  sizeOf(account: string): number {
    return this.#accounts.get(account)?.length ?? 0;
  }

  push(account: string, item: Item): void {
    const items = this.#accounts.get(account);
    if (items === undefined) this.#accounts.set(account, [item]);
    else items.push(item);
    this.#size += 1;
  }

  shift(): Item | undefined {
    for (const [account, items] of this.#accounts) {
      const item = items.shift();
      this.#accounts.delete(account);
      if (items.length > 0) this.#accounts.set(account, items);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  /** Takes out what the account with the most has put in last. */
  dropLast(): Queued<Item> | undefined {
    let longest: [string, Item[]] | undefined;
    for (const entry of this.#accounts) {
      if (longest === undefined || entry[1].length >= longest[1].length) longest = entry;
    }
    if (longest === undefined) return undefined;
    const [account, items] = longest;
    const item = items.pop();
    if (items.length === 0) this.#accounts.delete(account);
    if (item === undefined) return undefined;
    this.#size -= 1;
    return { item, account };
  }
}

/**
 * Addresses take turns, and at each address its accounts: how long something waits depends on how many
 * others wait and not on how much each of them has put in. Bounded: when it is full, whatever belongs
 * to the address with the most, and came last, makes room.
 */
export class FairQueue<Item> {
  readonly #options: FairQueueOptions;
  /** In the order of whose turn is next. */
  readonly #addresses = new Map<string, AddressQueue<Item>>();
  #size = 0;

  constructor(options: FairQueueOptions) {
    this.#options = options;
  }

  /** How many items wait. */
  get size(): number {
    return this.#size;
  }

  /** Puts an item in; returns the one that has no place any more, which may be the same one. */
  push(item: Item, { address, account }: Requester): Item | undefined {
    const queue = this.#addresses.get(address) ?? new AddressQueue<Item>();
    if (queue.sizeOf(account) >= this.#options.maxPerAccount) return item;
    this.#addresses.set(address, queue);
    queue.push(account, item);
    this.#size += 1;
    return this.#size > this.#options.maxItems ? this.#dropOne() : undefined;
  }

  /** Takes out the item whose turn it is. */
  shift(): Item | undefined {
    for (const [address, queue] of this.#addresses) {
      const item = queue.shift();
      this.#addresses.delete(address);
      if (queue.size > 0) this.#addresses.set(address, queue);
      this.#size -= 1;
      return item;
    }
    return undefined;
  }

  #dropOne(): Item | undefined {
    let longest: [string, AddressQueue<Item>] | undefined;
    for (const entry of this.#addresses) {
      if (longest === undefined || entry[1].size >= longest[1].size) longest = entry;
    }
    if (longest === undefined) return undefined;
    const [address, queue] = longest;
    const dropped = queue.dropLast();
    if (queue.size === 0) this.#addresses.delete(address);
    this.#size -= 1;
    return dropped?.item;
  }
}
