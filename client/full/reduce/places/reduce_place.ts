/** The reducer for where the reader is: which buffer, and which part of it. */
import type { Effect, Fetch } from "../../state/action.ts";
import {
  activeBuffer,
  bufferOf,
  isDraftEmpty,
  serverOf,
  withBuffer,
  withoutBuffer,
  withServer,
} from "../../state/buffers.ts";
import { findMessage, firstMessage, lastMessage, withoutOldest } from "../../state/entries.ts";
import { type Reduced, reduced } from "../../state/reduced.ts";
import type { Buffer, State } from "../../state/state.ts";
import { isInOtherWindow } from "../../state/windows.ts";
import type { Tools } from "../../state/tools.ts";
import { isBeingRead, MAX_BACKGROUND_ENTRIES } from "../news/reduce_message.ts";

/** Rows that stay visible when a page is turned. */
const PAGE_OVERLAP_ROWS = 2;

/** Goes to the buffer with this key. */
export function goTo(state: State, key: string): Reduced {
  const to = bufferOf(state, key);
  if (to === undefined) return reduced(state);
  if (state.activeKey === key) return reduced(state);
  const left = leaveBuffer(state);
  const next = withBuffer(
    { ...left, activeKey: key, recall: undefined, completion: undefined },
    key,
    (
      { newBelow, scroll },
    ) => ({ newBelow: scroll.kind === "end" ? 0 : newBelow }),
  );
  return reduced(next);
}

/** The next buffer with something new, those with mentions first. */
export function goToNews(state: State): Reduced {
  const at = state.buffers.findIndex(({ key }) => key === state.activeKey);
  const others = [...state.buffers.slice(at + 1), ...state.buffers.slice(0, Math.max(0, at))];
  const next = others.find(({ mentions }) => mentions > 0) ??
    others.find(({ notify, unread }) => unread > 0 && notify !== "none");
  return next === undefined
    ? reduced({ ...state, hint: "Nothing new anywhere" })
    : goTo(state, next.key);
}

/** Scrolls by pages or rows; fetches what is beyond the end that is reached. */
export function scroll(
  state: State,
  tools: Tools,
  by: { pages: number } | { rows: number },
): Reduced {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return reduced(state);
  const page = Math.max(1, tools.scrolling.pageRows(state) - PAGE_OVERLAP_ROWS);
  const rows = "pages" in by ? by.pages * page : by.rows;
  const { isAtTop, scroll } = tools.scrolling.scrollBy(state, rows);
  if (rows < 0) {
    const next = withBuffer(state, buffer.key, () => ({ scroll }));
    return isAtTop ? fetchBeyond(next, buffer.key, "older") : reduced(next);
  }
  if (scroll.kind === "end" && buffer.hasNewer) {
    return fetchBeyond(withBuffer(state, buffer.key, () => ({ scroll })), buffer.key, "newer");
  }
  return reduced(withBuffer(state, buffer.key, ({ newBelow }) => ({
    scroll,
    newBelow: scroll.kind === "end" ? 0 : newBelow,
  })));
}

/** To the newest message, which is fetched when it is not there. */
export function toEnd(state: State): State {
  return withBuffer(state, state.activeKey, ({ hasNewer, isLoaded }) => ({
    scroll: { kind: "end" },
    newBelow: 0,
    isLoaded: isLoaded && !hasNewer,
  }));
}

/** To the first message that was not read. */
export function toFirstUnread(state: State, tools: Tools): Reduced {
  const buffer = activeBuffer(state);
  const id = buffer?.firstUnreadId;
  if (buffer === undefined || id === undefined) {
    return reduced({ ...state, hint: "Everything here is read" });
  }
  return toMessage(state, tools, { key: buffer.key, id, isChosen: false });
}

/** What the keys do while a message is selected. */
export const SELECTED_HINT =
  "↑ ↓ choose · r reply · t thread · + react · e edit · d delete · y copy · o link · Esc back";

const JUMPED_HINT = "↑ ↓ choose another one · Enter reply · Esc back · or just type";

/** To a message of the active buffer, which is fetched with those around it when it is not there. */
export function toMessage(
  state: State,
  { scrolling }: Pick<Tools, "scrolling">,
  { id, isChosen, key }: { key: string; id: number; isChosen: boolean },
): Reduced {
  const buffer = bufferOf(state, key);
  if (buffer === undefined) return reduced(state);
  const entry = findMessage(buffer.entries, id);
  if (entry === undefined) {
    const next = withBuffer(state, key, () => ({ goal: { id, isChosen } }));
    return fetchPage(next, key, { kind: "around", id });
  }
  // Going on from a selected message is not jumping.
  const lettersSelect = isChosen && buffer.selectedId !== undefined && buffer.lettersSelect;
  const hint = lettersSelect ? SELECTED_HINT : JUMPED_HINT;
  const told: State = isChosen ? { ...state, hint } : state;
  const chosen = withBuffer(told, key, () => ({
    goal: undefined,
    selectedId: isChosen ? id : undefined,
    lettersSelect,
  }));
  const scroll = scrolling.scrollTo(chosen, entry);
  return reduced(withBuffer(chosen, key, ({ newBelow }) => ({
    scroll,
    newBelow: scroll.kind === "end" ? 0 : newBelow,
  })));
}

