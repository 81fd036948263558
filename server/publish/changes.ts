/** Events about messages that have changed. */
import type { ServerEvent } from "../../protocol/events.ts";
import type { Hub } from "../live/hub.ts";
import { isoTime } from "../base/iso_time.ts";
import type { Changed } from "../journal/write/messages/messages.ts";
import type { Purged } from "../journal/write/messages/purges.ts";

/** What an event about a change has in common with the others. */
type Common = {
  id: number;
  message: number;
  from: string;
  by: string;
  time: string;
  room?: string;
  to?: string;
};

/** Tells those who may read the message that it has changed. */
export function publishChange(
  hub: Hub,
  { id, timeMs, message, from, by, place }: Changed,
  eventOf: (common: Common) => ServerEvent,
): void {
  const common = { id, message, from, by, time: isoTime(timeMs) };
  if ("room" in place) {
    hub.publishToRoom(place.room.id, eventOf({ ...common, room: place.room.name }));
  } else {
    hub.publishToAccounts(place.accounts, eventOf({ ...common, to: place.to }));
  }
}

/** Publishes the change of every message that lost its text, or a reaction, at once. */
export function publishPurged(
  hub: Hub,
  { deleted, unreacted }: Pick<Purged, "deleted" | "unreacted">,
): void {
  for (const change of deleted) {
    publishChange(hub, change, (common) => ({ event: "deleted", ...common }));
  }
  for (const { emoji, reaction, ...change } of unreacted) {
    const numbered = reaction === undefined ? {} : { reaction };
    publishChange(
      hub,
      change,
      (common) => ({ event: "reacted", emoji, ...numbered, removed: true, ...common }),
    );
  }
}
