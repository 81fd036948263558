/** One message of the conversation. */
import type { VNode } from "preact";
import { hookNameOf } from "../../../../protocol/hook_names.ts";
import { printable } from "../../../../protocol/text/printable.ts";
import type { Message } from "../../../../protocol/records.ts";
import type { MessageEntry } from "../../../full/state/state.ts";
import { isNameWithin } from "../../../wording/content/kinds.ts";
import type { Marked } from "../../../wording/marked.ts";
import { messageExcerpt } from "../../../wording/message_text.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { nickClass } from "../../parts/nick.ts";
import { type Page, useDispatch, useTexts } from "../../parts/page_context.ts";
import { MessageActions } from "./message_actions.tsx";
import { messageBody } from "./message_body.tsx";
import { Reactions } from "./reactions.tsx";
import { rowId } from "./row_id.ts";

/** What a row shows. */
export interface MessageRowProperties {
  readonly entry: MessageEntry;
  readonly username: string;
  /** Whether the same person goes on speaking. */
  readonly isContinued: boolean;
  /** Whether keys and buttons are for this message. */
  readonly isChosen: boolean;
  /** Whether its buttons are shown. */
  readonly hasActions: boolean;
  readonly page: Page;
}

/**
 * Name, time and text; what it replies to above, and what people think of it below. A function and not
 * a component: it is shown anew only together with the row that it is in.
 */
export function messageRow(
  { entry, hasActions, isChosen, isContinued, page, username }: MessageRowProperties,
): VNode {
  const { texts, times } = page;
  const { isMention, isOwn, message, quoted } = entry;
  const { encryption }: Marked = message;
  const isAction = isNameWithin(message);
  const classes = ["message"];
  if (isContinued) classes.push("message-continued");
  if (isMention) classes.push("message-mention");
  if (isOwn) classes.push("message-own");
  if (message.deleted === true) classes.push("message-deleted");
  if (isChosen) classes.push("message-chosen");
  return (
    <article
      id={rowId(message.id)}
      class={classes.join(" ")}
      data-message={message.id}
      tabIndex={-1}
    >
      {message.reply_to !== undefined && (
        <Quote id={message.reply_to} quoted={quoted} isReached={isChosen} />
      )}
      {isContinued
        ? <time class="message-at" aria-hidden="true">{times.clock(message.time)}</time>
        : <Avatar username={message.from} />}
      {!isContinued && (
        <header class="message-head">
          <Author message={message} isAction={isAction} isReached={isChosen} />
          <time dateTime={message.time} title={times.moment(message.time)}>
            {times.clock(message.time)}
          </time>
        </header>
      )}
      {message.deleted === true
        ? <div class="message-text message-gone">{texts.timeline.deleted}</div>
        : messageBody({ message, username, isReached: isChosen })}
      {message.edited !== undefined && message.deleted !== true && (
        <span class="message-edited" title={times.moment(message.edited)}>
          {texts.timeline.edited}
        </span>
      )}
      {encryption !== undefined && encryption !== "sealed" && (
        <strong class="message-mark">{texts.timeline.marks[encryption]}</strong>
      )}
      {message.reactions !== undefined && message.reactions.length > 0 && (
        <Reactions
          id={message.id}
          reactions={message.reactions}
          username={username}
          isReached={isChosen}
        />
      )}
      {hasActions && <MessageActions message={message} isOwn={isOwn} isPassing={!isChosen} />}
    </article>
  );
}

/** Who has written it; shows what is known about them. */
function Author(
  { isAction, isReached, message: { bot, from, room } }: {
    message: Message;
    isAction: boolean;
    isReached: boolean;
  },
) {
  const dispatch = useDispatch();
  const { timeline } = useTexts();
  const hook = hookNameOf(from);
  // Nobody is behind a hook of whom anything could be known.
  if (hook !== undefined) {
    return (
      <span class={`message-name ${nickClass(from)}`}>
        {hook} <span class="message-hook">{timeline.hook}</span>
      </span>
    );
  }
  return (
    <button
      type="button"
      class={`message-name ${nickClass(from)}`}
      dir="auto"
      tabIndex={isReached ? 0 : -1}
      aria-haspopup="dialog"
      onClick={() =>
        dispatch({ kind: "open-dialog", dialog: { kind: "person", username: from, room } })}
    >
      {isAction ? "* " : ""}
      {printable(from)}
      {bot === true ? " [bot]" : ""}
    </button>
  );
}

function Quote(
  { id, isReached, quoted }: { id: number; quoted: Message | undefined; isReached: boolean },
) {
  const { timeline } = useTexts();
  const dispatch = useDispatch();
  return (
    <button
      type="button"
      class="message-quote"
      tabIndex={isReached ? 0 : -1}
      title={timeline.toQuoted}
      onClick={() => dispatch({ kind: "jump", id })}
    >
      <span dir="auto">↳ {quoted === undefined ? timeline.earlier : messageExcerpt(quoted)}</span>
    </button>
  );
}
