/** Holds the state of the page: everything that happens goes through here, one thing after the other. */
import type { PageAction, PageEffect } from "../state/page_action.ts";
import type { PageState } from "../state/page_state.ts";
import { type PageTools, reducePage } from "../state/reduce_page.ts";

/** What a store works with. */
export interface PageStoreOptions {
  first: PageState;
  /** The time of day, Unix milliseconds. */
  timeMs: () => number;
  tools: () => PageTools;
  /** Does what the state wants; may dispatch. */
  perform: (effect: PageEffect) => void;
}

/** The state, and who is told when it changes. */
export class PageStore {
  readonly #options: PageStoreOptions;
  readonly #listeners = new Set<() => void>();
  #state: PageState;

  constructor(options: PageStoreOptions) {
    this.#options = options;
    this.#state = options.first;
  }

  /** As it is now. */
  get state(): PageState {
    return this.#state;
  }

  /** Something has happened: changes the state, tells whoever listens, has done what follows. */
  readonly dispatch = (action: PageAction): void => {
    const { perform, timeMs, tools } = this.#options;
    const before = this.#state;
    const chat = { ...before.chat, nowMs: timeMs() };
    const { effects, state } = reducePage({ ...before, chat }, action, tools());
    this.#state = state;
    for (const listener of this.#listeners) listener();
    for (const effect of effects) perform(effect);
  };

  /** Calls `listener` after every change, at once; returns what stops that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
