/** Says what is unread elsewhere, at the login and when the client comes back. */
import type { Unread } from "../../protocol/records.ts";
import type { ReadTracker } from "../conversation/read_tracker.ts";
import { refreshUnread } from "../conversation/refresh.ts";
import type { View } from "../conversation/view.ts";
import type { Link } from "../link/link.ts";
import { unreadLines } from "../wording/room_text.ts";

/** What it works with. */
export interface UnreadNewsOptions {
  link: Pick<Link, "request">;
  reading: ReadTracker;
  display: Pick<View, "answer">;
}

/** Remembers what was said, so that the same is not said twice in a row. */
export class UnreadNews {
  readonly #options: UnreadNewsOptions;
  #lines: readonly string[] = [];

  constructor(options: UnreadNewsOptions) {
    this.#options = options;
  }

  /** Shows where something is unread. */
  show(unread: readonly Unread[]): void {
    const { display, reading } = this.#options;
    reading.leftBehind(unread);
    const before = this.#lines;
    this.#lines = unreadLines(unread);
    display.answer(this.#lines.filter((line) => !before.includes(line)));
  }

  /** Asks the server, which hears before what was read, and shows what is new about it. */
  async refresh(): Promise<void> {
    const { link, reading } = this.#options;
    await reading.flush();
    const unread = await refreshUnread(link);
    if (unread !== undefined) this.show(unread.conversations);
  }
}