/** Has the page beyond one end fetched, unless there is none or it is under way. */
export function fetchBeyond(state: State, key: string, end: "older" | "newer"): Reduced {
  const buffer = bufferOf(state, key);
  if (buffer === undefined) return reduced(state);
  const first = firstMessage(buffer.entries)?.id;
  const last = lastMessage(buffer.entries)?.id;
  if (end === "older" && buffer.hasOlder && first !== undefined) {
    return fetchPage(state, key, { kind: "older", before: first });
  }
  if (end === "newer" && buffer.hasNewer && last !== undefined) {
    return fetchPage(state, key, { kind: "newer", after: last });
  }
  return reduced(state);
}

/**
 * What has to follow from every action: where the reader is now is noted, what is seen is read, what
 * is missing is fetched.
 */
export function settled(state: State): Reduced {
  const buffer = activeBuffer(state);
  if (buffer?.place === undefined) return reduced(state);
  const { key, place, serverId } = buffer;
  const server = serverOf(state, serverId);
  const isLive = server?.connection.kind === "live";
  const effects: Effect[] = [];
  let next = server?.place === place ? state : withServer(state, serverId, () => ({ place }));
  if (isLive && buffer.isIn && !buffer.isLoaded) {
    const fetched = fetchPage(next, key, { kind: "latest" });
    next = fetched.state;
    effects.push(...fetched.effects);
  }
  if (isLive && buffer.isIn && !buffer.hasPeople && place.room !== undefined) {
    next = withBuffer(next, key, () => ({ hasPeople: true }));
    effects.push({ kind: "people", serverId, room: place.room });
  }
  if (buffer.isLoaded && !buffer.keepsUnread && isBeingRead(state, buffer)) {
    const lastId = lastMessage(buffer.entries)?.id ?? 0;
    if (lastId > buffer.readId || buffer.unread > 0) {
      next = withBuffer(next, key, () => ({
        unread: 0,
        mentions: 0,
        readId: Math.max(lastId, buffer.readId),
      }));
      if (lastId > 0) effects.push({ kind: "read", serverId, place, id: lastId });
    }
  }
  return reduced(next, ...effects);
}

/** The reader goes away from the active buffer: what they have seen is not new any more. */
function leaveBuffer(state: State): State {
  const buffer = activeBuffer(state);
  if (buffer === undefined) return state;
  // A conversation in which nobody has said anything need not stay in the list either.
  const isNothing = !buffer.isIn || (buffer.place?.with !== undefined && isLoadedEmpty(buffer));
  // What another window shows stays as it is.
  const isShown = isInOtherWindow(state, buffer.key);
  if (isNothing && !isShown && isDraftEmpty(buffer)) return withoutBuffer(state, buffer.key);
  const isAtEnd = buffer.scroll.kind === "end" && !buffer.hasNewer && !isShown;
  const entries = isAtEnd ? withoutOldest(buffer.entries, MAX_BACKGROUND_ENTRIES) : buffer.entries;
  return withBuffer(state, buffer.key, () => ({
    entries,
    hasOlder: buffer.hasOlder || entries.length < buffer.entries.length,
    firstUnreadId: buffer.unread > 0 ? buffer.firstUnreadId : undefined,
    selectedId: undefined,
    lettersSelect: false,
    keepsUnread: false,
  }));
}

function isLoadedEmpty({ entries, isLoaded }: Buffer): boolean {
  return isLoaded && lastMessage(entries) === undefined;
}

/** Has a page of a buffer fetched, unless one is under way. */
export function fetchPage(state: State, key: string, which: Fetch): Reduced {
  const buffer = bufferOf(state, key);
  if (buffer?.place === undefined || buffer.fetching !== undefined || !buffer.isIn) {
    return reduced(state);
  }
  if (serverOf(state, buffer.serverId)?.connection.kind !== "live") {
    return reduced({ ...state, hint: "Not connected" });
  }
  const next = withBuffer(state, key, () => ({ fetching: which.kind }));
  const { place, serverId } = buffer;
  return reduced(next, { kind: "fetch", serverId, bufferKey: key, place, which });
}
