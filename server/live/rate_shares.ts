/**
 * Among how many nodes of a cluster the rates of an account are divided: each of them counts by itself, so
 * that whoever is at three of them at once may do a third at each.
 */
import { BoundedMap } from "../../protocol/bounded_map.ts";
import type { OnlineAccount } from "./online_account.ts";

/** For how long an account is taken to use a node after its last request without a connection, in milliseconds. */
const USES_MS = 60_000;

/** How often the others are told of it at most, in milliseconds. */
const TELL_EVERY_MS = 20_000;

/** Accounts that use nodes without a connection and are remembered, and nodes of one of them. */
const MAX_ACCOUNTS = 20_000;
const MAX_NODES = 64;

/** An account makes requests without a connection at the node that tells of it. */
export interface UseNews {
  uses: number;
}

/** What it works with. */
export interface RateSharesOptions {
  /** This node. */
  node: string;
  /** Who is online at any of them. */
  online(account: number): Pick<OnlineAccount, "elsewhere"> | undefined;
  /** Tells the other nodes. */
  tell(news: UseNews): void;
  /** Milliseconds that only ever grow, with the time that passes. */
  elapsed(): number;
}

/** Knows where accounts are, by what nodes tell of them. */
export class RateShares {
  readonly #options: RateSharesOptions;
  /** When each node was heard of last that an account uses, by the account. */
  readonly #uses = new BoundedMap<number, Map<string, number>>(MAX_ACCOUNTS);
  readonly #toldMs = new BoundedMap<number, number>(MAX_ACCOUNTS);

  constructor(options: RateSharesOptions) {
    this.#options = options;
  }

  /** At how many nodes an account is, this one included. */
  of(account: number): number {
    const { elapsed, node, online } = this.#options;
    const { elsewhere } = online(account) ?? {};
    const uses = this.#uses.get(account);
    if ((elsewhere?.size ?? 0) === 0 && uses === undefined) return 1;
    const nodes = new Set([node]);
    for (const key of elsewhere?.keys() ?? []) nodes.add(nodeOf(key));
    const sinceMs = elapsed() - USES_MS;
    for (const [other, atMs] of uses ?? []) if (atMs > sinceMs) nodes.add(other);
    return nodes.size;
  }

  /** An account has made a request here without a connection, of which nobody would know otherwise. */
  used(account: number): void {
    const { elapsed, tell } = this.#options;
    const nowMs = elapsed();
    if (nowMs - (this.#toldMs.get(account) ?? -Infinity) < TELL_EVERY_MS) return;
    this.#toldMs.set(account, nowMs);
    tell({ uses: account });
  }

  /** The same at another node. */
  usedElsewhere(account: number, node: string): void {
    const uses = this.#uses.get(account) ?? new Map<string, number>();
    this.#uses.set(account, uses);
    if (uses.has(node) || uses.size < MAX_NODES) uses.set(node, this.#options.elapsed());
  }
}

/** The node of a connection to another one, by its key: `node:number`. */
function nodeOf(key: string): string {
  return key.slice(0, key.indexOf(":"));
}
