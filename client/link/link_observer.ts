/** What the link to a server tells whoever shows it. */
import type { Message } from "../../protocol/records.ts";
import type { ChangeEvent } from "../wording/change_text.ts";
import type { StateEvent } from "../wording/event_text.ts";
import type { KeyNews } from "./key_news.ts";
import type { Restored } from "./lineage.ts";

/** What a link tells its owner. Messages and their changes come once each and in order. */
export interface LinkObserver {
  /** Somebody looks: keys may be made, and what is shown once is seen. @default false */
  readonly isPerson?: boolean;
  message(message: Message, line: string): void;
  /** A message was edited, deleted or reacted to. */
  change(event: ChangeEvent, line: string): void;
  /** How an older message stands now that has changed while the link was away. */
  amend(message: Message): void;
  event(event: StateEvent): void;
  /**
   * Every line but those of messages, changes and the link's own questions; for scripts. Whoever shows
   * none leaves it out: what is encrypted in them is not opened for nothing then.
   */
  line?(line: string): void;
  /** The connection is lost; the next attempt comes after `pauseMs`. */
  lost(reason: string, pauseMs: number): void;
  /** It is back; `missed` messages were fetched. */
  back(missed: number): void;
  /**
   * The connection is back, and the database behind it was restored from a backup: messages and changes
   * with greater ids than `lastId` are gone. What has come instead follows, before `back`.
   */
  restored(restored: Restored): void;
  /** The server had left events out of the connection; `missed` messages were fetched. */
  caughtUp(missed: number): void;
  /**
   * Events were left out that cannot be fetched: what is known of rooms and people may be old.
   * `rooms` are those of the account, where that is known.
   */
  stale(rooms: readonly string[] | undefined): void;
  /** Lines of a script about which nobody knows whether they arrived. */
  unknown(lines: readonly string[]): void;
  /** The state or the number of unacknowledged messages has changed. */
  changed(): void;
  /** Everything that came in one piece has been told; reading goes on when this resolves. */
  settled(): Promise<void>;
  /** There is something to tell of one's own keys or of somebody else's. */
  keys?(news: KeyNews): void;
  /** How the private conversation with somebody (in the form in which names are compared) stands. */
  standing?(other: string, text: string): void;
}
