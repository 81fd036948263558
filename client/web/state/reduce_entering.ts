/** The reducer for coming in again: as the same account, or as another one. */
import { isSame } from "../../wording/message_text.ts";
import { serverOf } from "../../full/state/buffers.ts";
import type { State } from "../../full/state/state.ts";
import { allStale } from "./reduce_stale.ts";
import { forgotten, type PageState, SERVER_ID } from "./page_state.ts";

/**
 * The account is known. What another one has left is forgotten; of the same one stays what was
 * written and has not been sent, and what was read is fetched anew: there may be a hole in it. What
 * this browser has kept is shown meanwhile.
 */
export function entered(state: PageState, username: string): PageState {
  const before = serverOf(state.chat, SERVER_ID);
  const isAnother = before !== undefined && before.username !== "" &&
    !isSame(before.username, username);
  const next = isAnother
    ? forgotten(state)
    : state.isKept
    ? { ...state, chat: fetchedAnew(state.chat, true), stale: allStale(state.chat) }
    : { ...state, chat: fetchedAnew(state.chat, false), stale: new Map() };
  return { ...next, phase: { kind: "chat" }, isKept: false };
}

function fetchedAnew(chat: State, isShown: boolean): State {
  return {
    ...chat,
    buffers: chat.buffers.map((buffer) => ({
      ...buffer,
      entries: buffer.place === undefined || isShown ? buffer.entries : [],
      hasOlder: buffer.place !== undefined,
      hasNewer: false,
      isLoaded: buffer.place === undefined,
      hasPeople: false,
      fetching: undefined,
      goal: undefined,
      scroll: { kind: "end" },
      newBelow: 0,
      selectedId: undefined,
    })),
  };
}
