/** The reducer for commands that lead somewhere: what is typed after them is for there. */
import { parseRoomName, parseUsername } from "../../../../protocol/names.ts";
import type { Intent } from "../../../commands/intent.ts";
import { textOf } from "../../../terminal/line_editor.ts";
import { placeName } from "../../../wording/place.ts";
import {
  activeBuffer,
  bufferKey,
  bufferOf,
  EMPTY_DRAFT,
  ensureBuffer,
  isDraftEmpty,
  withBuffer,
  withoutBuffer,
} from "../../state/buffers.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, State } from "../../state/state.ts";
import { goTo } from "./reduce_place.ts";

/** Where a command leads. */
export interface Destination {
  readonly key: string;
  readonly state: State;
  /** Whether the server has to say yes first. */
  readonly isAsked: boolean;
}

/**
 * Where a command leads, as far as that is known before it has run; `undefined` for commands that
 * lead nowhere, or need the server to say where.
 */
export function destinationOf(
  state: State,
  { key: from, serverId }: Buffer,
  { args, command }: Extract<Intent, { kind: "command" }>,
): Destination | undefined {
  const [first = ""] = args.trim().split(/\s/, 1);
  switch (command.name) {
    case "room": {
      if (first !== args.trim()) return undefined;
      const username = first.startsWith("@") ? nameIn(first.slice(1), parseUsername) : undefined;
      if (username !== undefined) {
        return { ...ensureBuffer(state, serverId, { with: username }), isAsked: false };
      }
      const room = nameIn(first, parseRoomName);
      const known = room === undefined ? undefined : bufferOf(state, bufferKey(serverId, { room }));
      return known?.isIn === true ? { state, key: known.key, isAsked: false } : undefined;
    }
    case "join":
    case "create": {
      const room = nameIn(first, parseRoomName);
      if (room === undefined) return undefined;
      const { key, state: next } = ensureBuffer(state, serverId, { room });
      // A room that is known already is joined as ever: the server has the last word.
      if (bufferOf(state, key)?.isIn === true) return { state, key, isAsked: true };
      const opening = withBuffer(next, key, () => ({ isIn: false, opensFrom: from }));
      return { state: opening, key, isAsked: true };
    }
    default:
      return undefined;
  }
}

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

function nameIn(written: string, parse: (name: string) => string): string | undefined {
  try {
    return parse(written);
  } catch {
    return undefined; // the command itself says what is wrong with it
  }
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
