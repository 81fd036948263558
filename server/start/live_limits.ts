/**
 * Limits that a running server takes over: whoever holds to one has the object that it stands in, and
 * that object comes to say something else.
 */
import type { Services } from "../commands/services.ts";
import { addressRatesOf, type Rates } from "../limits/rates.ts";
import type { ServeOptions } from "./serve_options.ts";
import { storageLimitsOf } from "./storage_limits_of.ts";

/** Whether a running server takes over what an option of this name says. */
export function isLiveLimit(name: string): boolean {
  return name.startsWith("rate-") || NAMES.has(name);
}

const NAMES: ReadonlySet<string> = new Set([
  "login-timeout",
  "max-account-storage",
  "max-daily-text",
  "max-message-size",
  "max-room-storage",
  "max-storage",
  "page-messages",
  "ping-interval",
  "rooms-per-user",
  "stall-timeout",
]);

/** The same options, with objects for the limits that are a server's own and may change. */
export function withOwnLimits(options: ServeOptions): ServeOptions {
  return { ...options, rates: structuredClone(options.rates), timeouts: { ...options.timeouts } };
}

/** What the limits of a running server stand in. */
export interface LiveLimitsContext {
  services: Pick<Services, "maxMessageBytes" | "pageMessages" | "roomsPerUser" | "storageLimits">;
  /** Undefined on a server without limits. */
  addressRates: Rates | undefined;
}

/** Holds the limits of a running server, whose options are {@linkcode withOwnLimits}. */
export class LiveLimits {
  readonly #held: ServeOptions;
  readonly #context: LiveLimitsContext;

  constructor(held: ServeOptions, context: LiveLimitsContext) {
    this.#held = held;
    this.#context = context;
  }

  /** Has these limits hold from now on; what is under way goes on by them, too. */
  take(told: ServeOptions): void {
    const { addressRates, services } = this.#context;
    const { limits, rates, timeouts } = this.#held;
    copy(told.rates, rates);
    copy(told.timeouts, timeouts);
    if (addressRates !== undefined) {
      copy(addressRatesOf(told.rates.account, told.rates.accountsPerAddress), addressRates);
    }
    const { maxMessageBytes, pageMessages, roomsPerUser } = told;
    Object.assign(services, { maxMessageBytes, pageMessages, roomsPerUser });
    // Entries that wait keep what they were judged by when they were appended.
    services.storageLimits = storageLimitsOf({ ...told, limits });
  }
}

/** Copies numbers from one tree into another one of the same shape. */
function copy(from: object, to: object): void {
  for (const [name, value] of Object.entries(from)) {
    if (typeof value === "object") copy(value, Reflect.get(to, name));
    else Reflect.set(to, name, value);
  }
}
