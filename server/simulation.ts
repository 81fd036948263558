/** Makes connections worse than they are, so that flow control can be watched at work. */
import { SimulatedLink, type SimulatedLinkOptions } from "./simulated_link.ts";
import type { Transport } from "./transport.ts";

/** What every connection pretends to be. Zeros and `undefined` change nothing. */
export interface SimulationOptions {
  /** How long everything that is sent to a client takes, in milliseconds. */
  delayMs: number;
  /** Most that is added to the delay, by chance and for each write, in milliseconds. */
  jitterMs: number;
  /** How much a connection carries, in bits per second. */
  bandwidth: number | undefined;
  /** Which share of the deliveries is left out, as if the outbox were full; 0 to 1. */
  dropShare: number;
}

/** What a server does that simulates nothing. */
export const NO_SIMULATION: SimulationOptions = {
  delayMs: 0,
  jitterMs: 0,
  bandwidth: undefined,
  dropShare: 0,
};

/** Time and chance. */
export type Circumstances = Pick<SimulatedLinkOptions, "now" | "delay" | "random">;

/** A connection that is as slow as the options say; the same one when they say nothing. */
export function simulate(
  transport: Transport,
  options: SimulationOptions,
  circumstances: Circumstances,
): Transport {
  const { delayMs, jitterMs, bandwidth } = options;
  if (delayMs === 0 && jitterMs === 0 && bandwidth === undefined) return transport;
  return new SimulatedLink(transport, { delayMs, jitterMs, bandwidth, ...circumstances });
}

/** Decides about each delivery whether to leave it out; undefined when none ever is. */
export function dropsOf(
  { dropShare }: SimulationOptions,
  { random }: Circumstances,
): (() => boolean) | undefined {
  return dropShare === 0 ? undefined : () => random() < dropShare;
}
