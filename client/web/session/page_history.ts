/**
 * Keeps the browser's history in step with the page: each place is an entry of its own, and so is what
 * is in front of it, so that the back button closes a drawer or a dialog before it leaves the place.
 */

/** What the history has to say. */
export interface Wanted {
  /** The fragment of the address, with its `#`; empty for none. */
  readonly address: string;
  /** How many drawers and dialogs are in front of the place. */
  readonly layers: number;
}

/** What is needed of the browser. */
export interface HistoryWindow {
  readonly history: {
    readonly state: unknown;
    pushState(state: unknown, unused: string, address?: string): void;
    replaceState(state: unknown, unused: string, address?: string): void;
    go(by: number): void;
  };
  readonly location: { readonly hash: string };
}

/** What the reader did with the back and forward buttons. */
export interface Travelled {
  /** How many drawers and dialogs have to be closed. */
  readonly close: number;
  /** Whether the address names where the reader wants to be now. */
  readonly goes: boolean;
}

/** The history of one window. */
export class PageHistory {
  readonly #window: HistoryWindow;
  /** We go back ourselves, and the browser has not arrived yet. */
  #isReturning = false;

  constructor(window: HistoryWindow) {
    this.#window = window;
  }

  /** Makes the history say where the page is; may have to be called again once `popped` was. */
  show({ address, layers }: Wanted): void {
    if (this.#isReturning) return;
    const { history, location } = this.#window;
    const over = this.#layers - layers;
    if (over > 0) {
      // What was in front is gone: the entries that stood for it go, too.
      this.#isReturning = true;
      history.go(-over);
      return;
    }
    if (address !== "" && location.hash !== address) {
      const state = { layers: this.#layers };
      if (location.hash === "") history.replaceState(state, "", address);
      else history.pushState(state, "", address);
    }
    for (let next = this.#layers + 1; next <= layers; next++) {
      history.pushState({ layers: next }, "");
    }
  }

  /** The browser has gone to another entry; `layers` are in front at the moment. */
  popped(layers: number): Travelled {
    if (this.#isReturning) {
      this.#isReturning = false;
      return { close: 0, goes: false };
    }
    const over = layers - this.#layers;
    if (over < 0) {
      // Forward to something that is not open any more.
      this.#window.history.replaceState({ layers }, "");
    }
    return { close: Math.max(over, 0), goes: over <= 0 };
  }

  get #layers(): number {
    const state: unknown = this.#window.history.state;
    const layers = typeof state === "object" && state !== null && "layers" in state
      ? state.layers
      : 0;
    return typeof layers === "number" && layers > 0 ? layers : 0;
  }
}
