/** Makes connections worse than they are, so that flow control can be watched at work. */

/** How long and how thin a wire is. */
export interface LinkQuality {
  /** How long everything that is sent to a client takes, in milliseconds. */
  delayMs: number;
  /** Most that is added to the delay, by chance and for each write, in milliseconds. */
  jitterMs: number;
  /** How much it carries, in bits per second; undefined means as much as the real connection. */
  bandwidth: number | undefined;
}

/** What every connection pretends to be. Zeros and `undefined` change nothing. */
export interface SimulationOptions extends LinkQuality {
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

/** Longer delays than this no client would wait for, in milliseconds. */
export const MAX_DELAY_MS = 10_000;

/** The thinnest wire, in bits per second. */
export const MIN_BANDWIDTH = 1_000;

/** Whether the options change nothing. */
export function isNothing({ dropShare, ...link }: SimulationOptions): boolean {
  return dropShare === 0 && !isSlow(link);
}

/** What is simulated, in words: `delay 50 ms, bandwidth 64000 bit/s`. */
export function simulationText(
  { delayMs, jitterMs, bandwidth, dropShare }: SimulationOptions,
): string {
  const parts = [
    ...(delayMs > 0 ? [`delay ${delayMs} ms`] : []),
    ...(jitterMs > 0 ? [`jitter ${jitterMs} ms`] : []),
    ...(bandwidth === undefined ? [] : [`bandwidth ${bandwidth} bit/s`]),
    ...(dropShare > 0 ? [`${Number((dropShare * 100).toFixed(2))} % left out`] : []),
  ];
  return parts.join(", ") || "nothing";
}

/** Time and chance. */
export interface Circumstances {
  /** Milliseconds of any clock. */
  now(): number;
  /** Waits; rejects with the signal's reason when it aborts. */
  delay(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** 0 to 1, by chance. */
  random(): number;
}

/** Whether what is written arrives later than it would by itself. */
export function isSlow({ delayMs, jitterMs, bandwidth }: LinkQuality): boolean {
  return delayMs > 0 || jitterMs > 0 || bandwidth !== undefined;
}

/** Decides about each delivery whether to leave it out; undefined when none ever is. */
export function dropsOf(
  { dropShare }: SimulationOptions,
  { random }: Circumstances,
): (() => boolean) | undefined {
  return dropShare === 0 ? undefined : () => random() < dropShare;
}
