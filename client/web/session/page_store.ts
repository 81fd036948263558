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
  /** Calls back before the next frame, or soon where no frames are shown. @default at once */
  nextFrame?: (callback: () => void) => void;
}

/** The state, and who is told when it changes. */
export class PageStore {
  readonly #options: PageStoreOptions;
  readonly #listeners = new Set<() => void>();
  readonly #followers = new Set<() => void>();
  #isFrameWanted = false;
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
    this.#wantFrame();
    for (const effect of effects) perform(effect);
  };

  /** Calls `listener` after every change, at once; returns what stops that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Calls `follower` after changes, once a frame at the most; returns what stops that. */
  follow(follower: () => void): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** One callback for all who follow: there are dozens, and thousands of changes a second. */
  #wantFrame(): void {
    if (this.#isFrameWanted) return;
    this.#isFrameWanted = true;
    const { nextFrame = (callback) => callback() } = this.#options;
    nextFrame(() => {
      this.#isFrameWanted = false;
      for (const follower of this.#followers) follower();
    });
  }
}
