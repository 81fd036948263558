/** The reducer for how far the reader has read on another device, or wants to have read. */
import type { StateEvent } from "../../../wording/event_text.ts";
import { lastMessage } from "../../state/entries.ts";
import type { Buffer, State } from "../../state/state.ts";

/** What both devices have just shown may be told by them in another order. */
const IN_FLIGHT_MS = 5_000;

/** What becomes of a buffer of which another device says how far it was read. */
export function readElsewhere(
  state: State,
  buffer: Buffer,
  { id, mentions, unread }: Extract<StateEvent, { event: "read" }>,
): Partial<Buffer> {
  if (isMarkedUnread(state, buffer, { id, unread })) {
    return {
      unread,
      mentions,
      readId: id,
      firstUnreadId: id + 1,
      // What the reader looks at would be read at once.
      keepsUnread: state.activeKey === buffer.key,
    };
  }
  return {
    unread: buffer.keepsUnread ? unread : Math.min(unread, buffer.unread),
    mentions: buffer.keepsUnread ? mentions : Math.min(mentions, buffer.mentions),
    readId: Math.max(buffer.readId, id),
  };
}

function isMarkedUnread(
  { activeKey, hasFocus, nowMs }: State,
  buffer: Buffer,
  { id, unread }: { id: number; unread: number },
): boolean {
  if (unread === 0 || id >= buffer.readId) return false;
  const newest = lastMessage(buffer.entries);
  const isNew = newest !== undefined && nowMs - newest.timeMs < IN_FLIGHT_MS;
  return !(isNew && hasFocus && activeKey === buffer.key);
}
