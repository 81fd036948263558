/** Where a place opens: at the first message that was not read. */
import { activeBuffer } from "../../full/state/buffers.ts";
import { type Reduced, reduced } from "../../full/state/reduced.ts";
import type { State } from "../../full/state/state.ts";
import { toMessageOnPage } from "./page_scrolling.ts";

/**
 * To the first unread message of the place that was just gone to; who had scrolled back there, or is
 * looking for another message, stays where they are.
 */
export function toFirstUnread(state: State): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined || buffer.unread === 0 || buffer.firstUnreadId === undefined) {
    return reduced(state);
  }
  if (buffer.scroll.kind === "at" || buffer.goal !== undefined) return reduced(state);
  return toMessageOnPage(state, { key: buffer.key, id: buffer.firstUnreadId, isChosen: false });
}
