/** Durations in buckets, so that millions of them cost nothing to keep. */

const BUCKETS_PER_MS = 20;
const MAX_MS = 5_000;

/** Counts durations up to five seconds with a resolution of 0.05 ms; longer ones count as five. */
export class Histogram {
  readonly counts: Uint32Array;

  constructor(counts: Uint32Array = new Uint32Array(MAX_MS * BUCKETS_PER_MS + 1)) {
    this.counts = counts;
  }

  /** Adds one duration in milliseconds. */
  add(ms: number): void {
    const bucket = Math.min(Math.max(0, Math.floor(ms * BUCKETS_PER_MS)), MAX_MS * BUCKETS_PER_MS);
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1;
  }

  /** Adds everything that another one has. */
  addAll(other: Histogram): void {
    for (const [bucket, count] of other.counts.entries()) {
      this.counts[bucket] = (this.counts[bucket] ?? 0) + count;
    }
  }

  /** The duration that `share` (0 to 1) of all are not longer than, in milliseconds. */
  percentile(share: number): number {
    let total = 0;
    for (const count of this.counts) total += count;
    let seen = 0;
    for (const [bucket, count] of this.counts.entries()) {
      seen += count;
      if (seen > 0 && seen >= total * share) return (bucket + 1) / BUCKETS_PER_MS;
    }
    return NaN;
  }
}
