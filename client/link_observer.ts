/** What the link to a server tells whoever shows it. */
import type { JoinedEvent, LeftEvent, Message, NoticeEvent } from "../protocol/events.ts";

/** What a link tells its owner. Messages come once each and in order. */
export interface LinkObserver {
  message(message: Message, line: string): void;
  notice(event: JoinedEvent | LeftEvent | NoticeEvent): void;
  /** Every line but those of messages and of the link's own questions; for scripts. */
  line(line: string): void;
  /** The connection is lost; the next attempt comes after `pauseMs`. */
  lost(reason: string, pauseMs: number): void;
  /** It is back; `missed` messages were fetched. */
  back(missed: number): void;
  /** Lines of a script about which nobody knows whether they arrived. */
  unknown(lines: readonly string[]): void;
  /** The state or the number of unacknowledged messages has changed. */
  changed(): void;
  /** Everything that came in one piece has been told; reading goes on when this resolves. */
  settled(): Promise<void>;
}
