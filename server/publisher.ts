/** From the journal to the hub: which accounts see what was committed. */
import type { MessageEvent } from "../protocol/events.ts";
import type { Hub } from "./hub.ts";
import type { PrivateMessageEntry, RoomMessageEntry } from "./journal/entries.ts";
import type { Posted, PostedPrivately } from "./journal/entries.ts";
import type { Committed } from "./journal/journal.ts";
import type { Log } from "./log.ts";

/** Publishes committed messages in their order; one whose nonce repeats another is no event. */
export function publishCommitted(
  committed: readonly Committed[],
  { hub, log }: { hub: Hub; log: Log },
): void {
  for (const item of committed) {
    if (item.kind === "room_message" && !item.result.duplicate) {
      publishRoomMessage(item.entry, item.result, { hub, log });
    } else if (item.kind === "private_message" && !item.result.duplicate) {
      publishPrivateMessage(item.entry, item.result, hub);
    }
  }
}

function publishRoomMessage(
  { room, authorName, text }: RoomMessageEntry,
  { id, timeMs }: Posted,
  { hub, log }: { hub: Hub; log: Log },
): void {
  const time = new Date(timeMs).toISOString();
  hub.publishToRoom(room, { event: "message", id, room: room.name, from: authorName, text, time });
  const shown = log.messageTexts ? { text } : {};
  log.write({ event: "message", id, room: room.name, username: authorName, ...shown });
}

function publishPrivateMessage(
  { author, authorName, text }: PrivateMessageEntry,
  { id, timeMs, recipient }: PostedPrivately,
  hub: Hub,
): void {
  const time = new Date(timeMs).toISOString();
  const to = recipient.name;
  const event: MessageEvent = { event: "message", id, to, from: authorName, text, time };
  hub.publishToAccounts([author, recipient.id], event);
}
