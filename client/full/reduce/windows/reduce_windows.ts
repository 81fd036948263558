/** The reducer for windows: split, closed, gone to, made larger and smaller. */
import type { KeyAction } from "../../../keys/key_action.ts";
import type { Key } from "../../../terminal/input/key.ts";
import { type Direction, neighbourIn } from "../../windows/areas.ts";
import {
  balanced,
  depthOf,
  leaf,
  MAX_DEPTH,
  MAX_WINDOWS,
  resized,
  windowIds,
  withoutWindow,
  withSplit,
} from "../../windows/tree.ts";
import type { WindowOrder } from "../../windows/order.ts";
import type { Effect } from "../../state/action.ts";
import { bufferOf, serverOf, withBuffer } from "../../state/buffers.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { State } from "../../state/state.ts";
import type { Tools } from "../../state/tools.ts";
import { focusGiven, placeHere, windowsOf, withWindows } from "../../state/windows.ts";
import { fetchPage, goTo } from "../places/reduce_place.ts";

const ALONE = "There is one window only; Alt+W and v or s split it";

/** Does with the windows what was asked for. */
export function windowsOrdered(state: State, order: WindowOrder, tools: Tools): Reduced {
  if (order.do === "split") return split(state, order, tools);
  const windows = windowsOf(state);
  if (windows.tree.kind === "window") return reduced({ ...state, hint: ALONE });
  const { focused, tree } = windows;
  switch (order.do) {
    case "go":
      return gone(state, order.to, tools);
    case "close":
      return reduced(withoutFocused(state));
    case "only":
      return reduced(withWindows(state, { ...windows, tree: leaf(focused), others: new Map() }));
    case "zoom":
      return reduced(withWindows(state, { ...windows, isZoomed: !windows.isZoomed }));
    case "balance":
      return reduced(withWindows(state, { ...windows, tree: balanced(tree) }));
    case "resize":
      return reduced(withWindows(state, { ...windows, tree: resized(tree, focused, order.by) }));
  }
}

/** Goes to another window; what is left is read, and stays where it is. */
export function windowFocused(state: State, id: number): State {
  if (state.windows?.others.has(id) !== true) return state;
  const left = withBuffer(state, state.activeKey, ({ firstUnreadId, unread }) => ({
    firstUnreadId: unread > 0 ? firstUnreadId : undefined,
    selectedId: undefined,
    lettersSelect: false,
    keepsUnread: false,
  }));
  const next: State = {
    ...focusGiven(left, id),
    recall: undefined,
    completion: undefined,
  };
  return withBuffer(next, next.activeKey, ({ newBelow, scroll }) => ({
    newBelow: scroll.kind === "end" ? 0 : newBelow,
  }));
}

/** Has fetched what windows are to show that were not looked at yet. */
export function windowsLoaded(state: State): Reduced {
  let next = state;
  const effects: Effect[] = [];
  for (const { key } of state.windows?.others.values() ?? []) {
    const buffer = bufferOf(next, key);
    const isLive = serverOf(next, buffer?.serverId)?.connection.kind === "live";
    if (buffer?.place === undefined || !isLive || !buffer.isIn || buffer.isLoaded) continue;
    const fetched = fetchPage(next, key, { kind: "latest" });
    next = fetched.state;
    effects.push(...fetched.effects);
  }
  return reduced(next, ...effects);
}

function split(
  state: State,
  { into, key }: Extract<WindowOrder, { do: "split" }>,
  tools: Tools,
): Reduced {
  const windows = windowsOf(state);
  const { focused, tree } = windows;
  const ids = windowIds(tree);
  const added = Math.max(...ids) + 1;
  const next = withSplit(tree, { id: focused, into, added });
  if (ids.length >= MAX_WINDOWS || depthOf(next) > MAX_DEPTH) {
    return reduced({ ...state, hint: `There are at most ${MAX_WINDOWS} windows` });
  }
  // The new window is the one that is written in: it is what was asked for.
  const others = new Map(windows.others).set(focused, placeHere(state));
  const there = withWindows(state, {
    ...windows,
    tree: next,
    focused: added,
    isZoomed: false,
    others,
  });
  const isShown = tools.pointing.windowAreas(there).size > 1;
  if (!isShown) {
    return reduced({ ...state, hint: "There is no room for another window on this screen" });
  }
  return key === undefined ? reduced(there) : goTo(there, key);
}

