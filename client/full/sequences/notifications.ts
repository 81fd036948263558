/** Decides what somebody is told about who looks elsewhere. */
import { printable } from "../../../protocol/text/printable.ts";
import type { Message, Place } from "../../../protocol/records.ts";
import type { NotifyMode } from "../../config/config.ts";
import { isSame, saidExcerpt } from "../../wording/message_text.ts";

/** Something to be told about; the texts are harmless and short. */
export interface Notification {
  readonly reason: "mention" | "private" | "message";
  /** `alice in #general`. */
  readonly title: string;
  /** The first words of the message. */
  readonly text: string;
  /** Where it was said. */
  readonly place: Place;
}

/** What decides about a message. */
export interface NotificationSituation {
  /** The reader. */
  username: string;
  isMention: boolean;
  /** Whether it has come before the reader's eyes already. */
  isSeen: boolean;
  /** As the room or the config says. */
  mode: NotifyMode;
  /** Whether it was fetched: everything that is not heard of at the moment it is written. @default false */
  isHistory?: boolean;
}

/** The notification about a message, or `undefined`: for what is seen, old, one's own or unwanted. */
export function decideNotification(
  message: Message,
  situation: NotificationSituation,
): Notification | undefined {
  const { isHistory = false, isMention, isSeen, mode, username } = situation;
  if (isSeen || isHistory || mode === "none" || isSame(message.from, username)) return undefined;
  if (message.deleted === true) return undefined;
  const reason = message.to !== undefined ? "private" : isMention ? "mention" : "message";
  if (reason === "message" && mode !== "all") return undefined;
  const from = printable(message.from);
  return {
    reason,
    title: message.room === undefined ? from : `${from} in #${printable(message.room)}`,
    text: saidExcerpt(message),
    place: message.room === undefined ? { with: message.from } : { room: message.room },
  };
}

/** What the title of the window tells. */
export interface TitleFacts {
  /** Where the reader is, `#general`; empty when nowhere yet. */
  place: string;
  /** Unread messages that mention the reader or are private, and all others. */
  mentions: number;
  unread: number;
}

/** The title of the window, harmless: `(2) #general · chat`, with `*` for other news. */
export function titleText({ mentions, place, unread }: TitleFacts): string {
  const news = mentions > 0 ? `(${mentions}) ` : unread > 0 ? "* " : "";
  return news + [printable(place), "chat"].filter((part) => part !== "").join(" · ");
}
