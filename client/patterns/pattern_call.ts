/** What the worker that searches with regular expressions is asked, and what it answers. */

/** What it is asked. */
export interface PatternCall {
  readonly source: string;
  readonly flags: string;
  readonly texts: readonly string[];
  /** Most texts that may be found. */
  readonly most: number;
}

/** Which text, and where in it: `[from, to)` in UTF-16 units. */
export type PatternHit = readonly [index: number, from: number, to: number];

/** What it answers; a pattern that is none says why. */
export type PatternReply = { readonly hits: readonly PatternHit[] } | { readonly problem: string };

/** What it says first: what is posted before gets lost. */
export const READY = "ready";
