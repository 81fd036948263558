/** The reducer for commands that lead somewhere: what is typed after them is for there. */
import { textOf } from "../../../terminal/line_editor.ts";
import { placeName } from "../../../wording/place.ts";
import {
  activeBuffer,
  bufferKey,
  bufferOf,
  EMPTY_DRAFT,
  isDraftEmpty,
  withBuffer,
  withoutBuffer,
} from "../../state/buffers.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import { goTo } from "./reduce_place.ts";

/** A command that should have opened a buffer did not; the reader is led back, with what was sent. */
export function notOpened(before: State, key: string): Reduced {
  const buffer = bufferOf(before, key);
  if (buffer?.opensFrom === undefined) return reduced(before);
  const { isIn, opensFrom } = buffer;
  const state = withBuffer(before, key, () => ({ opensFrom: undefined }));
  // What is being written was meant for there, and must not get to anywhere else.
  if (isIn || !isDraftEmpty(buffer)) return reduced(state);
  if (state.activeKey !== key) return reduced(withoutBuffer(state, key));
  const back = bufferOf(state, opensFrom) === undefined ? undefined : goTo(state, opensFrom);
  return back ?? reduced(withoutBuffer(state, key));
}

/**
 * Goes where a command leads. Who has begun to write a message meanwhile is not carried away from
 * where they write it; the next command, which may have been begun, comes along.
 */
export function opened(before: State, key: string): Reduced {
  const state = withServerDraft(before, key);
  const from = activeBuffer(state);
  const text = from === undefined ? "" : textOf(from.draft.line);
  if (from === undefined || from.key === key || text === "") return goTo(state, key);
  const to = bufferOf(state, key);
  if (to === undefined || !isCommand(text) || textOf(to.draft.line) !== "") {
    const name = to?.place === undefined ? "" : placeName(to.place);
    return reduced({ ...state, hint: `${name} is there now; Alt+K goes to it` });
  }
  const { draft } = from;
  const left = withBuffer(state, from.key, () => ({ draft: EMPTY_DRAFT }));
  return goTo(withBuffer(left, key, () => ({ draft })), key);
}

function isCommand(text: string): boolean {
  return /^\/(?!\/)/.test(text);
}

/** What was written in the window of the server, where nothing can be said, is for the room. */
function withServerDraft(state: State, key: string): State {
  const to = bufferOf(state, key);
  const own = to && bufferOf(state, bufferKey(to.serverId, undefined));
  if (to === undefined || own === undefined || to === own) return state;
  const { draft } = own;
  const text = textOf(draft.line);
  if (text === "" || isCommand(text) || !isDraftEmpty(to)) return state;
  const without = withBuffer(state, own.key, () => ({ draft: EMPTY_DRAFT }));
  return withBuffer(without, key, () => ({ draft }));
}
