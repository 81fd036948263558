/** Which rooms and conversations the list shows, in which order, and how they are numbered. */
import { numberedBuffers } from "./buffers.ts";
import type { Buffer, State } from "./state.ts";

/**
 * The buffers of the list: without those of which nothing is told, where the settings say so, as
 * long as nobody calls the reader there and the reader is elsewhere.
 */
export function listedBuffers(state: State): readonly Buffer[] {
  const { activeKey, buffers, settings } = state;
  if (settings.hidesMuted !== true) return buffers;
  return buffers.filter(({ key, mentions, notify }) =>
    notify !== "none" || mentions > 0 || key === activeKey
  );
}

/** The numbers of the rooms and private conversations, as keys call them, by key. */
export function roomNumbers(state: State): Map<string, number> {
  return new Map(numberedBuffers(state).map(({ key }, index) => [key, index + 1]));
}
