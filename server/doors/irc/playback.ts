/** What was said in a conversation and what happened there, in one order, for CHATHISTORY. */
import type { HistoryPage } from "../../../protocol/answers.ts";
import type { RoomEvent } from "../../../protocol/events.ts";
import { foldUsername } from "../../../protocol/names.ts";
import type { Message } from "../../../protocol/records.ts";
import { linesOf } from "./events/lines.ts";
import { reactedLines } from "./events/said.ts";
import { messageIdOf, tagsOf } from "./events/view.ts";
import { pastLines } from "./history.ts";
import type { IrcClient } from "./irc_client.ts";
import type { Outgoing } from "./wire/message.ts";

/** Most reactions that are told of one message. */
const MAX_REACTIONS = 20;

/** A message, or an event of its room. */
export type Item = Message | RoomEvent;

/**
 * Whether a client wants to hear of more than messages. Without batches it would take what happened for
 * what happens.
 */
export function wantsEvents(client: IrcClient): boolean {
  return client.has("draft/event-playback") && client.has("batch");
}

/** What is on a page, the oldest first. */
export function itemsOf({ messages, events = [] }: HistoryPage): readonly Item[] {
  if (events.length === 0) return messages;
  return [...messages, ...events].sort((first, second) => idOf(first) - idOf(second));
}

/** The place of something among everything. */
export function idOf(item: Item): number {
  return "event_id" in item ? item.event_id : item.id;
}

/** Something of the past in lines, with what became of it where the client wants to know that. */
export function itemLines(item: Item, client: IrcClient): readonly Outgoing[] {
  if ("event_id" in item) return linesOf(item, client.format.view);
  if (!wantsEvents(client)) return pastLines(item, client);
  return item.deleted
    ? redactedLines(item, client)
    : [...pastLines(item, client), ...reactionLines(item, client)];
}

/** A message that was deleted: by whom and when is not known any more. */
function redactedLines(message: Message, client: IrcClient): readonly Outgoing[] {
  if (!client.has("draft/message-redaction")) return [];
  const { id, time } = message;
  const { people, options: { serverName: source } } = client.house;
  const target = message.room === undefined ? people.nickOf(message.to) : `#${message.room}`;
  const tags = tagsOf(client.format.view, { time });
  return [{ tags, source, command: "REDACT", params: [target, messageIdOf(id)] }];
}

/** The reactions that are under a message now, with its time: of their own none is kept. */
function reactionLines(message: Message, client: IrcClient): readonly Outgoing[] {
  const { id, from, reactions = [], time } = message;
  const place = message.room === undefined ? { to: message.to } : { room: message.room };
  return reactions
    .flatMap(({ emoji, users }) => users.map((by) => ({ by, emoji })))
    .filter(({ by }) => !client.ignored.has(foldUsername(by)))
    .slice(0, MAX_REACTIONS)
    .flatMap(({ by, emoji }) =>
      reactedLines(
        { event: "reacted", id, message: id, from, by, emoji, time, ...place },
        client.format.view,
      )
    );
}
