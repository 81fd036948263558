/** One message of the conversation. */
import { printable } from "../../../../protocol/text/printable.ts";
import type { MessageEntry } from "../../../full/state/state.ts";
import { isNameWithin } from "../../../wording/content/kinds.ts";
import { messageExcerpt } from "../../../wording/message_text.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { memo } from "../../parts/memo.ts";
import { nickClass } from "../../parts/nick.ts";
import { usePage } from "../../parts/page_context.ts";
import { MessageBody } from "./message_body.tsx";

/** What a row shows. */
export interface MessageRowProperties {
  readonly entry: MessageEntry;
  readonly username: string;
  /** Whether the same person goes on speaking. */
  readonly isContinued: boolean;
}

/** The element of a message has this id. */
export function rowId(id: number): string {
  return `message-${id}`;
}

/** Name, time and text; what it replies to above, and what people think of it below. */
export const MessageRow = memo(function MessageRow(
  { entry, isContinued, username }: MessageRowProperties,
) {
  const { texts, times } = usePage();
  const { isMention, isOwn, message, quoted } = entry;
  const isAction = isNameWithin(message);
  const classes = ["message"];
  if (isContinued) classes.push("message-continued");
  if (isMention) classes.push("message-mention");
  if (isOwn) classes.push("message-own");
  if (message.deleted === true) classes.push("message-deleted");
  return (
    <article id={rowId(message.id)} class={classes.join(" ")}>
      {message.reply_to !== undefined && (
        <p class="message-quote" dir="auto">
          ↳ {quoted === undefined ? texts.timeline.earlier : messageExcerpt(quoted)}
        </p>
      )}
      {isContinued
        ? <time class="message-at" aria-hidden="true">{times.clock(message.time)}</time>
        : <Avatar username={message.from} />}
      {!isContinued && (
        <header class="message-head">
          <span class={`message-name ${nickClass(message.from)}`} dir="auto">
            {isAction ? "* " : ""}
            {printable(message.from)}
          </span>
          <time dateTime={message.time} title={times.moment(message.time)}>
            {times.clock(message.time)}
          </time>
        </header>
      )}
      {message.deleted === true
        ? <div class="message-text message-gone">{texts.timeline.deleted}</div>
        : <MessageBody message={message} username={username} />}
      {message.edited !== undefined && message.deleted !== true && (
        <span class="message-edited" title={times.moment(message.edited)}>
          {texts.timeline.edited}
        </span>
      )}
      {message.reactions !== undefined && message.reactions.length > 0 && (
        <ul class="reactions">
          {message.reactions.map(({ count, emoji, users }) => (
            <li key={emoji} class="reaction" title={users.map(printable).join(", ")}>
              {printable(emoji)} {count}
            </li>
          ))}
        </ul>
      )}
    </article>
  );
});