function gone(state: State, to: Direction | "next" | "previous", tools: Tools): Reduced {
  const { focused, isZoomed, tree } = windowsOf(state);
  const ids = windowIds(tree);
  if (to === "next" || to === "previous") {
    const at = ids.indexOf(focused) + (to === "next" ? 1 : -1);
    return reduced(windowFocused(state, ids[(at + ids.length) % ids.length] ?? focused));
  }
  // Where one is zoomed, the others lie where they lie without that.
  const unzoomed = isZoomed ? withWindows(state, { ...windowsOf(state), isZoomed: false }) : state;
  const id = neighbourIn(tools.pointing.windowAreas(unzoomed), focused, to);
  return id === undefined
    ? reduced({ ...state, hint: "There is no window in that direction" })
    : reduced(windowFocused(state, id));
}

function withoutFocused(state: State): State {
  const { focused, tree } = windowsOf(state);
  const rest = withoutWindow(tree, focused);
  const ids = windowIds(tree);
  const at = ids.indexOf(focused);
  const to = ids[at - 1] ?? ids[at + 1];
  if (rest === undefined || to === undefined) return state;
  const moved = windowFocused(state, to);
  const windows = windowsOf(moved);
  const others = new Map(windows.others);
  others.delete(focused);
  return withWindows(moved, { ...windows, tree: rest, others, isZoomed: false });
}

/** What a key means behind the one that is for windows; `undefined` when nothing. */
function orderOf(action: KeyAction | undefined): WindowOrder | undefined {
  switch (action) {
    case "split-right":
      return { do: "split", into: "columns" };
    case "split-below":
      return { do: "split", into: "rows" };
    case "window-left":
    case "window-right":
    case "window-up":
    case "window-down":
    case "window-next":
    case "window-previous":
      return { do: "go", to: DIRECTIONS[action] };
    case "window-close":
      return { do: "close" };
    case "window-only":
      return { do: "only" };
    case "window-zoom":
    case "zoom":
      return { do: "zoom" };
    case "window-balance":
      return { do: "balance" };
    case "window-grow":
      return { do: "resize", by: 1 };
    case "window-shrink":
      return { do: "resize", by: -1 };
    default:
      return undefined;
  }
}

const DIRECTIONS = {
  "window-left": "left",
  "window-right": "right",
  "window-up": "up",
  "window-down": "down",
  "window-next": "next",
  "window-previous": "previous",
} as const;

const WINDOW_HINT = "Window: v right · s below · ← → ↑ ↓ go · z zoom · x close · o only · + - =";

/** The next key is for windows. */
export function windowKeyBegun(state: State): State {
  return { ...state, isWindowKey: true, hint: WINDOW_HINT };
}

/** Takes the key behind the one that is for windows. */
export function pressWindowKey(state: State, key: Key, tools: Tools): Reduced {
  const next: State = { ...state, isWindowKey: false, hint: undefined };
  const action = tools.keymap.lookup(key, "window");
  const order = orderOf(action);
  if (order !== undefined) return windowsOrdered(next, order, tools);
  return reduced(key.name === "escape" ? next : { ...next, hint: WINDOW_HINT });
}

/** Does what a key of the table means for windows; `undefined` when it means something else. */
export function windowKeyed(state: State, action: KeyAction, tools: Tools): Reduced | undefined {
  if (action === "window") return reduced(windowKeyBegun(state));
  const order = orderOf(action);
  return order && windowsOrdered(state, order, tools);
}
