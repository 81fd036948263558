/** What a client shows, however it shows it. */
import type { SearchedPart } from "../wording/searched.ts";
import type { Found, Message } from "../../protocol/records.ts";

/** A message on its way to the eye. */
export interface MessageView {
  message: Message;
  /** The message that it replies to, where that was shown before. */
  quoted: Message | undefined;
  /** False for what is shown of the past. */
  isNews: boolean;
}

/** Shows; every text it gets is harmless already, messages and what was found are not. */
export interface View {
  message(shown: MessageView): void;
  /** Something happened; further lines belong to the first. */
  event(lines: readonly string[]): void;
  /** What the server answered to a command. */
  answer(lines: readonly string[]): void;
  /** What the client itself has to say to a command. */
  local(lines: readonly string[]): void;
  found(found: Found): void;
  /** What a search in encrypted messages tells, for whoever shows lines of JSON. */
  searched?(part: SearchedPart): void;
  /** Messages of the past end here. */
  endOfPast(): void;
  /** The first unread message is next. */
  firstUnread(): void;
  /** The reader is somewhere else now. */
  moved(): void;
}
