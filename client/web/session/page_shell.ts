/** What belongs to the window around the page: its address, its focus, its title, the time. */
import { systemClock } from "../../base/clock.ts";
import type { Place } from "../../../protocol/records.ts";
import { titleText } from "../../full/sequences/notifications.ts";
import { activeBuffer } from "../../full/state/buffers.ts";
import { titleFacts } from "../../full/state/title.ts";
import { isSamePlace, placeKey } from "../../wording/place.ts";
import { pageKey } from "../state/page_keys.ts";
import type { PageState } from "../state/page_state.ts";
import { PageHistory } from "./page_history.ts";
import type { PageStore } from "./page_store.ts";

/** So often what time brings is looked at: who has stopped typing. */
const TICK_MS = 1_000;

/** What it works with. */
export interface PageShellOptions {
  window: Window;
  document: Document;
}

/** Keeps the window and the state in step. */
export class PageShell {
  readonly #window: Window;
  readonly #document: Document;
  readonly #history: PageHistory;
  /** What the address was made of last. */
  #addressed: readonly unknown[] = [];

  constructor({ document, window }: PageShellOptions) {
    this.#window = window;
    this.#document = document;
    this.#history = new PageHistory(window);
  }

  /** The place that the address names: `#general`, `#@bob`. */
  get wantedPlace(): Place | undefined {
    return placeIn(this.#window.location.hash);
  }

  /** Listens from now on, as long as the page is there. */
  attach(store: PageStore): void {
    const looked = () =>
      store.dispatch({
        kind: "focus",
        hasFocus: this.#document.hasFocus() && this.#document.visibilityState === "visible",
      });
    this.#window.addEventListener("focus", looked);
    this.#window.addEventListener("blur", looked);
    this.#document.addEventListener("visibilitychange", looked);
    looked();
    this.#window.addEventListener("popstate", () => this.#travelled(store));
    this.#keepAboveKeyboard();
    this.#window.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.isComposing) return;
      const action = pageKey(store.state, event, { isTyping: isField(event.target) });
      if (action === undefined) return;
      event.preventDefault();
      store.dispatch(action);
    });
    store.subscribe(() => this.#address(store));
    let shown = ""; // to ask the document for its title takes long
    store.follow(() => {
      const title = titleText(titleFacts(store.state.chat));
      if (shown !== title) this.#document.title = shown = title;
    });
    const tick = () => {
      systemClock.setTimer(TICK_MS, tick);
      store.dispatch({ kind: "tick" });
    };
    systemClock.setTimer(TICK_MS, tick);
  }

  /** The address says where the reader is. */
  #address(store: PageStore): void {
    const { chat, dialogs, drawer, phase } = store.state;
    const facts = [phase, chat.activeKey, dialogs, drawer];
    if (facts.every((fact, index) => fact === this.#addressed[index])) return;
    this.#show(store);
  }

  #show(store: PageStore): void {
    const { chat, dialogs, drawer, phase } = store.state;
    this.#addressed = [phase, chat.activeKey, dialogs, drawer];
    const place = activeBuffer(chat)?.place;
    if (phase.kind !== "chat" || place === undefined) return;
    const wanted = this.wantedPlace;
    const isThere = wanted !== undefined && isSamePlace(wanted, place);
    this.#history.show({
      address: isThere ? this.#window.location.hash : `#${hashOf(place)}`,
      layers: layersOf(store.state),
    });
  }

  /** The back button closes what is in front, and goes where the address says. */
  #travelled(store: PageStore): void {
    const { close, goes } = this.#history.popped(layersOf(store.state));
    for (let closed = 0; closed < close; closed++) {
      const isDialog = store.state.dialogs.length > 0;
      store.dispatch(isDialog ? { kind: "close-dialog" } : { kind: "drawer", open: undefined });
    }
    const place = this.wantedPlace;
    if (goes && place !== undefined && store.state.phase.kind === "chat") {
      store.dispatch({ kind: "go", place });
    }
    this.#show(store);
  }

  /** Where a keyboard lies over the page instead of making it smaller (Safari), we make it smaller. */
  #keepAboveKeyboard(): void {
    const visible = this.#window.visualViewport;
    visible?.addEventListener("resize", () => {
      const { style } = this.#document.documentElement;
      const isCovered = visible.scale === 1 && visible.height < this.#window.innerHeight - 1;
      if (isCovered) style.setProperty("--height", `${visible.height}px`);
      else style.removeProperty("--height");
    });
  }
}

/** How many things are in front of the place. */
function layersOf({ dialogs, drawer }: PageState): number {
  return dialogs.length + (drawer === undefined ? 0 : 1);
}

/** Whether letters are text where the focus is. */
function isField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement &&
    (target.isContentEditable || target.matches("input, textarea, select"));
}

function hashOf(place: Place): string {
  return encodeURI(placeKey(place).replace(/^#/, ""));
}

/** The place that an address names: `#general`, `#@bob`. */
export function placeIn(hash: string): Place | undefined {
  let name: string;
  try {
    name = decodeURIComponent(hash.slice(1));
  } catch {
    return undefined; // no address of this page
  }
  // What has a `=` in it is something else than a place: `#invite=CODE`.
  if (name === "" || name.includes("=")) return undefined;
  return name.startsWith("@") ? { with: name.slice(1) } : { room: name };
}
