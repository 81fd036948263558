/** What a search in encrypted messages tells, piece by piece. */
import type { Found } from "../../protocol/records.ts";

/** What was found since the piece before, and how far the search has come. */
export interface SearchedPart {
  /** Newest first; none comes twice. */
  readonly found: readonly Found[];
  /** The day (`2026-03-02`) back to which everything was searched; `undefined` before there is one. */
  readonly backTo: string | undefined;
  /** Whether this is the last piece. */
  readonly isDone: boolean;
  /** Whether it ended because too much was found. */
  readonly isCut: boolean;
}
