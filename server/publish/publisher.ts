/** From the journal to the hub: which events become of what was committed, and who sees them. */
import { isoTime } from "../base/iso_time.ts";
import type { EntryKind, EntryOf, ResultOf } from "../journal/entries.ts";
import type { Committed } from "../journal/journal.ts";
import { type Announced } from "../journal/records.ts";
import type { Turn } from "../live/out/turn.ts";
import { ANNOUNCER } from "../journal/write/order/announce.ts";
import { ACCOUNT_PUBLISHERS } from "./accounts.ts";
import { MESSAGE_PUBLISHERS } from "./messages.ts";
import { NODE_PUBLISHERS } from "./nodes.ts";
import { ORDER_PUBLISHERS } from "./order.ts";
import type { Outlets, Publisher, Publishers } from "./publishers.ts";
import { reasonOf, type Sink } from "./sinks.ts";
import { ROOM_PUBLISHERS } from "./rooms.ts";

const PUBLISHERS: Publishers = {
  ...ACCOUNT_PUBLISHERS,
  ...MESSAGE_PUBLISHERS,
  ...NODE_PUBLISHERS,
  ...ORDER_PUBLISHERS,
  ...ROOM_PUBLISHERS,
};

/** Options of {@linkcode hubSink}. */
export interface HubSinkOptions {
  outlets: Outlets;
  /** Ends the turn as soon as everything is published. */
  turn: Pick<Turn, "endSoon">;
  /** Called with what went wrong with one entry; the others are published all the same. */
  onFailure(message: string): void;
}

/** Publishes committed entries in their order. */
export function hubSink({ outlets, turn, onFailure }: HubSinkOptions): Sink {
  const { hub } = outlets;
  return {
    name: "hub",
    take(committed) {
      for (const item of committed) {
        try {
          hub.causedBy(item.from, () => publish(item, outlets));
          for (const announced of item.announced ?? []) publishAnnouncement(announced, outlets);
        } catch (error) {
          onFailure(`Cannot tell of a ${item.kind}: ${reasonOf(error)}`);
        }
      }
      hub.alignment.committed();
      turn.endSoon();
    },
  };
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
  const { entry, result, isAwaited } = item;
  publisher?.(entry as unknown as EntryOf<K>, result as ResultOf<K>, outlets, isAwaited);
}
