/** How many connections one address may have at once. */
import { addressKey } from "./address_key.ts";

/** Options of an {@linkcode AddressLimit}. */
export interface AddressLimitOptions {
  connectionsPerAddress: number;
  /** Whether connections from this machine count: a proxy on it brings everybody's. */
  limitLoopback: boolean;
}

/**
 * Counts connections by IPv4 address and IPv6 /64. Its size is bounded by the number of connections
 * that there are.
 */
export class AddressLimit {
  readonly #options: AddressLimitOptions;
  readonly #counts = new Map<string, number>();

  constructor(options: AddressLimitOptions) {
    this.#options = options;
  }

  /** How many addresses have connections that count. */
  get size(): number {
    return this.#counts.size;
  }

  /** Whether connections of an address count as such. */
  counts(address: string): boolean {
    return this.#keyOf(address) !== undefined;
  }

  /** Takes a place for a connection; false when the address has all that it may have. */
  enter(address: string): boolean {
    const key = this.#keyOf(address);
    if (key === undefined) return true;
    const count = this.#counts.get(key) ?? 0;
    if (count >= this.#options.connectionsPerAddress) return false;
    this.#counts.set(key, count + 1);
    return true;
  }

  /** Gives the place of a connection back that has entered. */
  leave(address: string): void {
    const key = this.#keyOf(address);
    if (key === undefined) return;
    const count = this.#counts.get(key) ?? 0;
    if (count > 1) this.#counts.set(key, count - 1);
    else this.#counts.delete(key);
  }

  #keyOf(address: string): string | undefined {
    const key = addressKey(address);
    const isLoopback = key.startsWith("127.") || address === "::1";
    return isLoopback && !this.#options.limitLoopback ? undefined : key;
  }
}
