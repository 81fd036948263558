/** Keeps for the next run what is being written, how the screen is arranged, and what `/notify` has set. */
import type { Clock } from "../base/clock.ts";
import type { NotifyModes } from "../config/notify_modes.ts";
import { describe } from "../wording/describe.ts";
import { placeKey } from "../wording/place.ts";
import { draftsIn, isDraftOf, takeDrafts } from "./drafts.ts";
import { screenIn, type ScreenStore } from "./kept_screen.ts";
import type { KeptTexts, TextStore } from "./kept_texts.ts";
import type { Action, Effect } from "./state/action.ts";
import type { State } from "./state/state.ts";

/** What is written is kept for the next run this long after a key. */
const SAVE_PAUSE_MS = 300;

/** Where it keeps what. */
export interface ScreenKeeperOptions {
  texts: TextStore;
  screens: ScreenStore;
  modes: NotifyModes;
  clock: Clock;
  state: () => State;
  dispatch: (action: Action) => void;
  /** Whether what was sent is kept as well. */
  keepsSent: () => boolean;
  /** The servers that are to be open again, as they are written. */
  open: () => string;
}

/** What cannot be kept is said, and holds for this run. */
export class ScreenKeeper {
  readonly #options: ScreenKeeperOptions;
  /** What was kept from the last run, until the server is entered that it belongs to. */
  #kept: Map<string, string> = new Map();
  #cancelSave: (() => void) | undefined;

  constructor(options: ScreenKeeperOptions) {
    this.#options = options;
  }

  /** Reads what was written in the last run. Throws {NotPrivate} when others can read it. */
  async load(): Promise<void> {
    const { dispatch, keepsSent, texts } = this.#options;
    const { drafts, sent } = await texts.load();
    this.#kept = new Map(drafts);
    dispatch({ kind: "sent-texts", texts: keepsSent() ? sent : [] });
  }

  /** Puts back what was being written at a server that was entered. */
  putBack(serverId: string, address: string): void {
    const { dispatch, state } = this.#options;
    const drafts = takeDrafts(this.#kept, { address, serverId, state: state() });
    if (drafts.length > 0) dispatch({ kind: "drafts", serverId, drafts });
  }

  /** What is being written at a server that goes is there again when it is entered again. */
  keepOf(address: string): void {
    for (const [name, text] of this.#now().drafts) {
      if (isDraftOf(name, address)) this.#kept.set(name, text);
    }
  }

  /** Keeps everything a moment after a key. */
  saveSoon(): void {
    this.#cancelSave ??= this.#options.clock.setTimer(SAVE_PAUSE_MS, () => {
      this.#cancelSave = undefined;
      void this.save();
    });
  }

  /** Nothing is kept any more but by {@linkcode save}. */
  stop(): void {
    this.#cancelSave?.();
  }

  /** Keeps everything. */
  async save(): Promise<void> {
    const { dispatch, open, screens, state, texts } = this.#options;
    try {
      await texts.save(this.#now());
    } catch (error) {
      dispatch({ kind: "hint", text: `What you write cannot be kept: ${describe(error)}` });
    }
    try {
      await screens.save(screenIn(state(), open()));
    } catch (error) {
      dispatch({ kind: "hint", text: `It holds for this run only: ${describe(error)}` });
    }
  }

  /** Keeps what is being written, and has done so when it returns: the program ends right after it. */
  saveTextsNow(): void {
    this.#options.texts.saveNow(this.#now());
  }

  /** Keeps what was set for a room or somebody. */
  async keepNotify(
    { address, mode, place }: Extract<Effect, { kind: "keep-notify" }>,
  ): Promise<void> {
    const { dispatch, modes } = this.#options;
    try {
      await modes.set(address, { name: placeKey(place), mode });
    } catch (error) {
      dispatch({ kind: "hint", text: `It holds for this run only: ${describe(error)}` });
    }
  }

  /** What stands on the lines, and what was not sent from them, as it is kept. */
  #now(): KeptTexts {
    const { keepsSent, state } = this.#options;
    const now = state();
    const drafts = new Map([...this.#kept, ...draftsIn(now)]);
    return { drafts, sent: keepsSent() ? now.sentTexts : [] };
  }
}
