/** Which accounts have connections that are made worse than they are, until that is lifted. */
import { isNothing, type SimulationOptions } from "../net/simulation.ts";

/** Most accounts whose connections are simulated at once. */
export const MAX_SIMULATIONS = 1_000;

/** Kept in memory alone: a server that is started anew simulates what its options say. */
export class Simulations {
  readonly #usual: SimulationOptions;
  readonly #byAccount = new Map<number, SimulationOptions>();

  /** `usual` is what every other connection pretends to be. */
  constructor(usual: SimulationOptions) {
    this.#usual = usual;
  }

  /** What the connections of an account pretend to be; without one, those that nobody is logged in on. */
  of(account?: number): SimulationOptions {
    return this.#byAccount.get(account ?? 0) ?? this.#usual;
  }

  /** Whether another account may be added. */
  get isFull(): boolean {
    return this.#byAccount.size >= MAX_SIMULATIONS;
  }

  /** Changes that for an account; what simulates nothing lifts it. Beyond the bound nothing changes. */
  set(account: number, options: SimulationOptions): void {
    if (isNothing(options)) this.#byAccount.delete(account);
    else if (this.#byAccount.has(account) || !this.isFull) this.#byAccount.set(account, options);
  }
}
