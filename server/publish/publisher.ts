/** From the journal to the hub: which events become of what was committed, and who sees them. */
import { isoTime } from "../base/iso_time.ts";
import type { EntryKind, EntryOf, ResultOf } from "../journal/entries.ts";
import type { Committed } from "../journal/journal.ts";
import { type Announced } from "../journal/records.ts";
import { ANNOUNCER } from "../journal/write/announce.ts";
import { ACCOUNT_PUBLISHERS } from "./accounts.ts";
import { MESSAGE_PUBLISHERS } from "./messages.ts";
import { ORDER_PUBLISHERS } from "./order.ts";
import type { Outlets, Publisher, Publishers } from "./publishers.ts";
import { ROOM_PUBLISHERS } from "./rooms.ts";

const PUBLISHERS: Publishers = {
  ...ACCOUNT_PUBLISHERS,
  ...MESSAGE_PUBLISHERS,
  ...ORDER_PUBLISHERS,
  ...ROOM_PUBLISHERS,
};

/** Publishes committed entries in their order. */
export function publishCommitted(committed: readonly Committed[], outlets: Outlets): void {
  for (const item of committed) {
    publish(item, outlets);
    for (const announced of item.announced ?? []) publishAnnouncement(announced, outlets);
  }
}

function publishAnnouncement({ id, timeMs, room, text }: Announced, { hub }: Outlets): void {
  hub.publishToRoom(room.id, {
    event: "message",
    id,
    room: room.name,
    from: ANNOUNCER,
    text,
    time: isoTime(timeMs),
  });
}

function publish<K extends EntryKind>(item: Committed & { kind: K }, outlets: Outlets): void {
  const publisher = PUBLISHERS[item.kind] as Publisher<K> | undefined;
  publisher?.(item.entry as unknown as EntryOf<K>, item.result as ResultOf<K>, outlets);
}
