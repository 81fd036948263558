/** Tells somebody who looks elsewhere: by the bell, the title of the window, a message on the desktop. */
import type { NotificationWays } from "../../config/config.ts";
import {
  BELL,
  desktopSequence,
  type DesktopWay,
  desktopWay,
  hasTitle,
  keepTitle,
  restoreTitle,
  titleSequence,
} from "./notification_sequences.ts";
import type { Notification } from "./notifications.ts";

/** Fewest milliseconds from one bell, and from one message on the desktop, to the next. */
const BELL_PAUSE_MS = 1_000;
const DESKTOP_PAUSE_MS = 2_000;

/** What a notifier works with. */
export interface NotifierOptions {
  /** Writes sequences that do not move the cursor, between two frames. */
  write: (sequences: string) => void;
  ways: NotificationWays;
  environment: (name: string) => string | undefined;
  nowMs: () => number;
}

/** Tells, and gives the title back in the end. More than one can notice is left out. */
export class Notifier {
  readonly #options: NotifierOptions;
  #ways: NotificationWays;
  #way: DesktopWay | undefined;
  #setsTitle: boolean;
  #title: string | undefined;
  #lastBellMs = -Infinity;
  #lastDesktopMs = -Infinity;

  constructor(options: NotifierOptions) {
    const { environment, ways } = options;
    this.#options = options;
    this.#ways = ways;
    this.#way = ways.desktop ? desktopWay(environment) : undefined;
    this.#setsTitle = ways.title && hasTitle(environment);
  }

  /** Tells in these ways from now on. */
  set ways(ways: NotificationWays) {
    const { environment, write } = this.#options;
    this.#ways = ways;
    this.#way = ways.desktop ? desktopWay(environment) : undefined;
    this.#setsTitle = ways.title && hasTitle(environment);
    const restoring = this.#setsTitle ? "" : this.restoring();
    if (restoring !== "") write(restoring);
  }

  /** Tells about a message. */
  notify(notification: Notification): void {
    const { environment, nowMs, write } = this.#options;
    const ways = this.#ways;
    const now = nowMs();
    let sequences = "";
    if (ways.bell && now - this.#lastBellMs >= BELL_PAUSE_MS) {
      this.#lastBellMs = now;
      sequences += BELL;
    }
    if (this.#way !== undefined && now - this.#lastDesktopMs >= DESKTOP_PAUSE_MS) {
      this.#lastDesktopMs = now;
      sequences += desktopSequence(notification, { environment, way: this.#way });
    }
    if (sequences !== "") write(sequences);
  }

  /** Sets the title of the window; the same one again writes nothing. */
  setTitle(title: string): void {
    if (!this.#setsTitle || title === this.#title) return;
    const keep = this.#title === undefined ? keepTitle() : "";
    this.#title = title;
    this.#options.write(keep + titleSequence(title));
  }

  /** What gives the title back, to be written at the end or before the program is stopped. */
  restoring(): string {
    if (this.#title === undefined) return "";
    this.#title = undefined;
    return restoreTitle();
  }
}
