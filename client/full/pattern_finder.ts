/** Carries out searches for regular expressions, after a short pause in which another may come. */
import type { Clock } from "../base/clock.ts";
import type { PatternSearch } from "../patterns/pattern_search.ts";
import { patternCandidates, patternItems } from "./reduce/lists/pattern_items.ts";
import type { Action, Effect } from "./state/action.ts";
import type { State } from "./state/state.ts";

/** A search waits for this long whether something else is typed. */
const PAUSE_MS = 150;
/** Most messages that are found. */
const MAX_FOUND = 500;

/** What it works with. */
export interface PatternFinderOptions {
  search: PatternSearch;
  clock: Clock;
  state: () => State;
  dispatch: (action: Action) => void;
}

/** Only what the newest search finds is told. */
export class PatternFinder {
  readonly #options: PatternFinderOptions;
  #cancel = () => {};

  constructor(options: PatternFinderOptions) {
    this.#options = options;
  }

  /** Searches soon. */
  find(effect: Extract<Effect, { kind: "match" }>): void {
    this.#cancel();
    this.#cancel = this.#options.clock.setTimer(PAUSE_MS, () => void this.#find(effect));
  }

  /** Searches nothing any more. */
  close(): void {
    this.#cancel();
    this.#options.search.close();
  }

  async #find(
    { bufferKey, inServer: serverId, query, ticket }: Extract<Effect, { kind: "match" }>,
  ): Promise<void> {
    const { dispatch, search, state } = this.#options;
    const candidates = patternCandidates(state(), { serverId, bufferKey, query });
    const { flags, source } = query;
    const reply = await search.find(() => ({
      source,
      flags,
      texts: candidates.map(({ text }) => text),
      most: MAX_FOUND,
    }));
    if (reply === undefined) return;
    const found = "problem" in reply
      ? { items: [], problem: reply.problem }
      : { items: patternItems(state(), serverId, { candidates, hits: reply.hits }) };
    dispatch({ kind: "matched", ticket, count: candidates.length, ...found });
  }
}
