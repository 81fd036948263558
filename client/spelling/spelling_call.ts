/** What the worker that knows words is asked, and what it answers. */

/** What it is asked. */
export type SpellingCall =
  & {
    readonly id: number;
    /** The files of the dictionaries, each without its end. */
    readonly dictionaries: readonly string[];
    /** Words that somebody has added. */
    readonly own: readonly string[];
  }
  & (
    | { readonly kind: "check"; readonly words: readonly string[] }
    | { readonly kind: "suggest"; readonly word: string }
  );

/** What it answers: the words that are wrong, or those that may be meant; or why there are none. */
export type SpellingReply =
  | { readonly id: number; readonly words: readonly string[] }
  | { readonly id: number; readonly problem: string };

/** What it says first: what is posted before gets lost. */
export const READY = "ready";
