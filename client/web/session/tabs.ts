/** Tells the other tabs of this browser that somebody has come in, and hears it from them. */

const NAME = "chat tabs";

/** All tabs of one browser that show this server. */
export class Tabs {
  readonly #channel = typeof BroadcastChannel === "undefined"
    ? undefined
    : new BroadcastChannel(NAME);

  /** Calls `heard` when somebody has logged in, or out, in another tab. */
  constructor(heard: () => void) {
    this.#channel?.addEventListener("message", heard);
  }

  /** Somebody has logged in, or out, here. */
  tell(): void {
    this.#channel?.postMessage("login");
  }
}
