/** The networks from which nobody may connect, in memory, so that a connection is judged at once. */
import { type Network, networkText, parseAddress, parseNetwork, widened } from "./network.ts";

/** A network that is banned, as the journal knows it. */
export interface NetworkBan {
  /** In the form of `networkText`. */
  network: string;
  reason: string;
  /** Undefined when it has no end. */
  untilMs: number | undefined;
}

/** Finds the ban of an address in as many steps as there are different lengths of prefixes. */
export class NetworkBans {
  readonly #bans = new Map<string, NetworkBan>();
  /** How many bans there are of each length of prefix. */
  readonly #prefixes: Record<Network["family"], Map<number, number>> = {
    4: new Map(),
    6: new Map(),
  };

  /** Adds a ban, in the place of an older one of the same network. */
  add(ban: NetworkBan): void {
    const network = parseNetwork(ban.network);
    if (network === undefined) return;
    this.delete(ban.network);
    this.#bans.set(ban.network, ban);
    const counts = this.#prefixes[network.family];
    counts.set(network.prefix, (counts.get(network.prefix) ?? 0) + 1);
  }

  /** Forgets the ban of a network. */
  delete(text: string): void {
    const network = parseNetwork(text);
    if (network === undefined || !this.#bans.delete(text)) return;
    const counts = this.#prefixes[network.family];
    const left = (counts.get(network.prefix) ?? 1) - 1;
    if (left > 0) counts.set(network.prefix, left);
    else counts.delete(network.prefix);
  }

  /** The ban that is in force for an address, if there is one. */
  find(address: string, nowMs: number): NetworkBan | undefined {
    if (this.#bans.size === 0) return undefined;
    const one = parseAddress(address);
    if (one === undefined) return undefined;
    for (const prefix of this.#prefixes[one.family].keys()) {
      const ban = this.#bans.get(networkText(widened(one, prefix)));
      if (ban !== undefined && (ban.untilMs ?? Infinity) > nowMs) return ban;
    }
    return undefined;
  }
}
