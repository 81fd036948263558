/** The state in which the full screen begins. */
import type { Settings, Size, State } from "./state.ts";

/** No server, no buffer, nothing typed. */
export function firstState(
  { nowMs, settings, size }: { size: Size; nowMs: number; settings: Settings },
): State {
  return {
    size,
    nowMs,
    servers: [],
    buffers: [],
    activeKey: "",
    overlay: undefined,
    isBare: false,
    hasFocus: true,
    hint: undefined,
    sentTexts: [],
    recall: undefined,
    completion: undefined,
    emojiNames: undefined,
    isLeaving: false,
    nextTicket: 1,
    settings,
  };
}
