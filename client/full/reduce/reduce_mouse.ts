/** The reducer for the mouse: what is under it scrolls, or is chosen. */
import { type CellPosition, type Key, namedKey } from "../../terminal/input/key.ts";
import type { MessageReaction } from "../../theme/styled.ts";
import { activeBuffer, serverOf } from "../state/buffers.ts";
import { andThen, type Reduced, reduced } from "../state/reduced.ts";
import { reactionsOf } from "../state/reactions.ts";
import { findMessage } from "../state/entries.ts";
import type { Pointed, Side } from "../state/pointing.ts";
import type { State } from "../state/state.ts";
import { focusGiven } from "../state/windows.ts";
import type { Tools } from "../state/tools.ts";
import { opening, pickInList, toPerson } from "./lists/reduce_list.ts";
import { goTo } from "./places/reduce_place.ts";
import { windowFocused } from "./windows/reduce_windows.ts";
import { deselected } from "./writing/reduce_select.ts";

/** Rows that a step of the wheel goes by, as in most terminals. */
const WHEEL_ROWS = 3;

/**
 * Takes what the terminal reports of the mouse; nothing while it is switched off. `press` takes a key
 * as if it had been pressed: the wheel does what the keys `wheelup` and `wheeldown` are set to.
 */
export function pressMouse(
  state: State,
  { at, name }: Key & { at: CellPosition },
  { press, tools }: { tools: Tools; press: (state: State, key: Key) => Reduced },
): Reduced {
  if (state.settings.hasMouse !== true) return reduced(state);
  const pointed = tools.pointing.pointed(state, at);
  if (pointed === undefined) return reduced(state);
  if (pointed.pane === "messages" && pointed.window !== undefined) {
    return inOtherWindow(state, name, { id: pointed.window, press });
  }
  if (name === "click") return clicked(state, pointed, tools);
  if (pointed.pane === "rooms" || pointed.pane === "people") {
    const by = name === "wheelup" ? -WHEEL_ROWS : WHEEL_ROWS;
    return reduced(sideScrolled(state, tools, { side: pointed.pane, by }));
  }
  const key = namedKey(name);
  let next = reduced(state);
  for (let row = 0; row < WHEEL_ROWS; row++) next = andThen(next, (then) => press(then, key));
  return next;
}

/** Gives a reaction that others have given, or takes the own one back. */
function reactedTo(state: State, { emoji, id }: MessageReaction): Reduced {
  const buffer = activeBuffer(state);
  const server = serverOf(state, buffer?.serverId);
  if (buffer === undefined || server === undefined) return reduced(state);
  const reactions = findMessage(buffer.entries, id)?.message.reactions;
  const remove = reactionsOf(reactions, server.username).includes(emoji);
  return reduced(state, { kind: "react", serverId: server.id, id, emoji, remove });
}

/** A click goes to another window; the wheel scrolls it, and leaves the reader where they are. */
function inOtherWindow(
  state: State,
  name: string,
  { id, press }: { id: number; press: (state: State, key: Key) => Reduced },
): Reduced {
  const { focused } = state.windows ?? {};
  if (state.overlay !== undefined || focused === undefined) return reduced(state);
  const calm = { ...state, hint: undefined, completion: undefined, isLeaving: false };
  if (name === "click") return reduced(windowFocused(calm, id));
  let next = reduced(focusGiven(state, id));
  for (let row = 0; row < WHEEL_ROWS; row++) {
    next = andThen(next, (then) => press(then, namedKey(name)));
  }
  return andThen(next, (then) => reduced(focusGiven(then, focused)));
}

function sideScrolled(state: State, tools: Tools, { by, side }: { side: Side; by: number }): State {
  return { ...state, sides: { ...state.sides, [side]: tools.pointing.sideBy(state, side, by) } };
}

function clicked(state: State, pointed: Pointed, tools: Tools): Reduced {
  if (pointed.pane === "list") {
    return pointed.index === undefined ? reduced(state) : pickInList(state, pointed.index, tools);
  }
  // What is asked is answered with keys.
  if (state.overlay !== undefined) return reduced(state);
  const calm = { ...state, hint: undefined, completion: undefined, isLeaving: false };
  switch (pointed.pane) {
    case "rooms":
      return pointed.key === undefined ? reduced(state) : goTo(deselected(calm), pointed.key);
    case "messages":
      if (pointed.reaction !== undefined) return reactedTo(calm, pointed.reaction);
      return pointed.link === undefined ? reduced(state) : opening(calm, pointed.link);
    case "people": {
      const server = serverOf(state, activeBuffer(state)?.serverId);
      const { username } = pointed;
      if (server === undefined || username === undefined || username === server.username) {
        return reduced(state);
      }
      return toPerson(deselected(calm), server.id, username);
    }
  }
}
