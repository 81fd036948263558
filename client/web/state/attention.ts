/** What becomes of the state when the reader looks elsewhere, and when time goes by. */
import { withBuffer } from "../../full/state/buffers.ts";
import type { State } from "../../full/state/state.ts";

/** The window has the focus, or has lost it: what was new before is not new when they come back. */
export function isFocused(state: State, hasFocus: boolean): State {
  if (hasFocus === state.hasFocus) return state;
  if (hasFocus) return { ...state, hasFocus };
  return withBuffer({ ...state, hasFocus }, state.activeKey, ({ firstUnreadId, unread }) => ({
    firstUnreadId: unread > 0 ? firstUnreadId : undefined,
  }));
}

/** Forgets who has stopped typing; the same state when nobody has. */
export function withoutOldTypists(state: State): State {
  const isOver = ({ untilMs }: { untilMs: number }) => untilMs <= state.nowMs;
  if (!state.buffers.some(({ typing }) => typing.some(isOver))) return state;
  return {
    ...state,
    buffers: state.buffers.map((buffer) =>
      buffer.typing.some(isOver)
        ? { ...buffer, typing: buffer.typing.filter((typist) => !isOver(typist)) }
        : buffer
    ),
  };
}
